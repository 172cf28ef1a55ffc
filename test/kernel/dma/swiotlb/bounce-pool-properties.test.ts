import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BouncePool } from '../../../../src/kernel/dma/swiotlb/bounce-pool.ts';
import { checkSequences } from '../operation-sequences.ts';
import { NaiveBouncePool } from './naive-bounce-pool.ts';

const allOnes = (1n << 64n) - 1n;

/** Pages that a request is aligned by; 0: a mapping, which is aligned as its size says. */
const alignments = [0, 0, 1, 2, 4] as const;

describe('a bounce pool beside a naive one', () => {
  it('answers alike through any sequence, and has all slots again in the end', { timeout: 60_000 }, () => {
    checkSequences(fc.integer({ min: 1, max: 300 }), (slots, steps) => {
      // An odd base shows whether it is the device's address that is aligned.
      const shift = slots % 3;
      const base = 0x54000000n + BigInt(shift * 2048);
      const pool = new BouncePool({ base, slots, pageSize: 4096, search: 'by-address' });
      const naive = new NaiveBouncePool(slots, shift);
      const live: { readonly id: number; readonly first: number }[] = [];
      let id = 0;
      for (const { frees, size, which } of steps) {
        if (frees) {
          const [freed] = live.splice(which % Math.max(1, live.length), 1);
          if (freed === undefined) continue;
          pool.releaseAt(base + BigInt(freed.first * 2048), 0);
          naive.free(freed.id);
        } else {
          // Most are small; one in eight goes up to a little more than the 256 KiB that there can be.
          const bytes = size % 8 === 0 ? 1 + size * 1050 : 1 + size * 37;
          const pages = alignments[which % alignments.length] ?? 0;
          const allocAlignMask = pages === 0 ? 0 : pages * 4096 - 1;
          const request = { bytes, allocAlignMask, origin: 0n, minAlignMask: 0, deviceBase: base };
          const found = pool.findSlots({ ...request, segmentBoundary: allOnes });
          const align = pages === 0 ? (bytes >= 4096 ? 2 : 1) : pages * 2;
          if (found !== naive.take(++id, bytes, align)) throw new Error(`${bytes} bytes: ${found}`);
          if (found >= 0) live.push({ id, first: found });
        }
      }
      expect(pool.usedSlots).toBe(naive.used);
      for (const { first } of live) pool.releaseAt(base + BigInt(first * 2048), 0);
      expect(pool.usedSlots).toBe(0);
      expect(pool.freeRuns).toEqual({ slots, longest: Math.min(slots, 128) });
    });
  });
});
