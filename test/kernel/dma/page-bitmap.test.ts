import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PageBitmap } from '../../../src/kernel/dma/page-bitmap.ts';

/** The bitmap as an array of booleans, searched page by page. */
class NaiveBitmap {
  readonly taken: boolean[];

  constructor(pageCount: number) {
    this.taken = new Array<boolean>(pageCount).fill(false);
  }

  findFree(count: number, align: number, offset: number): number {
    for (let page = 0; page + count <= this.taken.length; page++) {
      if ((page + offset) % align !== 0) continue;
      if (this.taken.slice(page, page + count).every((bit) => !bit)) return page;
    }
    return -1;
  }

  longestAligned(align: number, offset: number): number {
    let longest = 0;
    for (let page = 0; page < this.taken.length; page++) {
      if ((page + offset) % align !== 0) continue;
      const taken = this.taken.indexOf(true, page);
      longest = Math.max(longest, (taken < 0 ? this.taken.length : taken) - page);
    }
    return longest;
  }

  fill(first: number, count: number, value: boolean): void {
    this.taken.fill(value, first, first + count);
  }
}

const step = fc.record({
  take: fc.boolean(),
  count: fc.oneof(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 700 })),
  order: fc.integer({ min: 0, max: 8 }),
  at: fc.integer({ min: 0, max: 1200 }),
});

describe('PageBitmap', () => {
  it('finds, takes and releases as a page-by-page search does', () => {
    const pages = fc.integer({ min: 0, max: 1200 });
    const offset = fc.integer({ min: 0, max: 1023 });

    fc.assert(
      fc.property(pages, offset, fc.array(step, { maxLength: 60 }), (pageCount, alignOffset, steps) => {
        const bitmap = new PageBitmap(pageCount);
        const naive = new NaiveBitmap(pageCount);
        for (const { take, count, order, at } of steps) {
          const align = 2 ** order;
          const found = bitmap.findFree(count, align, alignOffset);
          expect(found).toBe(naive.findFree(count, align, alignOffset));
          expect(bitmap.longestAligned(align, alignOffset)).toBe(naive.longestAligned(align, alignOffset));

          if (take && found >= 0) {
            bitmap.take(found, count);
            naive.fill(found, count, true);
          } else if (!take && at < pageCount) {
            const length = Math.min(count, pageCount - at);
            bitmap.release(at, length);
            naive.fill(at, length, false);
          }
          expect(bitmap.takenCount).toBe(naive.taken.filter(Boolean).length);
        }
        expect(bitmap.longestFreeRun).toBe(naive.longestAligned(1, 0));
        for (const [first, end] of bitmap.takenRuns()) naive.fill(first, end - first, false);
        expect(naive.taken).not.toContain(true);
      }),
      { numRuns: 300 },
    );
  });

  it('names its runs of taken pages', () => {
    const bitmap = new PageBitmap(100);
    bitmap.take(0, 3);
    bitmap.take(30, 40);
    expect(bitmap.takenRuns()).toEqual([
      [0, 3],
      [30, 70],
    ]);
    expect(bitmap.isTaken(69)).toBe(true);
    expect(bitmap.isTaken(70)).toBe(false);
  });
});
