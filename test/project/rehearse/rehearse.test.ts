import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Board } from '../../../src/project/board.ts';
import { loadBoard } from '../../../src/project/load-board.ts';
import type { Rehearsal, RehearsalRequest } from '../../../src/project/rehearse/rehearsal.ts';
import { rehearse } from '../../../src/project/rehearse/rehearse.ts';
import { SourceFile } from '../../../src/source/source-file.ts';
import type { RunResult } from '../../../src/workload/run-result.ts';

const demo = loadBoard(fileURLToPath(new URL('../../../fixtures/boards/demo.dts', import.meta.url))).board;

function demoBoard(): Board {
  return demo ?? expect.fail('the demo board does not load');
}

function rehearsalOf(text: string, request: Partial<RehearsalRequest> = {}): Rehearsal {
  const file = new SourceFile('work.yaml', text);
  return rehearse({ board: demoBoard(), workload: { kind: 'text', file }, ...request });
}

const capture = `
version: 1
name: capture
steps:
  - alloc: { device: camera, size: 1920x1080x2, count: 8, id: capture }
`;

describe('rehearse', () => {
  it('performs a workload on the board as it is', () => {
    const { cells, passes, name, workload } = rehearsalOf(capture);
    expect({ passes, name, workload }).toEqual({ passes: true, name: 'capture', workload: 'work.yaml' });
    expect(cells.map(({ setting, passes: good }) => [setting.label, good])).toEqual([['', true]]);
    expect(cells[0]?.result?.succeeded).toBe(8);
  });

  it('boots the board once for each RAM and kernel, whatever else varies', () => {
    const { cells } = rehearsalOf(
      `${capture}matrix: { ram: [1GiB, 2GiB], kernel: ['6.12', '7.2'], seed: 1..3 }\n`,
    );
    expect(cells).toHaveLength(12);
    expect(new Set(cells.map(({ kernel }) => kernel)).size).toBe(4);
    expect(cells.every(({ passes }) => passes)).toBe(true);
  });

  it('says of a cell that its kernel panics, and goes on with the others', () => {
    const { cells, passes } = rehearsalOf(capture, { overrides: { matrix: ['ram=256MiB,1GiB'] } });
    expect(passes).toBe(false);
    expect(cells.map(({ kernel, result }) => [kernel?.outcome, result?.passes])).toEqual([
      ['panics', undefined],
      ['boots', true],
    ]);
    expect(cells[0]?.problems[0]?.code).toBe('kernel-panics');
  });

  it('fails where the RAM of the setting does not reach the pool of a device, though the workload would pass', () => {
    const decode = 'version: 1\nsteps:\n  - alloc: { device: video, size: 4KiB }\n    expect: any\n';
    const { cells } = rehearsalOf(decode, { overrides: { matrix: ['ram=640MiB@0x58000000'] } });
    const lost = cells[0]?.problems.filter(({ code }) => code === 'region-lost') ?? [];
    expect(lost.find(({ message }) => message.includes('video-pool'))).toMatchObject({
      severity: 'error',
      message: expect.stringContaining('/soc/video@1000000 would allocate from it'),
    });
    expect(lost.find(({ message }) => message.includes('ramoops'))).toBeUndefined();
    expect(cells[0]?.passes).toBe(false);
  });

  it('says that a region is not there which no device of the workload needs, and passes', () => {
    const { cells, passes } = rehearsalOf(capture, { overrides: { matrix: ['ram=512MiB'] } });
    expect(cells[0]?.problems.map(({ code, severity }) => [code, severity])).toEqual([
      ['region-lost', 'warning'],
    ]);
    expect(passes).toBe(true);
  });

  it('has no cells where the plan is wrong', () => {
    const { cells, passes, problems } = rehearsalOf(capture, { overrides: { matrix: ['ram=much'] } });
    expect([cells.length, passes, problems.length]).toEqual([0, false, 1]);
  });
});

const tight = `
version: 1
steps:
  - alloc: { device: camera, size: 7MiB, count: 6, id: capture }
`;

describe('rehearse with pinned pages', () => {
  it('runs the workload for each share and seed, and gives the probability of failure', () => {
    const { cells, passes } = rehearsalOf(`${tight}pinned: { share: [0%, 1%, 10%], seeds: 40 }\n`);
    const figures = cells[0]?.pinned ?? [];
    expect(figures.map(({ share, seeds }) => [share, seeds])).toEqual([
      [0, 1],
      [0.01, 40],
      [0.1, 40],
    ]);
    const [none, some, many] = figures;
    expect([none?.failures, many?.failures]).toEqual([0, 40]);
    expect(some?.failures).toBeGreaterThan(0);
    expect(some?.failures).toBeLessThan(40);
    expect(some?.interval[0]).toBeLessThan(some?.probability ?? 0);
    expect(some?.best.result.passes).toBe(true);
    expect(some?.worst.result.passes).toBe(false);
    expect(some?.worst.result.failed).toBeGreaterThanOrEqual(some?.typical.result.failed ?? 0);
    expect([cells[0]?.result?.passes, passes]).toEqual([true, false]);
  });

  it('gives the same figures for the same seeds, each run on a board that has just booted', () => {
    const text = `${tight}pinned: { share: 1%, seeds: 10, seed: 7 }\n`;
    const seeds = (rehearsal: Rehearsal) =>
      rehearsal.cells[0]?.pinned.map(({ failures, best, typical, worst }) => [
        failures,
        best.seed,
        typical.seed,
        worst.seed,
      ]);
    expect(seeds(rehearsalOf(text))).toEqual(seeds(rehearsalOf(text)));
  });

  it('pins the pages of a range, which leaves nothing to chance', () => {
    const { cells } = rehearsalOf(`${tight}pinned: { ranges: [[8192, 1]] }\n`);
    const [figures] = cells[0]?.pinned ?? [];
    expect(figures).toMatchObject({ share: 0, seeds: 1, ranges: [{ first: 8192, pages: 1 }] });
    expect(figures?.worst.result.pools.find(({ pinnedPages }) => pinnedPages > 0)?.pinnedPages).toBe(1);
  });

  it('performs the same operations in each run, those of chance too', () => {
    const { cells } = rehearsalOf(`
version: 1
steps:
  - random:
      device: camera
      operations: 2000
      size: { logUniform: [4KiB, 256KiB], multiple: 4KiB }
      lifetime: { geometric: { mean: 20 } }
      live: 40
pinned: { ranges: [[16383, 1]] }
`);
    const figures = ({ operations, succeeded, frees, devices, pools }: RunResult | Record<string, never>) => [
      operations,
      succeeded,
      frees,
      devices,
      pools?.map(({ peakPages, peakOperation, endPages }) => [peakPages, peakOperation, endPages]),
    ];
    const [base, again] = [cells[0]?.result, cells[0]?.pinned[0]?.worst.result];
    expect(base?.operations).toBeGreaterThanOrEqual(2000);
    expect(figures(again ?? {})).toEqual(figures(base ?? {}));
  });

  it('takes what is said beside the workload in place of what it says', () => {
    const written = `${tight}pinned: { share: [10%], seeds: 40 }\n`;
    const { cells } = rehearsalOf(written, { pinned: { shares: [0.02], seeds: 3 } });
    expect(cells[0]?.pinned.map(({ share, seeds }) => [share, seeds])).toEqual([[0.02, 3]]);
  });

  it.each([
    ['pools: [video_pool]', 'pinned-not-cma'],
    ['pools: [camera_cmo]', 'unknown-pool'],
  ])('refuses a pool that has no such pages: %s', (pools, code) => {
    const { cells } = rehearsalOf(`${tight}pinned: { share: 5%, ${pools} }\n`);
    expect(cells[0]?.result).toBeUndefined();
    expect(cells[0]?.problems.map((problem) => problem.code)).toEqual([code]);
  });

  it('refuses a range that no area reaches, of which nothing would be pinned', () => {
    const { cells } = rehearsalOf(`${tight}pinned: { ranges: [[0, 1], [16384, 8]] }\n`);
    expect(cells[0]?.problems.map(({ message }) => message)).toEqual([
      'The range [16384, 8] begins beyond the last page: the longest of these areas has 16384 pages.',
    ]);
    expect(cells[0]?.passes).toBe(false);
  });

  it('refuses seeds where nothing is pinned', () => {
    expect(rehearsalOf(tight, { pinned: { seeds: 5 } }).problems[0]?.code).toBe('pinned-nothing');
  });

  it('warns where the workload uses no CMA area', () => {
    const { cells } = rehearsalOf(
      'version: 1\nsteps:\n  - alloc: { device: video, size: 4KiB }\npinned: { share: 5% }\n',
    );
    expect([cells[0]?.problems[0]?.code, cells[0]?.passes]).toEqual(['pinned-nowhere', true]);
  });
});

describe('rehearse an operation log', () => {
  const line = '{"device":"/soc/camera@2000000","do":"alloc","id":"a","size":8192}\n';
  const stretches = () => [{ text: line, firstLine: 1 }];

  it('reads it again for each run', () => {
    const workload = { kind: 'log', path: 'a.jsonl', stretches, isStream: false } as const;
    const { cells } = rehearse({
      board: demoBoard(),
      workload,
      overrides: { matrix: ['ram=1GiB,2GiB'] },
      pinned: { shares: [0.05], seeds: 3 },
    });
    expect(cells.map(({ result, pinned }) => [result?.succeeded, pinned[0]?.seeds])).toEqual([
      [1, 3],
      [1, 3],
    ]);
  });

  it('refuses a second run of one that can be read once', () => {
    const workload = { kind: 'log', path: 'a.jsonl', stretches, isStream: true } as const;
    const { problems, cells } = rehearse({ board: demoBoard(), workload, pinned: { shares: [0.05] } });
    expect([problems[0]?.code, cells.length]).toEqual(['log-read-once', 0]);
  });
});
