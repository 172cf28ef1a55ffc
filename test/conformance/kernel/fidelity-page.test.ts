import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withFigures } from './fidelity-page.ts';
import type { Outcome } from './run-conformance.ts';
import { Tally } from './tally.ts';

const page = readFileSync(new URL('../../../docs/fidelity.md', import.meta.url), 'utf8');

function outcome(result: Outcome['result'], reason?: string): Outcome {
  const tally = new Tally();
  tally.compare('log', '', 1, 1);
  tally.leaveOut('log', 'other lines', 3);
  return {
    folder: '6.12',
    scenario: 's',
    template: 't',
    release: '6.12.1',
    arch: 'arm64',
    pageSize: 4096,
    result,
    reason,
    tally,
  };
}

describe('the figures of docs/fidelity.md', () => {
  it('stand between the marks, and nothing else changes', () => {
    const written = withFigures(page, [outcome('passed'), outcome('left-out', 'it hung')]);
    expect(written).toContain('| `6.12` | 6.12.1 | arm64 | 4 KiB | 2 | 1 | 0 | 1 | 0 |');
    expect(written).toContain('1 passed, 0 failed, 1 left out, 0 missing, of 2.');
    expect(written).toContain('- left out: it hung (1 recordings)');
    expect(written).toContain('| `log` | 2 | 0 | 6: other lines |');
    const outside = (text: string | undefined): string =>
      (text ?? '').replace(/<!-- figures[\s\S]*<!-- end of figures -->/, '');
    expect(outside(written)).toBe(outside(page));
  });

  it('are refused by a page without marks', () => {
    expect(withFigures('# A page\n', [])).toBeUndefined();
  });

  it('are there, of a run over all recordings', () => {
    expect(page).toMatch(/^\d{3,} passed, \d+ failed, \d+ left out, \d+ missing, of \d{3,}\.$/m);
  });
});
