import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CmaArea, type CmaAreaOptions } from '../../../src/kernel/dma/cma-area.ts';
import { cmaFailureLog } from '../../../src/kernel/dma/cma-failure-log.ts';
import { KernelLog } from '../../../src/kernel/log.ts';
import { behavioursByVersion } from '../../../src/kernel/profiles/behaviours-by-version.ts';

function areaOf(
  basePage: number,
  pageCount: number,
  maxAlignOrder = 8,
  activated = true,
  onFailure?: CmaAreaOptions['onFailure'],
): CmaArea {
  return new CmaArea({
    name: 'a',
    region: undefined,
    basePage,
    pageCount,
    pageSize: 4096,
    maxAlignOrder,
    exact: true,
    activated,
    onFailure,
  });
}

/** bitmap_find_next_zero_area_off() as spec 06 §4 writes it down. */
function findZeroArea(taken: readonly boolean[], count: number, mask: number, offset: number): number {
  for (let start = 0; ; ) {
    const zero = taken.indexOf(false, start);
    if (zero < 0) return -1;
    const first = ((zero + offset + mask) & ~mask) - offset;
    if (first + count > taken.length) return -1;
    const next = taken.indexOf(true, first);
    if (next < 0 || next >= first + count) return first;
    start = next + 1;
  }
}

describe('CmaArea', () => {
  it('gives the pages of the worked example', () => {
    const area = areaOf(0x90000, 16384);
    const sizes = [0x3000, 0x1000, 0x5000, 0x1000, 5 << 20, 0x10000];
    expect(sizes.map((size) => area.allocate(Math.ceil(size / 4096), area.alignPages(size)))).toEqual([
      0, 3, 8, 4, 256, 16,
    ]);
  });

  it('passes over pages that the page allocator has spoilt behind a buffer', () => {
    const area = areaOf(0x90000, 64);
    expect(area.allocate(13, 16)).toBe(0);
    area.strand(0, 13);
    expect(area.allocate(2, 2)).toBe(16);
    expect(area.allocate(1, 1)).toBe(18);
    area.release(0x90000, 13);
    expect(area.allocate(13, 16)).toBe(0);
    expect(area.allocate(4, 4)).toBe(20);
  });

  it('aligns in physical addresses, not from its start', () => {
    const area = areaOf(0x90200, 16384, 12);
    expect(area.allocate(4096, area.alignPages(16 << 20))).toBe(0xe00);
  });

  it('allocates and frees as the search in the kernel does', () => {
    const step = fc.record({ pages: fc.integer({ min: 1, max: 300 }), free: fc.boolean(), which: fc.nat() });

    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5000 }),
        fc.integer({ min: 1, max: 900 }),
        fc.integer({ min: 2, max: 9 }),
        fc.array(step, { maxLength: 80 }),
        (basePage, pageCount, maxOrder, steps) => {
          const area = areaOf(basePage, pageCount, maxOrder);
          const taken = new Array<boolean>(pageCount).fill(false);
          const live: (readonly [first: number, pages: number])[] = [];
          for (const { pages, free, which } of steps) {
            if (free && live.length > 0) {
              const [[first, count] = [0, 0]] = live.splice(which % live.length, 1);
              expect(area.release(basePage + first, count)).toBe(true);
              taken.fill(false, first, first + count);
              continue;
            }
            const align = area.alignPages(pages * 4096);
            const first = area.allocate(pages, align);
            expect(first).toBe(findZeroArea(taken, pages, align - 1, basePage & (align - 1)));
            if (first < 0) continue;
            taken.fill(true, first, first + pages);
            live.push([first, pages]);
          }
        },
      ),
    );
  });

  it('does not own pages outside it', () => {
    const area = areaOf(0x100, 16);
    expect(area.release(0xff, 1)).toBe(false);
    expect(area.release(0x110, 1)).toBe(false);
  });

  it('gives nothing when it was not activated', () => {
    expect(areaOf(0x100, 16, 8, false).allocate(1, 1)).toBe(-1);
  });
});

describe('pages of a CMA area that cannot be moved', () => {
  it('are passed over as far as the run of them goes, and are there again when they can', () => {
    const area = areaOf(0x90000, 64);
    area.markBusy(3, 2);
    expect([area.allocate(4, 4), area.allocate(4, 4), area.allocate(3, 1)]).toEqual([8, 12, 0]);
    expect(area.busyRuns).toEqual([[3, 5]]);
    expect(area.bitmap.takenCount).toBe(11);
    area.clearBusy(0, 64);
    expect(area.allocate(4, 4)).toBe(4);
  });

  it('may be marked beyond the end, which has no pages', () => {
    const area = areaOf(0x90000, 64);
    area.markBusy(60, 100);
    area.markBusy(-5, 6);
    expect(area.busyRuns).toEqual([
      [0, 1],
      [60, 64],
    ]);
    area.clearBusy(-5, 6);
    expect(area.allocate(60, 1)).toBe(0);
    expect(area.allocate(1, 1)).toBe(-1);
  });
});

describe('what CMA prints of a request that it has nothing for', () => {
  /** 64 pages, of which 3 are free at 5 and 10 at 20. */
  function linesOf(version: string, pageCount = 16, busy = false): string[] {
    const behaviours = behavioursByVersion[version];
    if (behaviours === undefined) throw new Error('no such kernel');
    const log = new KernelLog();
    const area = areaOf(0x90000, 64, 8, true, cmaFailureLog(log, behaviours));
    area.bitmap.take(0, 64);
    area.bitmap.release(5, 3);
    area.bitmap.release(20, 10);
    if (busy) area.markBusy(20, 1);
    area.allocate(pageCount, 1);
    area.allocate(pageCount, 1, true);
    return log.lines.map(({ text }) => text);
  }

  it.each([
    ['5.10', 'cma: cma_alloc: alloc failed, req-size: 16 pages, ret: -12'],
    ['6.1', 'cma: cma_alloc: a: alloc failed, req-size: 16 pages, ret: -12'],
    ['6.12', 'cma: __cma_alloc: a: alloc failed, req-size: 16 pages, ret: -12'],
    ['7.2', 'cma: __cma_alloc_frozen: a: alloc failed, req-size: 16 pages, ret: -16'],
  ])('names what was asked, on %s', (version, line) => {
    expect(linesOf(version)[0]).toBe(line);
  });

  it('lists the free pages from 6.12 on', () => {
    expect(linesOf('6.1')).toHaveLength(1);
    expect(linesOf('6.12')[1]).toBe('cma: number of available pages: 3@5+10@20=> 13 free of 64 total pages');
    expect(linesOf('7.2')[1]).toBe(
      'cma: number of available pages: range 0: +3@5+10@20=> 13 free of 64 total pages',
    );
  });

  it('says -EBUSY where pages would not move', () => {
    expect(linesOf('6.12', 10, true)[0]).toContain('ret: -16');
  });

  it('says nothing of more pages than the area has, but for 7.2', () => {
    expect(linesOf('6.12', 65)).toEqual([]);
    expect(linesOf('7.2', 65)).toHaveLength(2);
  });
});
