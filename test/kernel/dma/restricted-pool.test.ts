import { describe, expect, it } from 'vitest';
import { RestrictedPool, restrictedAlign } from '../../../src/kernel/dma/restricted-pool.ts';

const page = 4096;
const base = 0x53000000n;

function newPool(size: bigint, start = base): RestrictedPool {
  return new RestrictedPool({ path: '/reserved-memory/r', name: 'r', base: start, size });
}

describe('a restricted pool', () => {
  it('hands out slots next-fit: freed ones come again only after the search has wrapped', () => {
    const pool = newPool(0x10000n);
    expect(pool.slotCount).toBe(32);
    expect([0, 2, 4].map(() => pool.allocate(page, page, base))).toEqual([0, 2, 4]);
    pool.release(0, page);
    expect(pool.allocate(page, page, base)).toBe(6);
    for (let slot = 8; slot < 32; slot += 2) expect(pool.allocate(page, page, base)).toBe(slot);
    expect(pool.allocate(page, page, base)).toBe(0);
    expect(pool.allocate(page, page, base)).toBe(-1);
    expect(pool.usedSlots).toBe(32);
  });

  it('gives no more than 256 KiB at once, and no run across a multiple of that', () => {
    const pool = newPool(0x100000n);
    expect(pool.allocate(0x40001, page, base)).toBe(-1);
    expect(pool.allocate(0x1000, page, base)).toBe(0);
    expect(pool.allocate(0x40000, page, base)).toBe(128);
  });

  it('aligns what the device sees', () => {
    const pool = newPool(0x100000n, 0x53000800n);
    expect(pool.allocate(page, page, 0x53000800n)).toBe(1);
    expect(pool.allocate(0x2000, restrictedAlign(0x2000, page, 'size'), 0x53000800n)).toBe(3);
  });

  it('aligns by the size from 6.12 on, and before by a page', () => {
    expect([0x1000, 0x3000, 0x10000].map((size) => restrictedAlign(size, page, 'size'))).toEqual([
      0x1000, 0x4000, 0x10000,
    ]);
    expect(restrictedAlign(0x10000, page, 'page')).toBe(page);
  });

  it('never hands out a slot twice, and has all of them again in the end', () => {
    const pool = newPool(0x80000n);
    const live: { slot: number; bytes: number }[] = [];
    const taken = new Set<number>();
    for (let step = 1; step < 4000; step++) {
      const bytes = 1 + ((step * 7919) % 0x9000);
      const slot = pool.allocate(bytes, bytes >= page ? page : 2048, base);
      if (slot >= 0) {
        for (let at = slot; at < slot + Math.ceil(bytes / 2048); at++) {
          expect(taken.has(at)).toBe(false);
          taken.add(at);
        }
        live.push({ slot, bytes });
      }
      if (slot >= 0 && step % 3 !== 0) continue;
      const [freed] = live.splice((step * 31) % Math.max(1, live.length), 1);
      if (freed === undefined) continue;
      pool.release(freed.slot, freed.bytes);
      for (let at = freed.slot; at < freed.slot + Math.ceil(freed.bytes / 2048); at++) taken.delete(at);
    }
    for (const { slot, bytes } of live) pool.release(slot, bytes);
    expect(pool.usedSlots).toBe(0);
    expect([0, 1].map(() => pool.allocate(0x40000, page, base)).sort((a, b) => a - b)).toEqual([0, 128]);
  });
});
