import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AtomicPages, AtomicPool, releaseAtomic } from '../../../src/kernel/dma/atomic-pools.ts';
import { CmaArea } from '../../../src/kernel/dma/cma-area.ts';
import { CoherentPool } from '../../../src/kernel/dma/coherent-pool.ts';
import { RestrictedPool } from '../../../src/kernel/dma/restricted-pool.ts';
import { checkSequences, LiveBuffers } from './operation-sequences.ts';

const pageSize = 4096;

interface Run {
  readonly first: number;
  readonly pages: number;
}

/** Fails with both answers; cheaper than `expect` where it is asked a million times. */
function same(found: number, naive: number): void {
  if (found !== naive) throw new Error(`gave ${found}, and not ${naive}`);
}

function isFree(taken: Uint8Array, first: number, count: number): boolean {
  if (first + count > taken.length) return false;
  for (let page = first; page < first + count; page++) if (taken[page] === 1) return false;
  return true;
}

/** bitmap_find_free_region(): block after block of the size's power of two. */
function findFreeRegion(taken: Uint8Array, pages: number): number {
  for (let first = 0; first + pages <= taken.length; first += pages)
    if (isFree(taken, first, pages)) return first;
  return -1;
}

/** bitmap_find_next_zero_area_off(), step by step. */
function findZeroArea(taken: Uint8Array, start: number, count: number, mask: number, offset: number): number {
  for (let from = start; ; ) {
    let first = taken.indexOf(0, from);
    if (first < 0) return -1;
    first = ((first + offset + mask) & ~mask) - offset;
    if (first + count > taken.length) return -1;
    const next = taken.subarray(first, first + count).lastIndexOf(1);
    if (next < 0) return first;
    from = first + taken.subarray(first, first + count).indexOf(1) + 1;
  }
}

/** cma_alloc(): what cannot be moved is given back, and the search goes on one alignment further. */
function cmaAlloc(taken: Uint8Array, busy: Uint8Array, count: number, mask: number, offset: number): number {
  for (let start = 0; ; ) {
    const first = findZeroArea(taken, start, count, mask, offset);
    if (first < 0 || isFree(busy, first, count)) return first;
    start = first + mask + 1;
  }
}

describe('10,000 sequences of allocations and frees, beside a naive search', () => {
  it('a coherent pool: power-of-two blocks at multiples of their size', () => {
    checkSequences(fc.integer({ min: 0, max: 150 }), (pageCount, steps) => {
      const bytes = pageCount * pageSize;
      const pool = new CoherentPool(
        { path: '/p', name: 'p', base: 0x50000000n, size: BigInt(bytes) },
        pageSize,
        {
          zeroSize: 'succeeds',
          byteLimit: bytes,
        },
      );
      const live = new LiveBuffers<Run & { size: number }>(pageCount);
      for (const { frees, size, which } of steps) {
        if (frees) {
          const buffer = live.remove(which);
          if (buffer !== undefined) pool.release(buffer.first, buffer.size);
          continue;
        }
        const asked = 1 + size * 1100;
        const pages = pool.blockPages(asked);
        const first = pool.allocate(asked);
        same(first, asked > bytes ? -1 : findFreeRegion(live.taken, pages));
        if (first >= 0) live.add({ first, pages, size: asked });
      }
      expect(pool.bitmap.takenCount).toBe(live.takenPages);
    });
  });

  it('a CMA area: exact counts, physical alignment, busy pages passed over', () => {
    checkSequences(fc.integer({ min: 1, max: 150 }), (pageCount, steps) => {
      const basePage = pageCount * 37;
      const area = new CmaArea({
        name: 'a',
        region: undefined,
        basePage,
        pageCount,
        pageSize,
        maxAlignOrder: 2 + (pageCount % 4),
        exact: true,
        activated: true,
      });
      const live = new LiveBuffers<Run>(pageCount);
      const busy = new Uint8Array(pageCount);
      for (const { frees, size, which } of steps) {
        if (size >= 250) {
          const first = which % pageCount;
          const isMarked = size >= 253;
          if (isMarked) area.markBusy(first, 3);
          else area.clearBusy(first, 9);
          busy.fill(isMarked ? 1 : 0, first, first + (isMarked ? 3 : 9));
          continue;
        }
        if (frees) {
          const buffer = live.remove(which);
          if (buffer !== undefined && !area.release(basePage + buffer.first, buffer.pages))
            throw new Error('not its page');
          continue;
        }
        const pages = 1 + (size % 40);
        const align = area.alignPages(pages * pageSize);
        const first = area.allocate(pages, align);
        same(
          first,
          pages > pageCount ? -1 : cmaAlloc(live.taken, busy, pages, align - 1, basePage & (align - 1)),
        );
        if (first < 0) continue;
        if ((basePage + first) % align !== 0) throw new Error('not aligned');
        live.add({ first, pages });
      }
      expect(area.bitmap.takenCount).toBe(live.takenPages);
    });
  });

  it('an atomic pool: exact counts at multiples of their power of two, in the newest chunk first', () => {
    checkSequences(fc.integer({ min: 0, max: 6 }), (order, steps) => {
      const pool = AtomicPool.create({
        pageSize,
        maxPageOrder: 10,
        cma: undefined,
        mark: 2 ** order * pageSize,
        gfp: { mayBlock: true },
      });
      if (pool === undefined) throw new Error('no pool');
      // Chunks as they come, oldest first: one as large as all before it at each growth.
      const chunks = [new LiveBuffers<Run & { atomic: AtomicPages }>(2 ** order)];
      const owners: number[] = [];
      for (const { frees, size, which } of steps) {
        if (frees && owners.length > 0) {
          const [owner = 0] = owners.splice(which % owners.length, 1);
          const buffer = chunks[owner]?.remove(which);
          if (buffer !== undefined) releaseAtomic(buffer.atomic);
          continue;
        }
        if (size >= 250) {
          if (pool.isLow && chunks.length < 3) {
            pool.grow();
            chunks.push(new LiveBuffers(2 ** (order + chunks.length - 1)));
          }
          continue;
        }
        const pages = 1 + (size % 24);
        const mask = 2 ** Math.ceil(Math.log2(pages)) - 1;
        const atomic = pool.allocate(pages);
        const owner = chunks.findLastIndex(({ taken }) => findZeroArea(taken, 0, pages, mask, 0) >= 0);
        const taken = chunks[owner]?.taken;
        same(atomic?.first ?? -1, taken === undefined ? -1 : findZeroArea(taken, 0, pages, mask, 0));
        if (atomic === undefined) continue;
        chunks[owner]?.add({ first: atomic.first, pages, atomic });
        owners.push(owner);
      }
      const free = chunks.reduce((sum, chunk) => sum + chunk.taken.length - chunk.takenPages, 0);
      expect(pool.freePages).toBe(free);
    });
  });

  it('a restricted pool: slots next-fit, within their segments', () => {
    const slotSize = 2048;
    const base = 0x50000000n;
    checkSequences(fc.integer({ min: 1, max: 300 }), (slotCount, steps) => {
      const pool = new RestrictedPool({ path: '/r', name: 'r', base, size: BigInt(slotCount * slotSize) });
      const live = new LiveBuffers<Run & { bytes: number }>(slotCount);
      let next = 0;
      for (const { frees, size, which } of steps) {
        if (frees) {
          const buffer = live.remove(which);
          if (buffer !== undefined) pool.release(buffer.first, buffer.bytes);
          continue;
        }
        const bytes = 1 + size * 512;
        const count = Math.ceil(bytes / slotSize);
        const align = [slotSize, pageSize, 4 * pageSize][which % 3] ?? slotSize;
        const first = pool.allocate(bytes, align, base);
        same(first, searchSlots(live.taken, next, count, align / slotSize));
        if (first < 0) continue;
        next = first + count >= slotCount ? 0 : first + count;
        live.add({ first, pages: count, bytes });
      }
      expect(pool.usedSlots).toBe(live.takenPages);
    });
  });
});

/** swiotlb_search_pool_area(): from where the last run ended, once around. */
function searchSlots(taken: Uint8Array, next: number, count: number, stride: number): number {
  let slot = next;
  for (let checked = 0; checked < taken.length; ) {
    const isAligned = slot % stride === 0;
    const staysInSegment = (slot % 128) + count <= 128;
    if (isAligned && staysInSegment && isFree(taken, slot, count)) return slot;
    const step = isAligned ? stride : 1;
    slot = slot + step >= taken.length ? 0 : slot + step;
    checked += step;
  }
  return -1;
}
