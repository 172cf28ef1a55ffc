import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadBoard } from '../../src/project/load-board.ts';
import type { RehearsalRequest } from '../../src/project/rehearse/rehearsal.ts';
import { rehearse } from '../../src/project/rehearse/rehearse.ts';
import { rehearsalText } from '../../src/report/rehearsal-text.ts';
import { budgetMarkdown } from '../../src/report/run-budget.ts';
import { plainTerminal } from '../../src/report/terminal.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { sharedBudgets } from '../../src/workload/run-budget.ts';

const root = new URL('../../', import.meta.url);

function requestOf(boardPath: string, text: string): RehearsalRequest {
  const { board } = loadBoard(fileURLToPath(new URL(boardPath, root)));
  if (board === undefined) return expect.fail('the board does not load');
  return { board, workload: { kind: 'text', file: new SourceFile('work.yaml', text) } };
}

function textOf(request: RehearsalRequest, width = 100): string {
  return rehearsalText(rehearse(request), {
    terminal: { ...plainTerminal, width },
    kernelText: ({ profile }) => `Linux ${profile.version}`,
  });
}

const capture = 'version: 1\nname: capture\nsteps:\n  - alloc: { device: camera, size: 7MiB, count: 6 }\n';

const several = `
version: 1
name: capture
variables: { cameras: 1 }
steps:
  - alloc: { device: camera, size: 7MiB, count: '\${cameras}' }
`;

describe('rehearsalText', () => {
  it('never cuts the name of a setting: the last axis may be all that differs', () => {
    const text = several.replace('cameras: 1', 'cameras: 1, description: a');
    const request = requestOf('fixtures/boards/demo.dts', `${text}expect: { live: '\${description}' }\n`);
    const lines = textOf(
      {
        ...request,
        overrides: { matrix: ['ram=1024MiB,2048MiB', 'kernel=6.12,7.2', 'cameras=1,2', 'description=7,8'] },
      },
      60,
    ).split('\n');
    const rows = lines.filter((line) => line.startsWith('  ram='));
    expect(rows[1]).toContain('ram=1024MiB kernel=6.12 cameras=1 description=8  ');
    expect(new Set(rows).size).toBe(16);
  });

  it('says of several settings the verdict first, then each, then the figures of the one that fails', () => {
    const request = requestOf('fixtures/boards/demo.dts', several);
    const text = textOf({
      ...request,
      overrides: { matrix: ['cameras=2,10', 'ram=256MiB,1GiB'] },
    });
    expect(text.slice(0, text.indexOf('\nPools'))).toMatchInlineSnapshot(`
      "FAILS work.yaml (capture): in 3 of 4 settings

        setting                verdict  tightest pool          peak    left  first failure
        cameras=2 ram=256MiB   panics                                        The kernel does not boot, so…
        cameras=2 ram=1GiB     passes   camera-cma@58000000  14 MiB  50 MiB
        cameras=10 ram=256MiB  panics                                        The kernel does not boot, so…
        cameras=10 ram=1GiB    fails    camera-cma@58000000  63 MiB   1 MiB  #1[9]: 7 MiB needs 7 MiB ali…

      Cell cameras=10 ram=1GiB

      FAILS work.yaml (capture): 1 of 10 allocations fails
      Linux 6.12
      "
    `);
  });

  it('shows of settings that all pass the figures of the one with least left', () => {
    const request = requestOf('fixtures/boards/demo.dts', several);
    const text = textOf({ ...request, overrides: { matrix: ['cameras=1,6,3'] } });
    expect(text).toContain('PASSES work.yaml (capture): in all 3 settings');
    expect(text).toContain('Cell cameras=6');
  });

  it('says how often pinned pages make it fail, and why in the worst case', () => {
    const request = requestOf('fixtures/boards/demo.dts', capture);
    const text = textOf({ ...request, pinned: { shares: [0, 0.01, 0.05], seeds: 20 } }, 80);
    expect(text.slice(0, text.indexOf('Linux'))).toMatchInlineSnapshot(`
      "FAILS work.yaml (capture): all 6 allocations succeed; fails with pages pinned (1%: 8 of 20, 5%: 20 of 20)
      "
    `);
    expect(text.slice(text.indexOf('Pinned pages'), text.indexOf('tried:'))).toMatchInlineSnapshot(`
      "Pinned pages
        pinned  fails    95% interval  best            typical         worst
        0%         0%         certain  22 MiB left     22 MiB left     22 MiB left
        1%        40%  21.9% to 61.3%  21.36 MiB left  21.36 MiB left  3 failures
        5%       100%   83.9% to 100%  3 failures      5 failures      6 failures

      Worst case with 1% pinned (seed 19)
        at: work.yaml:4:5, operation 4
        /soc/camera@2000000 asks for 0x700000 (7 MiB) as \`#1[3]\` and gets nothing.
        cause: 7 MiB needs 7 MiB aligned to 1 MiB;
               /reserved-memory/camera-cma@58000000 has 43 MiB free (656 KiB of it in
               pages that cannot move), the largest hole at that alignment is 6.38
               MiB.
        "
    `);
    expect(text).toContain('help: Pages that cannot move stand in its way.');
  });

  it('shows where a pool that devices share goes, with fragmentation as measured', () => {
    const yaml = readFileSync(new URL('fixtures/capacity/budget.yaml', root), 'utf8');
    const request = requestOf('fixtures/capacity/budget.dts', yaml);
    const text = textOf(request);
    expect(text.slice(text.indexOf('Budget of'), text.indexOf('Phases'))).toMatchInlineSnapshot(`
      "Budget of linux,cma@a8000000
        at the peak                        size      bytes  of the pool
        /soc/camera@30102000          31.64 MiB   33177600        24.7%
        /soc/codec@30210000              29 MiB   30408704        22.7%
        /soc/display@30200000         17.58 MiB   18432000        13.7%
        /soc/display@30220000         15.82 MiB   16588800        12.4%
        /soc/gpu@fd00000              13.26 MiB   13901824        10.4%
        others, not of this workload    384 KiB     393216         0.3%
        rounding                         16 KiB      16384         0.0%
        lost to holes                  8.81 MiB    9240576         6.9%
        left over                      11.5 MiB   12058624         9.0%
        the pool                        128 MiB  134217728       100.0%

      "
    `);

    const pools = rehearse(request).cells[0]?.result?.pools ?? [];
    const [budget] = sharedBudgets(pools);
    if (budget === undefined) return expect.fail('no pool is shared');
    expect(budget.lines.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(128 << 20);
    expect(budgetMarkdown(budget).split('\n').at(-1)).toBe('| the pool | 128 MiB | 134217728 | 100.0% |');
  });
});
