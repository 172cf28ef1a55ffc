import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BuddyZone } from '../../../../src/kernel/dma/pages/buddy-zone.ts';
import { checkSequences, LiveBuffers } from '../operation-sequences.ts';

function zoneOf(start: number, end: number, maxOrder = 10): BuddyZone {
  const zone = new BuddyZone('Normal', [{ start, end }], maxOrder);
  zone.addFree(start, end);
  return zone;
}

/** Free blocks by order, worked out of nothing but which pages are taken: each free page is in the largest block that is free. */
function naiveBlocks(taken: Uint8Array, base: number, maxOrder: number): number[][] {
  const blocks: number[][] = Array.from({ length: maxOrder + 1 }, () => []);
  for (let page = 0; page < taken.length; ) {
    let order = maxOrder;
    while (order >= 0 && !isFreeBlock(taken, base, page, order)) order--;
    if (order >= 0) blocks[order]?.push(page);
    page += order < 0 ? 1 : 2 ** order;
  }
  return blocks;
}

function isFreeBlock(taken: Uint8Array, base: number, page: number, order: number): boolean {
  const pages = 2 ** order;
  if ((base + page) % pages !== 0 || page + pages > taken.length) return false;
  for (let at = page; at < page + pages; at++) if (taken[at] === 1) return false;
  return true;
}

describe('a buddy zone', () => {
  it('splits a large block for a small request, and joins the parts again', () => {
    const zone = zoneOf(1024, 2048);
    expect(zone.freeBlocks(10)).toBe(1);
    const page = zone.allocate(0);
    expect(page).toBe(1024);
    expect(Array.from({ length: 11 }, (_, order) => zone.freeBlocks(order))).toEqual([
      1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0,
    ]);
    expect(zone.free(page, 0)).toBe(true);
    expect(zone.freeBlocks(10)).toBe(1);
    expect(zone.freePages).toBe(1024);
  });

  it('never joins what is not aligned: two free neighbours are no larger block where the pair is not aligned to its size', () => {
    const zone = zoneOf(1, 3);
    expect(zone.freePages).toBe(2);
    expect(zone.allocate(1)).toBe(-1);
    expect(zone.largestFreeOrder).toBe(0);
  });

  it('has no block of two pages where only every second page is free', () => {
    const zone = zoneOf(0, 64);
    const pages = Array.from({ length: 64 }, () => zone.allocate(0));
    for (const page of pages) if (page % 2 === 0) zone.free(page, 0);
    expect(zone.freePages).toBe(32);
    expect(zone.allocate(1)).toBe(-1);
  });

  it('gives no more than the largest order', () => {
    const zone = zoneOf(0, 4096);
    expect(zone.allocate(10)).toBe(0);
    expect(zone.allocate(11)).toBe(-1);
  });

  it("refuses to free what is free, what is another zone's, what lies in a hole, and what is not aligned", () => {
    const zone = new BuddyZone(
      'Normal',
      [
        { start: 0, end: 64 },
        { start: 96, end: 128 },
      ],
      10,
    );
    zone.addFree(0, 64);
    const page = zone.allocate(3);
    expect(zone.free(page + 1, 1)).toBe(false);
    expect(zone.free(page, 4)).toBe(false);
    expect(zone.free(page, 3)).toBe(true);
    expect(zone.free(page, 3)).toBe(false);
    expect(zone.free(page, 0)).toBe(false);
    expect(zone.free(64, 3)).toBe(false);
    expect(zone.free(1024, 0)).toBe(false);
    expect(zone.freePages).toBe(64);
    expect(zone.free(96, 5)).toBe(true);
    expect(zone.freePages).toBe(96);
  });

  it('takes nothing to speak of for a zone of 64 GiB far up, with a hole of terabytes in it', () => {
    const far = 2 ** 35;
    const zone = new BuddyZone(
      'Normal',
      [
        { start: 256, end: 2 ** 24 },
        { start: far, end: far + 5000 },
      ],
      10,
    );
    zone.addFree(256, 2 ** 24);
    zone.addFree(far, far + 5000);
    expect(zone.freePages).toBe(2 ** 24 - 256 + 5000);
    expect(zone.freeBlocks(10)).toBe(2 ** 14 - 1 + 4);
    for (let blocks = 0; blocks < 2 ** 14 - 1; blocks++) zone.allocate(10);
    expect(zone.allocate(10)).toBe(far);
  });

  it('allocates and frees as a search of all pages for the largest free blocks says', () => {
    const maxOrder = 4;
    checkSequences(fc.integer({ min: 1, max: 70 }), (pageCount, steps) => {
      const base = 3 + (pageCount % 7);
      const zone = zoneOf(base, base + pageCount, maxOrder);
      const live = new LiveBuffers<{ first: number; pages: number; order: number }>(pageCount);
      for (const { frees, size, which } of steps) {
        if (frees) {
          const buffer = live.remove(which);
          if (buffer !== undefined && !zone.free(base + buffer.first, buffer.order))
            throw new Error('not freed');
          continue;
        }
        const order = Math.min(31 - Math.clz32((size & 31) + 1), 5);
        const blocks = naiveBlocks(live.taken, base, maxOrder);
        const wanted = blocks.slice(order).find(({ length }) => length > 0)?.[0] ?? -1;
        const page = zone.allocate(order);
        if (page !== (wanted < 0 ? -1 : base + wanted))
          throw new Error(`order ${order}: ${page}, not ${wanted}`);
        if (page < 0) continue;
        if (page % 2 ** order !== 0) throw new Error('not aligned');
        live.add({ first: page - base, pages: 2 ** order, order });
      }
      const counts = Array.from({ length: maxOrder + 1 }, (_, order) => zone.freeBlocks(order));
      expect(counts).toEqual(naiveBlocks(live.taken, base, maxOrder).map(({ length }) => length));
      expect(zone.freePages).toBe(pageCount - live.takenPages);
    });
  });
});
