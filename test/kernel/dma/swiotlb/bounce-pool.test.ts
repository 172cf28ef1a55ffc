import { describe, expect, it } from 'vitest';
import { BouncePool, type BounceSearch, slotSize } from '../../../../src/kernel/dma/swiotlb/bounce-pool.ts';

const allOnes = (1n << 64n) - 1n;
const base = 0x43bff000n;
const memory = 0x45600000n;

/** A pool of 512 slots, 1 MiB, which its device sees 0x40000000 lower. */
function newPool(search: BounceSearch = 'by-address', areas = 1): BouncePool {
  return new BouncePool({ base, slots: 512, areas, pageSize: 4096, search });
}

interface Wish {
  readonly offset?: bigint;
  readonly minAlignMask?: number;
  readonly allocAlignMask?: number;
  readonly boundary?: bigint;
  readonly firstArea?: number;
}

/** Offset of a mapping's slots from the pool's base; -1: there are none. */
function map(pool: BouncePool, size: number, wish: Wish = {}): number {
  const slots = pool.map({
    size,
    origin: memory + (wish.offset ?? 0n),
    minAlignMask: wish.minAlignMask ?? 0,
    allocAlignMask: wish.allocAlignMask ?? 0,
    deviceBase: pool.base - 0x40000000n,
    segmentBoundary: wish.boundary ?? allOnes,
    firstArea: wish.firstArea ?? 0,
  });
  return slots === undefined ? -1 : Number(slots - pool.base);
}

describe('a bounce pool', () => {
  it('hands out slots next-fit: freed ones come again only after the search has wrapped', () => {
    const pool = newPool();
    // 1 slot each; the second is freed, and the third does not take its place.
    expect([map(pool, 100), map(pool, 2048)]).toEqual([0, 0x800]);
    pool.releaseAt(base + 0x800n, 0);
    expect(map(pool, 100)).toBe(0x1000);
    for (let slot = 3; slot < 512; slot++) expect(map(pool, 1)).toBe(slot * slotSize);
    expect(map(pool, 1)).toBe(0x800);
    expect(map(pool, 1)).toBe(-1);
  });

  it('drops the offset in the page, and begins 4096 bytes and more on a page of the device', () => {
    const pool = newPool();
    // 2 slots from 0; 4095 bytes come right behind them, and 4096 skip a slot to the next page.
    expect(map(pool, 3000, { offset: 0xffbn })).toBe(0);
    expect(map(pool, 2049)).toBe(0x1000);
    expect(map(pool, 100)).toBe(0x2000);
    expect(map(pool, 4096)).toBe(0x3000);
  });

  it('keeps the low bits that min_align_mask names, inside the first slot, and forgets pages', () => {
    const pool = newPool();
    // 0x1ff of 0x6fb are kept: 0xfb. 4097 + 0xfb bytes are 3 slots.
    expect(map(pool, 4097, { offset: 0x6fbn, minAlignMask: 0x1ff })).toBe(0xfb);
    expect(map(pool, 4097, { offset: 0x801n, minAlignMask: 0x1ff })).toBe(0x1801);
    // 0xfff of 0x800 are kept: bit 11 is a slot's number, so that a slot is skipped to get it.
    expect(map(pool, 64, { offset: 0x800n, minAlignMask: 0xfff })).toBe(0x3800);
    expect(map(pool, 64, { offset: 0x800n, minAlignMask: 0xfff })).toBe(0x4800);
  });

  it('pads whole slots in front where an IOMMU page and min_align_mask are asked for', () => {
    const pool = newPool();
    // 0xd00 of the page are kept: slot 0 pads, slot 1 has the first byte at 0x500; 0xd00 + 64 are rounded up to a page.
    expect(map(pool, 64, { offset: 0xd00n, minAlignMask: 0xfff, allocAlignMask: 0xfff })).toBe(0xd00);
    expect(pool.usedSlots).toBe(2);
    pool.releaseAt(base + 0xd00n, 0xfff);
    expect(pool.usedSlots).toBe(0);
  });

  it('gives no more than 256 KiB at once, and no run across a multiple of that', () => {
    const pool = newPool();
    expect(map(pool, 0x40001)).toBe(-1);
    expect(map(pool, 0x40000, { offset: 1n, minAlignMask: 1 })).toBe(-1);
    expect(map(pool, 1)).toBe(0);
    expect(map(pool, 0x40000)).toBe(0x40000);
    expect(map(pool, 0x3f000)).toBe(0x80000);
  });

  it('gives no run across the boundary that the device names', () => {
    // The device sees 0x3bff000; a boundary of 64 KiB is at 0x3c00000, 0x1000 bytes up.
    const pool = newPool();
    expect(map(pool, 0x1800, { boundary: 0xffffn })).toBe(0x1000);
    expect(map(pool, 0x800, { boundary: 0xffffn })).toBe(0x2800);
  });

  it('frees what the slot of the address says: all of a mapping from its start, the rest of it from within', () => {
    const pool = newPool();
    expect(map(pool, 5000)).toBe(0);
    expect(pool.usedSlots).toBe(3);
    pool.releaseAt(base + 0x800n, 0);
    expect(pool.usedSlots).toBe(1);
    pool.releaseAt(base, 0);
    // Nothing is left of it in that slot, but the first slot has its 5000 bytes still: the others are counted twice.
    expect(pool.usedSlots).toBe(-2);
  });

  it('frees nothing for an address that is free', () => {
    const pool = newPool();
    expect(map(pool, 5000)).toBe(0);
    pool.releaseAt(base, 0);
    pool.releaseAt(base, 0);
    expect(pool.usedSlots).toBe(0);
    expect(map(pool, 0x40000)).toBe(0x40000);
  });

  it('knows which memory is behind each slot, and how much of the mapping is left there', () => {
    const pool = newPool();
    expect(map(pool, 5000, { offset: 0x40n })).toBe(0);
    expect(pool.originOf(base + 10n, 0)).toMatchObject({ phys: memory + 0x4an, bytes: 4990 });
    expect(pool.originOf(base + 0x1000n, 0)).toMatchObject({ phys: memory + 0x1040n, bytes: 904 });
    expect(pool.originOf(base + 0x1800n, 0)).toBeUndefined();
  });

  it('knows it of a mapping that begins within its first slot', () => {
    const pool = newPool();
    expect(map(pool, 5000, { offset: 0x40n, minAlignMask: 0xfff })).toBe(0x40);
    expect(pool.originOf(base + 0x40n, 0xfff)).toMatchObject({ phys: memory + 0x40n, bytes: 5000 });
    // The first byte of the second slot is 0x7c0 bytes on.
    expect(pool.originOf(base + 0x800n, 0xfff)).toMatchObject({ phys: memory + 0x800n, bytes: 5000 - 0x7c0 });
  });

  it('has areas, each with a search of its own, and goes on in the next where one is full', () => {
    const pool = newPool('by-address', 4);
    expect(map(pool, 100, { firstArea: 2 })).toBe(0x80000);
    expect(map(pool, 100, { firstArea: 0 })).toBe(0);
    expect(map(pool, 0x40000, { firstArea: 2 })).toBe(0xc0000);
    expect(map(pool, 0x40000, { firstArea: 2 })).toBe(0x40000);
    expect(map(pool, 0x40000, { firstArea: 2 })).toBe(-1);
  });

  it('keeps the most that was ever taken', () => {
    const pool = newPool();
    map(pool, 5000);
    map(pool, 5000);
    pool.releaseAt(base, 0);
    map(pool, 1);
    expect([pool.usedSlots, pool.highWater]).toEqual([4, 6]);
  });
});

describe('a bounce pool of 6.1 and older', () => {
  it('begins pages at even slots, wherever the device sees them', () => {
    // Base 0x43bff800: slot 1 is on a page, and slot 2 is not.
    const options = { base: base + 0x800n, slots: 512, pageSize: 4096 };
    const older = new BouncePool({ ...options, search: 'by-index' });
    expect([map(older, 1), map(older, 4096)]).toEqual([0, 0x1000]);
    const newer = new BouncePool({ ...options, search: 'by-address' });
    expect([map(newer, 1), map(newer, 4096)]).toEqual([0, 0x800]);
  });

  it('keeps to pages with min_align_mask too, as newer ones do not', () => {
    expect([map(newPool('by-index'), 1), map(newPool(), 1)]).toEqual([0, 0]);
    const sizes = [1, 4097] as const;
    const taken = (search: BounceSearch): number[] => {
      const pool = newPool(search);
      return sizes.map((size) => map(pool, size, { minAlignMask: 0x1ff }));
    };
    expect(taken('by-index')).toEqual([0, 0x1000]);
    expect(taken('by-address')).toEqual([0, 0x800]);
  });
});
