import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SourceFile } from '../../../src/source/source-file.ts';
import { loadWorkload } from '../../../src/workload/load-workload.ts';
import { cmaFoldersOfText, readCmaArea } from '../../../src/workload/trace/cma-debugfs.ts';
import { readDmaBufInfo } from '../../../src/workload/trace/dma-buf-info.ts';
import { DmesgFailures, readFreeMap } from '../../../src/workload/trace/dmesg-failures.ts';
import {
  workloadOfArea,
  workloadOfDmaBufs,
  workloadOfFailure,
} from '../../../src/workload/trace/fact-workload.ts';
import { complementOf, largestRequest } from '../../../src/workload/trace/free-map.ts';
import { bootedBoard } from '../booted-board.ts';

const traces = new URL('../../../fixtures/traces/', import.meta.url);
const area = 'camera-cma@58000000';

function failuresIn(text: string): ReturnType<DmesgFailures['facts']> {
  const failures = new DmesgFailures();
  for (const [at, line] of text.split('\n').entries()) failures.line(line, at + 1);
  return failures.facts();
}

describe("CMA's failures in a kernel log", () => {
  it('are read with their free maps', () => {
    const [first, second] = failuresIn(readFileSync(new URL('dmesg-cma.txt', traces), 'utf8'));
    expect(first).toMatchObject({ line: 3, area, pages: 1280, code: -12 });
    expect(first?.map).toEqual({
      free: [
        [125, 3],
        [172, 20],
        [2048, 1000],
      ],
      total: 16384,
      isWhole: true,
    });
    expect(second).toMatchObject({ pages: 2, map: undefined });
  });

  it.each([
    ['cma: cma_alloc: alloc failed, req-size: 5 pages, ret: -12', undefined],
    ['[1.0] cma: cma_alloc: reserved: alloc failed, req-size: 5 pages, ret: -12', 'reserved'],
    ['cma: __cma_alloc: linux,cma: alloc failed, req-size: 5 pages, ret: -16', 'linux,cma'],
  ])('of each kernel: %s', (line, name) => {
    expect(failuresIn(line)).toMatchObject([{ area: name, pages: 5 }]);
  });

  it('go on where the map was printed in pieces', () => {
    const text = [
      'cma: cma_alloc: a: alloc failed, req-size: 5 pages, ret: -12',
      'cma: number of available pages: 3@125+20@17',
      '[1.0] eth0: link up',
      '[1.0] 2=> 23 free of 4096 total pages',
    ].join('\n');
    expect(failuresIn(text)[0]?.map).toEqual(readFreeMap('3@125+20@172=> 23 free of 4096 total pages'));
  });

  it('become a workload in which the request fails as it did', () => {
    const [fact] = failuresIn(readFileSync(new URL('dmesg-cma.txt', traces), 'utf8'));
    if (fact === undefined) return expect.fail('no failure');
    const { yaml } = workloadOfFailure(fact, 'dmesg.txt', area);
    expect(yaml).toContain('- [128, 44]');
    const board = bootedBoard('boards/demo.dts');
    expect(loadWorkload(new SourceFile('w.yaml', yaml), board).problems).toEqual([]);
  });

  it('with room in the map are refused for pages that would not move', () => {
    const text =
      'cma: cma_alloc: a: alloc failed, req-size: 2 pages, ret: -16\ncma: number of available pages: 4@8=> 4 free of 16 total pages';
    const [fact] = failuresIn(text);
    if (fact === undefined) return expect.fail('no failure');
    const { yaml, notes } = workloadOfFailure(fact, 'dmesg.txt', undefined);
    expect(yaml).toContain('    - [0, 9]\n    - [10, 1]\n    - [12, 4]');
    expect(notes.join(' ')).toContain('2 places');
  });
});

describe('a CMA area of debugfs', () => {
  const read = (bitmap: string, count = 64, order = 0): ReturnType<typeof readCmaArea> =>
    readCmaArea(
      '/sys/kernel/debug/cma/cma-pool',
      new Map([
        ['base_pfn', '0x58000'],
        ['count', String(count)],
        ['order_per_bit', String(order)],
        ['bitmap', bitmap],
      ]),
    );

  it('has runs of taken and of free pages', () => {
    expect(read('4294967295 15')).toMatchObject({ name: 'pool', taken: [[0, 36]], free: [[36, 28]] });
    expect(read('5', 128, 2)).toMatchObject({
      taken: [
        [0, 4],
        [8, 4],
      ],
    });
  });

  it.each([
    ['1', 'it is cut'],
    ['1 x', 'where a word'],
    ['1 4294967296', 'where a word'],
  ])('that is broken is refused: %s', (bitmap, why) => {
    expect(read(bitmap)).toContain(why);
  });

  it('is read from what grep prints', () => {
    const folders = cmaFoldersOfText('cma/a/base_pfn:1\ncma/a/bitmap:0 0\ncma/b/ranges/0/base_pfn:2\n');
    expect([...folders.keys()]).toEqual(['cma/a', 'cma/b']);
  });

  it('becomes a workload that asks for the most that fits, and for one page more', () => {
    const fact = read('4294967295 15');
    if (typeof fact === 'string') return expect.fail(fact);
    const { yaml } = workloadOfArea(fact, 'cma', area);
    expect(yaml).toContain('size: 16 pages, id: largest');
    expect(yaml).toContain('size: 17 pages, id: more');
  });

  it.each([
    [[[0, 100]], 100],
    [[[1, 100]], 37],
    [[[3, 2]], 1],
    [[[100, 1000]], 844],
    [[], 0],
  ] as const)('the most that one request gets of %j is %i pages', (free, pages) => {
    expect(largestRequest(free)).toBe(pages);
  });

  it('what is free and what is taken make the whole', () => {
    expect(
      complementOf(
        [
          [2, 3],
          [7, 1],
        ],
        10,
      ),
    ).toEqual([
      [0, 2],
      [5, 2],
      [8, 2],
    ]);
  });
});

describe('shared buffers', () => {
  const info = readDmaBufInfo(readFileSync(new URL('bufinfo.txt', traces), 'utf8'));

  it('are read with who attached them', () => {
    expect(info.buffers).toMatchObject([
      { size: 8294400, exporter: 'drm', attached: ['3000000.display', '2000000.camera'] },
      { size: 8294400, attached: ['3000000.display'] },
      { size: 4194304, exporter: 'system', name: 'heap one', attached: [] },
    ]);
    expect(info.total).toEqual({ buffers: 3, bytes: 20783104 });
  });

  it('become allocations of the device that attached each first; those of nobody are told', () => {
    const { yaml, notes } = workloadOfDmaBufs(info, 'bufinfo', (name, kind) =>
      kind === 'device' ? name : undefined,
    );
    expect(yaml).toContain("device: '3000000.display', size: 8294400, count: 2");
    expect(notes.join(' ')).toContain('--map system=NODE');
  });
});
