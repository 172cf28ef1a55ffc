import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { RuleLevel } from '../../../src/lint/lint.ts';
import { loadBoard } from '../../../src/project/load-board.ts';
import type { Rehearsal } from '../../../src/project/rehearse/rehearsal.ts';
import { rehearsalFindings } from '../../../src/project/rehearse/rehearsal-findings.ts';
import { rehearse } from '../../../src/project/rehearse/rehearse.ts';
import { bootKernelJson } from '../../../src/report/boot-json.ts';
import { rehearsalJson } from '../../../src/report/rehearsal-json.ts';
import { rehearsalText } from '../../../src/report/rehearsal-text.ts';
import { runJunit } from '../../../src/report/run-junit.ts';
import { runMarkdown } from '../../../src/report/run-markdown.ts';
import { plainTerminal } from '../../../src/report/terminal.ts';
import { SourceFile } from '../../../src/source/source-file.ts';

const root = new URL('../../../', import.meta.url);
const demo = readFileSync(new URL('fixtures/workloads/demo.yaml', root), 'utf8');

function rehearsed(text: string, matrix: readonly string[] = []): Rehearsal {
  const { board } = loadBoard(fileURLToPath(new URL('fixtures/boards/demo.dts', root)));
  if (board === undefined) return expect.fail('the board does not load');
  const file = new SourceFile('work.yaml', text);
  return rehearse({ board, workload: { kind: 'text', file }, overrides: { matrix } });
}

function rulesOf(rehearsal: Rehearsal, levels?: ReadonlyMap<string, RuleLevel>): readonly string[] {
  return rehearsalFindings(rehearsal, levels).map(({ rule, severity }) => `${severity}: ${rule}`);
}

describe('what rules say of a rehearsal', () => {
  it('is that the pool that fails is too small', () => {
    expect(rulesOf(rehearsed(demo))).toEqual(['error: pool-too-small']);
  });

  it('is nothing of failures that the workload lets pass', () => {
    const text = 'version: 1\nsteps:\n  - alloc: { device: video, size: 3MiB, count: 8, id: b }\n';
    expect(rulesOf(rehearsed(text))).toContain('error: pool-too-small');
    expect(rulesOf(rehearsed(`${text}expect: { failures: any }\n`))).not.toContain('error: pool-too-small');
  });

  it('is nothing of a setting in which the board does not boot', () => {
    const [finding] = rehearsalFindings(rehearsed(demo, ['ram=256MiB,1GiB']));
    expect(finding?.message).not.toContain('256MiB');
  });

  it('has the levels that the user gives', () => {
    expect(rulesOf(rehearsed(demo), new Map([['pool-too-small', 'info']]))).toEqual(['info: pool-too-small']);
    expect(rulesOf(rehearsed(demo), new Map([['pool-too-small', 'off']]))).toEqual([]);
  });
});

describe('formats of run', () => {
  const rehearsal = rehearsed(demo);
  const findings = rehearsalFindings(rehearsal);

  it('show findings as text behind the figures, with their source', () => {
    const text = rehearsalText(rehearsal, { terminal: plainTerminal, kernelText: () => '', findings });
    expect(text.slice(text.indexOf('\nFindings\n'))).toMatch(/^ {3}\|\n47 \| {9}video_pool/m);
  });

  it('show them as JSON, in a table, and as cases of JUnit', () => {
    const json = JSON.parse(rehearsalJson(rehearsal, { kernelJson: bootKernelJson, findings }));
    expect(json.findings).toMatchObject([{ rule: 'pool-too-small', severity: 'error', line: 47 }]);
    expect(runMarkdown(rehearsal, { kernelText: () => '', findings })).toContain('| `pool-too-small` |');
    expect(runJunit(rehearsal, findings)).toContain(
      'name="pool-too-small: /reserved-memory/video-pool@50000000"',
    );
  });
});
