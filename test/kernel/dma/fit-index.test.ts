import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CmaArea } from '../../../src/kernel/dma/cma-area.ts';
import { PageBitmap } from '../../../src/kernel/dma/page-bitmap.ts';
import { checkSequences, LiveBuffers } from './operation-sequences.ts';

/** bitmap_find_next_zero_area_off(): an aligned zero, then the next one behind each bit that stands in its way. */
function findZeroArea(taken: Uint8Array, count: number, mask: number, offset: number): number {
  for (let from = 0; ; ) {
    const zero = taken.indexOf(0, from);
    if (zero < 0) return -1;
    const first = ((zero + offset + mask) & ~mask) - offset;
    if (first + count > taken.length) return -1;
    const next = taken.subarray(first, first + count).indexOf(1);
    if (next < 0) return first;
    from = first + next + 1;
  }
}

/** The power of two that holds so many pages, up to the limit, less one. */
function maskOf(count: number, limit: number): number {
  let align = 1;
  while (align < count && align < limit) align *= 2;
  return align - 1;
}

function same(found: number, naive: number, what: string): void {
  if (found !== naive) throw new Error(`${what}: gave ${found}, and not ${naive}`);
}

describe('the index of exact counts', () => {
  it('gives the answer of the naive search in 10,000 sequences, for each limit, lead and blocked page', () => {
    checkSequences(fc.integer({ min: 1, max: 1100 }), (pageCount, steps) => {
      const limit = 2 ** (pageCount % 11);
      // Positions are aligned from a lead of whole words, as an area's are that begins at a page block.
      const lead = (32 * (pageCount % 7)) % limit;
      const bitmap = new PageBitmap(pageCount, { kind: 'exact', limit, lead });
      const live = new LiveBuffers<{ readonly first: number; readonly pages: number }>(pageCount);
      const blocked = new Uint8Array(pageCount);
      const closed = new Uint8Array(pageCount);
      for (const { frees, size, which } of steps) {
        if (size >= 252) {
          const first = which % pageCount;
          const isBlocked = size >= 254;
          if (isBlocked) bitmap.block(first, 3);
          else bitmap.unblock(first, 50);
          blocked.fill(isBlocked ? 1 : 0, first, first + (isBlocked ? 3 : 50));
          continue;
        }
        if (frees) {
          const buffer = live.remove(which);
          if (buffer !== undefined) bitmap.release(buffer.first, buffer.pages);
          continue;
        }
        const count = 1 + (which % 5 === 0 ? size * 3 : size % 40);
        const mask = maskOf(count, limit);
        const first = bitmap.findFree(count, mask + 1, lead & mask);
        for (let page = 0; page < pageCount; page++)
          closed[page] = (live.taken[page] ?? 0) | (blocked[page] ?? 0);
        same(first, findZeroArea(closed, count, mask, lead & mask), `${count} of ${pageCount}`);
        if (first < 0) continue;
        bitmap.take(first, count);
        live.add({ first, pages: count });
      }
      expect(bitmap.takenCount).toBe(live.takenPages);
    });
  });

  it('finds whole and part words at both ends of a run over many nodes', () => {
    const bitmap = new PageBitmap(4096, { kind: 'exact', limit: 256, lead: 0 });
    bitmap.take(0, 4096);
    bitmap.release(700, 1300);
    // Larger than the limit: it begins at 768, the first multiple of 256 in [700, 2000).
    expect(bitmap.findFree(1232, 256)).toBe(768);
    expect(bitmap.findFree(1233, 256)).toBe(-1);
    // Up to the limit, by the request's own power of two.
    expect([1, 3, 5, 17, 33, 65, 129].map((count) => bitmap.findFree(count, maskOf(count, 256) + 1))).toEqual(
      [700, 700, 704, 704, 704, 768, 768],
    );
    expect(bitmap.longestFreeRun).toBe(1300);
  });
});

describe('a CMA area of 256 MiB that has been in use for long', () => {
  it.each([
    ['at a multiple of all alignments', 0x80000],
    ['at a page block, below the largest alignment', 0x80200],
  ])('%s, gives the answers of the naive search among its thousands of holes', (_, basePage) => {
    const pageCount = 65536;
    const area = new CmaArea({
      name: 'a',
      region: undefined,
      basePage,
      pageCount,
      pageSize: 4096,
      maxAlignOrder: 12,
      exact: true,
      activated: true,
    });
    const taken = new Uint8Array(pageCount);
    const live: [first: number, pages: number][] = [];
    let state = 2463534242;
    const random = (below: number): number => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 1) % below;
    };
    const freeOne = (): void => {
      const which = random(live.length);
      const [first, pages] = live[which] ?? [0, 0];
      live[which] = live.at(-1) ?? [0, 0];
      live.pop();
      if (!area.release(basePage + first, pages)) throw new Error('not its page');
      taken.fill(0, first, first + pages);
    };

    for (let step = 0; step < 24_000; step++) {
      if (live.length > 0 && area.bitmap.freeCount < pageCount / 10) {
        freeOne();
        continue;
      }
      const pages = 1 + random(step % 50 === 0 ? 3000 : 64);
      const align = area.alignPages(pages * 4096);
      const first = area.allocate(pages, align);
      // The naive search looks at each hole: it is asked now and then on the way, and at each step of the end.
      if (step % 50 === 0 || step > 22_500)
        same(first, findZeroArea(taken, pages, align - 1, basePage & (align - 1)), `step ${step}, ${pages}`);
      if (first < 0) {
        freeOne();
        continue;
      }
      taken.fill(1, first, first + pages);
      live.push([first, pages]);
    }
    expect(area.bitmap.freeRuns().length).toBeGreaterThan(1000);
  });
});
