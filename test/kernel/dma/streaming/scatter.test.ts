import { describe, expect, it } from 'vitest';
import { dmaDirection } from '../../../../src/kernel/dma/streaming/direction.ts';
import { scatterList } from '../../../../src/kernel/dma/streaming/scatter-list.ts';
import { far, hexAt, near, streamingBoard } from './streaming-board.ts';

const { fromDevice, toDevice } = dmaDirection;

describe('dma_map_sg() without an IOMMU', () => {
  it('maps each entry by itself and merges none, though they touch', () => {
    const { api, wide } = streamingBoard();
    const entries = scatterList([0n, 4096n, 8192n].map((at) => ({ phys: far + at, length: 4096 })));
    expect(api.mapSg(wide, entries, toDevice)).toBe(3);
    expect(entries.map(({ dmaAddress, dmaLength }) => [dmaAddress, dmaLength])).toEqual([
      [far, 4096],
      [far + 4096n, 4096],
      [far + 8192n, 4096],
    ]);
  });

  it('bounces the entries that need it, and leaves the others where they are', () => {
    const { api, narrow } = streamingBoard();
    const entries = scatterList([
      { phys: near, length: 512 },
      { phys: far, length: 512 },
    ]);
    expect(api.mapSg(narrow, entries, toDevice)).toBe(2);
    expect(entries.map(({ dmaAddress }) => dmaAddress)).toEqual([0x1000000n, 0x3bff000n]);
  });

  it('fails as a whole where one entry does not fit, and gives back what it took', () => {
    const { api, narrow } = streamingBoard({ slots: 128 });
    const lengths = [0x20000, 0x10000, 0x20000];
    const entries = scatterList(lengths.map((length) => ({ phys: far, length })));
    expect(api.mapSg(narrow, entries, toDevice)).toBe(0);
    expect(api.bounceSlots(narrow)).toEqual({ used: 0, highWater: 96 });
    expect(api.mapSgTable(narrow, entries, toDevice)).toEqual({ errno: -5, mapped: 0 });
  });

  it('had one error only before 5.15', () => {
    const { api, narrow } = streamingBoard({ slots: 128, version: '5.10', cmdline: 'swiotlb=128' });
    const entries = scatterList([{ phys: far, length: 0x40001 }]);
    expect(api.mapSgTable(narrow, entries, toDevice)).toEqual({ errno: -22, mapped: 0 });
  });

  it('syncs and unmaps the entries that are named', () => {
    const { api, memory, narrow } = streamingBoard();
    const entries = scatterList([0n, 64n, 128n].map((at) => ({ phys: far + at, length: 4 })));
    expect(api.mapSg(narrow, entries, fromDevice)).toBe(3);
    for (const { dmaAddress } of entries) memory.fill(api.targetOf(narrow, dmaAddress) ?? 0n, 4, 0x55);
    api.syncSgForCpu(narrow, entries, 1, fromDevice);
    expect([hexAt(memory, far, 2), hexAt(memory, far + 64n, 2)]).toEqual(['5555', '0000']);
    api.unmapSg(narrow, entries, 2, fromDevice);
    expect([hexAt(memory, far + 64n, 2), hexAt(memory, far + 128n, 2)]).toEqual(['5555', '0000']);
    expect(api.bounceSlots(narrow).used).toBe(1);
  });
});
