import { describe, expect, it } from 'vitest';
import { applyTextEdits } from '../../../grammar/lossless/text-edit.ts';
import type { Finding, Fix } from '../../../src/lint/finding.ts';
import { planFixes } from '../../../src/lint/fix/plan-fixes.ts';
import { SourceFile } from '../../../src/source/source-file.ts';

const file = new SourceFile('a.dts', '0123456789');
const always = { unsafe: false, mayEdit: () => true };

function finding(edits: readonly (readonly [number, number, string])[], changes: Partial<Fix> = {}): Finding {
  const fix = {
    title: 'Write it',
    safe: true,
    edits: edits.map(([start, end, text]) => ({ place: { file, start, end }, text })),
    ...changes,
  };
  return {
    rule: 'a',
    severity: 'error',
    message: '',
    place: { file, start: 0, end: 0 },
    node: '/',
    related: [],
    fix,
  };
}

/** The text of the file after one pass. */
function fixedText(findings: readonly Finding[], rules = always): string {
  return applyTextEdits(file.text, planFixes(findings, rules).edits.get(file) ?? []);
}

describe('fixes', () => {
  it('are made in the order of their places, whatever the order of findings', () => {
    expect(fixedText([finding([[8, 9, 'B']]), finding([[1, 3, 'A']])])).toBe('0A34567B9');
  });

  it('wait for the next pass where they touch what another changes', () => {
    expect(fixedText([finding([[2, 5, 'A']]), finding([[4, 6, 'B']]), finding([[5, 5, 'C']])])).toBe(
      '01A56789',
    );
  });

  it('are made whole or not at all', () => {
    expect(
      fixedText([
        finding([[0, 1, 'A']]),
        finding([
          [0, 1, 'B'],
          [8, 9, 'C'],
        ]),
      ]),
    ).toBe('A123456789');
  });

  it('that change more than the finding tells of are made only when asked for', () => {
    const unsafe = finding([[0, 1, 'A']], { safe: false });
    expect(fixedText([unsafe])).toBe('0123456789');
    expect(fixedText([unsafe], { ...always, unsafe: true })).toBe('A123456789');
  });

  it('do not reach into files that may not be changed', () => {
    expect(fixedText([finding([[0, 1, 'A']])], { ...always, mayEdit: () => false })).toBe('0123456789');
  });

  it('may insert and take away', () => {
    expect(fixedText([finding([[1, 1, 'x']]), finding([[4, 6, '']])])).toBe('0x1236789');
  });
});
