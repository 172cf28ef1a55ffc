import { expect, it } from 'vitest';
import { PageBitmap } from '../../../src/kernel/dma/page-bitmap.ts';

/** bitmap_find_free_region(): block after block of the size's power of two. */
function findFreeRegion(taken: Uint8Array, pages: number): number {
  for (let first = 0; first + pages <= taken.length; first += pages)
    if (taken.subarray(first, first + pages).indexOf(1) < 0) return first;
  return -1;
}

it.each([5_000, 70_000])(
  'a pool of %i pages, long in use, gives the answers of the naive search',
  (pageCount) => {
    const bitmap = new PageBitmap(pageCount);
    const taken = new Uint8Array(pageCount);
    const live: [first: number, pages: number][] = [];
    let state = 88172645;
    const random = (below: number): number => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 1) % below;
    };

    for (let step = 0; step < 12_000; step++) {
      // Filled to the last page, and emptied, in turns.
      const frees = Math.floor(step / 3000) % 2 === 1 ? random(4) > 0 : random(4) === 0;
      if (frees && live.length > 0) {
        const which = random(live.length);
        const [first, pages] = live[which] ?? [0, 0];
        live[which] = live.at(-1) ?? [0, 0];
        live.pop();
        bitmap.release(first, pages);
        taken.fill(0, first, first + pages);
        continue;
      }
      const pages = 2 ** random(step % 20 === 0 ? 13 : 7);
      const first = bitmap.findFree(pages, pages);
      const naive = findFreeRegion(taken, pages);
      if (first !== naive) throw new Error(`step ${step}: ${pages} pages at ${first}, and not ${naive}`);
      if (first < 0) continue;
      bitmap.take(first, pages);
      taken.fill(1, first, first + pages);
      live.push([first, pages]);
    }
    expect(bitmap.takenCount).toBe(live.reduce((sum, [, pages]) => sum + pages, 0));
  },
);
