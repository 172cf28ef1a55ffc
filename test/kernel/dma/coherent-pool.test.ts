import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CoherentPool } from '../../../src/kernel/dma/coherent-pool.ts';

const pageSize = 4096;

function poolOf(bytes: number, zeroSize: 'succeeds' | 'as-4-gib' = 'succeeds'): CoherentPool {
  return new CoherentPool({ path: '/r', name: 'r', base: 0x50000000n, size: BigInt(bytes) }, pageSize, {
    zeroSize,
    byteLimit: Math.floor(bytes / pageSize) * pageSize,
  });
}

/** lib/bitmap.c as it reads: blocks of a power of two, tried one after the other. */
class NaivePool {
  readonly taken: boolean[];

  constructor(pages: number) {
    this.taken = new Array<boolean>(pages).fill(false);
  }

  blockOf(size: number): number {
    let block = 1;
    while (block * pageSize < size) block *= 2;
    return block;
  }

  allocate(size: number): number {
    if (size > this.taken.length * pageSize) return -1;
    const block = this.blockOf(size);
    for (let at = 0; at + block <= this.taken.length; at += block) {
      if (this.taken.slice(at, at + block).includes(true)) continue;
      this.taken.fill(true, at, at + block);
      return at;
    }
    return -1;
  }
}

describe('CoherentPool', () => {
  it('gives the blocks of the worked example', () => {
    const pool = poolOf(3 << 20);
    const sizes = [0x1000, 0x3000, 0x1001, 0x100000, 0x80000, 0x100000, 0x200000];
    expect(sizes.map((size) => pool.allocate(size))).toEqual([0, 4, 2, 256, 128, 512, -1]);
  });

  it('allocates and frees as a block-by-block search does', () => {
    const step = fc.record({
      size: fc.integer({ min: 1, max: 900_000 }),
      free: fc.boolean(),
      which: fc.nat(),
    });

    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.array(step, { maxLength: 80 }), (pages, steps) => {
        const pool = poolOf(pages * pageSize);
        const naive = new NaivePool(pages);
        const live: (readonly [first: number, size: number])[] = [];
        for (const { size, free, which } of steps) {
          if (free && live.length > 0) {
            const [[first, bytes] = [0, 0]] = live.splice(which % live.length, 1);
            pool.release(first, bytes);
            naive.taken.fill(false, first, first + naive.blockOf(bytes));
            continue;
          }
          const first = pool.allocate(size);
          expect(first).toBe(naive.allocate(size));
          if (first >= 0) live.push([first, size]);
        }
        expect(pool.bitmap.takenCount).toBe(naive.taken.filter(Boolean).length);
      }),
    );
  });

  it('leaves a partial page at the end unused', () => {
    expect(poolOf(8191).pageCount).toBe(1);
    expect(poolOf(4095).allocate(1)).toBe(-1);
  });

  it('succeeds for a size of 0 on 6.12 and takes nothing, and fails on older kernels', () => {
    const pool = poolOf(8192);
    pool.allocate(8192);
    expect(pool.allocate(0)).toBe(0);
    expect(pool.bitmap.takenCount).toBe(2);
    expect(poolOf(8192, 'as-4-gib').allocate(0)).toBe(-1);
  });

  it('refuses sizes whose order no integer holds', () => {
    expect(poolOf(1 << 20).allocate(2 ** 52)).toBe(-1);
  });

  it('clears as many bits as the size of the free says', () => {
    const pool = poolOf(1 << 20);
    pool.allocate(0x2000);
    pool.allocate(0x2000);
    pool.release(0, 0x4000);
    expect(pool.bitmap.takenCount).toBe(0);
  });
});
