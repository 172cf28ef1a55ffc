import { describe, expect, it } from 'vitest';
import { dmaDirection } from '../../../../src/kernel/dma/streaming/direction.ts';
import { far, hexAt, near, pages, poolBase, streamingBoard } from './streaming-board.ts';

const { fromDevice, toDevice } = dmaDirection;
const allOnes = (1n << 64n) - 1n;

describe('a mapping that needs a bounce buffer where there is none', () => {
  it('is a panic on 5.10, if there is memory above the DMA zone', () => {
    const { api, narrow, log } = streamingBoard({ version: '5.10', slots: 0, gibibytes: 5 });
    expect(api.mapSingle(narrow, pages(far), 100, toDevice)).toBe(allOnes);
    expect(log()).toEqual([
      "Kernel panic - not syncing: Can not allocate SWIOTLB buffer earlier and can't now provide you with the DMA bounce buffer",
    ]);
  });

  it('is an error on 5.10 with swiotlb=noforce or without such memory, and on newer kernels', () => {
    for (const [version, cmdline, gibibytes] of [
      ['5.10', 'swiotlb=noforce', 5],
      ['5.10', '', 1],
      ['6.1', '', 5],
      ['7.2', '', 5],
    ] as const) {
      const { api, narrow, log } = streamingBoard({ version, cmdline, gibibytes, slots: 0 });
      expect(api.mapSingle(narrow, pages(far), 100, toDevice)).toBe(allOnes);
      expect(log()[0]).toContain('DMA addr 0xffffffffffffffff+100 overflow');
    }
  });
});

describe('bounce buffers of older kernels', () => {
  it('are filled for the device on 4.14 only where it reads', () => {
    const seen = (version: string): string => {
      const { api, memory, narrow } = streamingBoard({ version });
      memory.fill(far, 4, 0x11);
      const dma = api.mapSingle(narrow, pages(far), 4, fromDevice);
      return hexAt(memory, api.targetOf(narrow, dma) ?? 0n, 4);
    };
    expect([seen('4.14'), seen('5.10'), seen('7.2')]).toEqual(['00000000', '11111111', '11111111']);
  });

  it('are freed on 5.10 by the size that unmap names, and later by the mapping', () => {
    const left = (version: string): number => {
      const { api, narrow } = streamingBoard({ version });
      const dma = api.mapSingle(narrow, pages(far), 6000, toDevice);
      api.unmapSingle(narrow, dma, 2000, toDevice);
      return api.bounceSlots(narrow).used;
    };
    expect([left('5.10'), left('6.1'), left('6.12')]).toEqual([2, 0, 0]);
  });

  it('do not hold small kmalloc() memory up to 6.1', () => {
    const address = (version: string): bigint => {
      const { api, plain } = streamingBoard({ version });
      return api.mapSingle(plain, pages(near), 32, fromDevice);
    };
    expect([address('6.1'), address('6.12')]).toEqual([near, poolBase]);
  });
});

describe("32-bit Arm's own operations", () => {
  it('look at no mask and bounce nothing up to 5.10', () => {
    const { api, narrow, wide } = streamingBoard({ arch: 'arm', version: '5.10' });
    expect(api.mapSingle(narrow, pages(far), 100, toDevice)).toBe(0x5600000n);
    wide.setDmaMask(0xffffffn);
    expect(api.mapSingle(wide, pages(far), 100, toDevice)).toBe(far);
  });

  it('have given way to dma-direct in 6.1, with a 32-bit error value', () => {
    const { api, wide } = streamingBoard({ arch: 'arm', version: '6.1', slots: 0 });
    wide.setDmaMask(0xffffffn);
    expect(api.mapSingle(wide, pages(far), 100, toDevice)).toBe(0xffffffffn);
    expect(api.errorValue).toBe(0xffffffffn);
  });
});

describe('dma_sync_single_for_cpu() of a coherent device', () => {
  it('is left out from 6.12 on once the driver has set its mask, until something bounces', () => {
    const { api, wide } = streamingBoard();
    const asks = (): boolean => api.query(wide, near).needSync;
    expect(asks()).toBe(false);
    expect(wide.skipsSync).toBe(false);
    expect(api.setMask(wide, 0xffffffffn)).toBe(0);
    expect(wide.skipsSync).toBe(true);
    // The mask alone, without dma_set_mask(), so that the memory has to bounce.
    wide.setDmaMask(0x43ffffffn);
    const dma = api.mapSingle(wide, pages(far), 100, toDevice);
    expect(wide.skipsSync).toBe(false);
    expect(api.query(wide, dma).needSync).toBe(true);
  });

  it('was never left out before', () => {
    const { api, wide } = streamingBoard({ version: '6.1' });
    api.setMask(wide, 0xffffffffn);
    expect(wide.skipsSync).toBe(false);
  });
});

describe("arm64's own operations, up to 4.20", () => {
  const spare = 0x42000000n;
  const board = (slots: number, cmdline = ''): ReturnType<typeof streamingBoard> =>
    streamingBoard({
      version: '4.14',
      cmdline,
      bouncePool: { base: poolBase, slots, areas: 1, spare },
    });

  it('answer a mapping that finds no slots with the spare buffer, which is the error value', () => {
    const { api, narrow, log } = board(128);
    expect(api.mapSingle(narrow, pages(far), 0x40000, toDevice)).toBe(0x3bff000n);
    const failed = api.mapSingle(narrow, pages(far), 100, toDevice);
    expect([failed, api.mappingError(narrow, failed), api.mappingError(narrow, allOnes)]).toEqual([
      spare - 0x40000000n,
      -12,
      0,
    ]);
    expect(log()).toEqual([
      'platform bus:narrow: swiotlb buffer is full (sz: 100 bytes)',
      'platform bus:narrow: DMA: Out of SW-IOMMU space for 100 bytes',
    ]);
  });

  it('panic where the mapping is larger than that buffer', () => {
    const { api, narrow, log } = board(128);
    api.mapSingle(narrow, pages(far), 0x40000, toDevice);
    api.mapSingle(narrow, pages(far), 0x8001, fromDevice);
    expect(log().at(-1)).toBe('Kernel panic - not syncing: DMA: Random memory could be DMA written');
  });

  it('let nothing bounce with swiotlb=noforce', () => {
    const { api, narrow, log } = board(0, 'swiotlb=noforce');
    api.mapSingle(narrow, pages(far), 100, toDevice);
    expect(log()).toEqual(['platform bus:narrow: Cannot do DMA to address 0x0000000045600000']);
  });

  it('map vmalloc() addresses and resources without a look', () => {
    const { api, narrow } = board(128);
    expect(api.mapSingle(narrow, { phys: near, kind: 'vmalloc' }, 100, toDevice)).toBe(0x1000000n);
    expect(api.mapResource(narrow, 0x9000000n, 4096, toDevice)).toBe(0x9000000n);
  });
});

describe('a copy that begins outside the mapping', () => {
  /** Lines of a sync of 8 bytes for the CPU, so many bytes past the start of a mapping of 100 that begins 64 bytes into its slot. */
  const lines = (version: string, offset: bigint): readonly string[] => {
    const { api, narrow, log } = streamingBoard({ version });
    api.setSegmentLimits(narrow, { minAlignMask: 0x7ff });
    const dma = api.mapSingle(narrow, pages(far + 64n), 100, fromDevice);
    api.syncSingleForCpu(narrow, dma + offset, 8, fromDevice);
    return log().map((line) => line.replace('platform bus:narrow: ', ''));
  };

  it('is told of and not made on 6.1', () => {
    expect(lines('6.1', -8n)).toEqual([
      'Access before mapping start detected. orig offset 64, requested offset 56.',
      'WARNING: at kernel/dma/swiotlb.c swiotlb_bounce',
    ]);
    expect(lines('6.1', 101n)).toEqual([
      'Buffer overflow detected. Allocation size: 100. Mapping size: 8+101.',
      'WARNING: at kernel/dma/swiotlb.c swiotlb_bounce',
    ]);
  });

  it('is held against what is left of the mapping, and no more, on 6.12', () => {
    expect(lines('6.12', -8n)).toEqual([]);
    expect(lines('6.12', 100n)[0]).toBe('Buffer overflow detected. Allocation size: 0. Mapping size: 8.');
    expect(lines('6.12', 101n)).toEqual([]);
  });

  it('is held against the whole mapping on 5.10', () => {
    expect(lines('5.10', 99n)).toEqual([]);
  });
});
