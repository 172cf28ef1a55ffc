import { describe, expect, it } from 'vitest';
import { dmaDirection } from '../../../../src/kernel/dma/streaming/direction.ts';
import { BouncePool } from '../../../../src/kernel/dma/swiotlb/bounce-pool.ts';
import { Swiotlb, type TransientPages } from '../../../../src/kernel/dma/swiotlb/swiotlb.ts';
import { KernelLog } from '../../../../src/kernel/log.ts';
import { profileFor } from '../../../../src/kernel/profile.ts';
import { far, streamingBoard } from '../streaming/streaming-board.ts';

const mapping = { phys: far, size: 5000, attrs: 0, direction: dmaDirection.toDevice };

describe('bounce buffers that grow (CONFIG_SWIOTLB_DYNAMIC)', () => {
  /** A full pool of 1 slot, and a page allocator that has pages at 0x42000000 and up. */
  function full(): { swiotlb: Swiotlb; log: KernelLog; freed: bigint[]; asked: number[] } {
    const found = profileFor();
    if (!found.ok) throw new Error(found.problem.message);
    const freed: bigint[] = [];
    const asked: number[] = [];
    const transient: TransientPages = {
      allocate(bytes) {
        asked.push(bytes);
        return 0x42000000n + BigInt((asked.length - 1) * 0x10000);
      },
      free: (phys) => freed.push(phys),
    };
    const log = new KernelLog();
    const pool = new BouncePool({ base: 0x43000000n, slots: 1, pageSize: 4096, search: 'by-address' });
    const { behaviours } = found.profile;
    const swiotlb = new Swiotlb({
      behaviours,
      log,
      panics: () => {},
      pageSize: 4096,
      pool,
      force: false,
      transient,
    });
    return { swiotlb, log, freed, asked };
  }

  it('give a mapping for which the pool is full a pool of its own, and free it with the mapping', () => {
    const { swiotlb, log, freed, asked } = full();
    const { wide } = streamingBoard();
    expect(swiotlb.map(wide, mapping)).toBe(0x42000000n);
    expect(swiotlb.map(wide, mapping)).toBe(0x42010000n);
    // 5000 bytes are 3 slots, and 6144 bytes are two pages.
    expect(asked).toEqual([8192, 8192]);
    const own = swiotlb.findPool(wide, 0x42010000n);
    expect(own?.slotCount).toBe(3);
    if (own !== undefined) swiotlb.unmap(wide, own, 0x42010000n, mapping);
    expect([freed, swiotlb.findPool(wide, 0x42010000n)]).toEqual([[0x42010000n], undefined]);
    expect(log.lines).toEqual([]);
  });

  it('are of one device: another does not find its slots there', () => {
    const { swiotlb } = full();
    const { wide, plain } = streamingBoard();
    swiotlb.map(wide, mapping);
    expect(swiotlb.findPool(plain, 0x42000000n)).toBeUndefined();
  });

  it('have no more than 256 KiB for one mapping either, and none beside a restricted pool', () => {
    const { swiotlb, log, asked } = full();
    const { wide, guarded } = streamingBoard();
    expect(swiotlb.map(wide, { ...mapping, size: 0x40001 })).toBeUndefined();
    for (let round = 0; round < 4; round++) swiotlb.map(guarded, { ...mapping, size: 0x40000 });
    expect(swiotlb.map(guarded, mapping)).toBeUndefined();
    expect(asked).toEqual([]);
    expect(log.lines.map(({ text }) => text)).toEqual([
      'platform wide: swiotlb buffer is full (sz: 262145 bytes), total 1 (slots), used 0 (slots)',
      'platform guarded: swiotlb buffer is full (sz: 5000 bytes), total 512 (slots), used 512 (slots)',
    ]);
  });
});
