import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CmaArea } from '../../../src/kernel/dma/cma-area.ts';

function areaOf(basePage: number, pageCount: number, maxAlignOrder = 8, activated = true): CmaArea {
  return new CmaArea({
    name: 'a',
    region: undefined,
    basePage,
    pageCount,
    pageSize: 4096,
    maxAlignOrder,
    exact: true,
    activated,
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
