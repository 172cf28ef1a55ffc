import { describe, expect, it } from 'vitest';
import { RecordedPath } from '../../../../src/kernel/dma/decision-path.ts';
import { dmaAttr } from '../../../../src/kernel/dma/dma-attrs.ts';
import { dmaDirection } from '../../../../src/kernel/dma/streaming/direction.ts';
import { far, hexAt, near, pages, poolBase, streamingBoard } from './streaming-board.ts';

const { bidirectional, fromDevice, toDevice } = dmaDirection;
const allOnes = (1n << 64n) - 1n;

describe('dma_map_single()', () => {
  it('gives what the device sees of the memory, offset and all, where the device reaches it', () => {
    const { api, narrow, wide } = streamingBoard();
    // The window is 0x40000000 lower; without one the address is the CPU's.
    expect(api.mapSingle(narrow, pages(near + 0x123n), 100, toDevice)).toBe(0x1000123n);
    expect(api.mapSingle(wide, pages(far + 0x123n), 100, toDevice)).toBe(far + 0x123n);
    expect(api.bounceSlots(narrow)).toEqual({ used: 0, highWater: 0 });
  });

  it('bounces what ends past the window: the slot begins anew, without the offset in the page', () => {
    const { api, narrow } = streamingBoard();
    expect(api.mapSingle(narrow, pages(far + 0x123n), 100, toDevice)).toBe(poolBase - 0x40000000n);
    // The last byte that it sees is 0x43ffffff: one more, and all of it bounces.
    expect(api.mapSingle(narrow, pages(0x43ffff00n), 0x100, toDevice)).toBe(0x3ffff00n);
    expect(api.mapSingle(narrow, pages(0x43ffff00n), 0x101, toDevice)).toBe(0x3bff800n);
    expect(api.bounceSlots(narrow)).toEqual({ used: 2, highWater: 2 });
  });

  it('bounces by the streaming mask, whatever the coherent one', () => {
    const { api, wide } = streamingBoard();
    wide.setDmaMask(0x43ffffffn);
    expect(api.mapSingle(wide, pages(far), 100, toDevice)).toBe(poolBase);
    wide.setDmaMask(0xffffffffn);
    wide.setCoherentMask(0x43ffffffn);
    expect(api.mapSingle(wide, pages(far), 100, toDevice)).toBe(far);
  });

  it('fails where the slots are out of reach too, frees them, and says so once', () => {
    const { api, wide, log } = streamingBoard();
    wide.setDmaMask(0xffffffn);
    expect(api.mapSingle(wide, pages(far), 100, toDevice)).toBe(allOnes);
    expect(api.mapSingle(wide, pages(far), 100, toDevice)).toBe(allOnes);
    expect(api.bounceSlots(wide)).toEqual({ used: 0, highWater: 1 });
    expect(log()).toEqual([
      'platform wide: swiotlb addr 0x0000000043bff000+100 overflow (mask ffffff, bus limit 0).',
      'WARNING: at kernel/dma/swiotlb.c swiotlb_map',
    ]);
  });

  it('fails without a bounce pool: single mappings and lists each say so once', () => {
    const { api, narrow, log } = streamingBoard({ slots: 0, cmdline: 'swiotlb=noforce' });
    const entries = [{ phys: far, length: 10, dmaAddress: 0n, dmaLength: 0 }];
    for (let round = 0; round < 2; round++) {
      expect(api.mapPage(narrow, pages(far), 2049, bidirectional)).toBe(allOnes);
      expect(api.mapSg(narrow, entries, toDevice)).toBe(0);
    }
    expect(log()).toEqual([
      'platform bus:narrow: DMA addr 0xffffffffffffffff+2049 overflow (mask 3ffffff, bus limit 3ffffff).',
      'WARNING: at kernel/dma/direct.h dma_map_page_attrs',
      'platform bus:narrow: DMA addr 0xffffffffffffffff+10 overflow (mask 3ffffff, bus limit 3ffffff).',
      'WARNING: at kernel/dma/direct.h dma_direct_map_sg',
    ]);
    expect([api.mappingError(narrow, allOnes), api.mappingError(narrow, 0n)]).toEqual([-12, 0]);
  });

  it('turns vmalloc() memory away', () => {
    const { api, wide, log } = streamingBoard();
    expect(api.mapSingle(wide, { phys: far, kind: 'vmalloc' }, 64, toDevice)).toBe(allOnes);
    expect(log()[0]).toBe('platform wide: rejecting DMA map of vmalloc memory');
  });

  it('says that the pool is full, ten times at most, and not where it is told not to', () => {
    const { api, narrow, log } = streamingBoard({ slots: 128 });
    expect(api.mapSingle(narrow, pages(far), 0x40000, toDevice)).toBe(0x3bff000n);
    expect(api.mapSingle(narrow, pages(far), 1, toDevice, dmaAttr.noWarn)).toBe(allOnes);
    expect(log()).toEqual([]);
    for (let round = 0; round < 12; round++) api.mapSingle(narrow, pages(far), 1000, toDevice);
    expect(log()).toHaveLength(10);
    expect(log()[0]).toBe(
      'platform bus:narrow: swiotlb buffer is full (sz: 1000 bytes), total 128 (slots), used 128 (slots)',
    );
  });

  it('bounces everything of a device with a restricted pool, in that pool', () => {
    const { api, guarded, plain } = streamingBoard();
    expect(api.mapSingle(guarded, pages(near), 4096, toDevice)).toBe(0x54000000n);
    expect(api.mapSingle(plain, pages(near), 4096, toDevice)).toBe(near);
    expect([api.bounceSlots(guarded).used, api.bounceSlots(plain).used]).toEqual([2, 0]);
  });

  it('bounces everything with swiotlb=force', () => {
    const { api, wide } = streamingBoard({ cmdline: 'swiotlb=512,force' });
    expect(api.mapSingle(wide, pages(near), 10, toDevice)).toBe(poolBase);
  });

  it('tells each test that it makes to whoever explains it', () => {
    const { api, narrow } = streamingBoard();
    const path = new RecordedPath();
    api.path = path;
    api.mapSingle(narrow, pages(far), 300, fromDevice);
    expect(path.steps.map(({ source, answer }) => `${source} ${answer}`)).toEqual([
      'dma_map_single_attrs() no',
      'is_swiotlb_force_bounce() no',
      'dma_capable() no',
      'is_swiotlb_active() yes',
      'swiotlb_tbl_map_single() yes',
      'swiotlb_map() yes',
    ]);
  });
});

describe('small kmalloc() lengths', () => {
  /** Lengths that bounce, of 1 GiB of memory that the device reaches. */
  const bouncing = (device: 'wide' | 'plain', direction: 0 | 1 | 2, slots = 512): number[] => {
    const board = streamingBoard({ slots });
    const sizes = [8, 16, 32, 48, 64, 96, 100, 128, 192, 256];
    return sizes.filter((size) => {
      const dma = board.api.mapSingle(board[device], pages(near), size, direction);
      return dma !== near;
    });
  };

  it('bounce where their slab is no multiple of the cache line and the device may write', () => {
    // 48 and 64 are of kmalloc-64; 96 has a slab of its own, which 64 does not divide; 100 is of kmalloc-128.
    expect(bouncing('plain', fromDevice)).toEqual([8, 16, 32, 96]);
    expect(bouncing('plain', bidirectional)).toEqual([8, 16, 32, 96]);
  });

  it('do not bounce for coherent devices, nor on the way to the device', () => {
    expect(bouncing('wide', fromDevice)).toEqual([]);
    expect(bouncing('plain', toDevice)).toEqual([]);
  });

  it('do not bounce without a pool: kmalloc() keeps to cache lines then', () => {
    expect(bouncing('plain', fromDevice, 0)).toEqual([]);
  });
});

describe('dma_map_resource()', () => {
  it('gives the address as it is, past the windows, and holds it against the mask', () => {
    const { api, narrow, wide, log } = streamingBoard();
    expect(api.mapResource(wide, 0x9000000n, 4096, toDevice)).toBe(0x9000000n);
    expect(api.mapResource(narrow, 0x3000000n, 4096, toDevice)).toBe(0x3000000n);
    expect(api.mapResource(narrow, 0x9000000n, 4096, toDevice)).toBe(allOnes);
    expect(api.mapResource(narrow, 0x9000000n, 4096, toDevice)).toBe(allOnes);
    expect(log()).toEqual([
      'platform bus:narrow: DMA addr 0x0000000009000000+4096 overflow (mask 3ffffff, bus limit 3ffffff).',
      'WARNING: at kernel/dma/direct.c dma_direct_map_resource',
    ]);
  });
});

describe('what CPU and device see through bounce slots', () => {
  it('is copied in at map in every direction, and out at unmap where the device may write', () => {
    const { api, memory, narrow } = streamingBoard();
    memory.fill(far, 16, 0x11);
    const dma = api.mapSingle(narrow, pages(far), 16, fromDevice);
    const slots = api.targetOf(narrow, dma) ?? 0n;
    expect(hexAt(memory, slots, 4)).toBe('11111111');
    memory.fill(slots, 8, 0x44);
    expect(hexAt(memory, far, 4)).toBe('11111111');
    api.unmapSingle(narrow, dma, 16, fromDevice);
    expect(hexAt(memory, far, 16)).toBe('44444444444444441111111111111111');
  });

  it('is not copied out to the memory of a mapping to the device, nor with SKIP_CPU_SYNC', () => {
    const { api, memory, narrow } = streamingBoard();
    memory.fill(far, 16, 0x11);
    for (const [direction, attrs] of [
      [toDevice, 0],
      [fromDevice, dmaAttr.skipCpuSync],
    ] as const) {
      const dma = api.mapSingle(narrow, pages(far), 16, direction, attrs);
      memory.fill(api.targetOf(narrow, dma) ?? 0n, 16, 0x44);
      api.unmapSingle(narrow, dma, 16, direction, attrs);
      expect(hexAt(memory, far, 2)).toBe('1111');
    }
    expect(api.bounceSlots(narrow).used).toBe(0);
  });

  it('is copied by a sync in the directions that call for it, and only that part', () => {
    const { api, memory, narrow } = streamingBoard();
    memory.fill(far, 8, 0x11);
    const dma = api.mapSingle(narrow, pages(far), 8, bidirectional);
    const slots = api.targetOf(narrow, dma) ?? 0n;
    memory.fill(slots, 8, 0x33);
    api.syncSingleForCpu(narrow, dma, 8, toDevice);
    expect(hexAt(memory, far, 8)).toBe('1111111111111111');
    api.syncSingleForCpu(narrow, dma + 2n, 3, fromDevice);
    expect(hexAt(memory, far, 8)).toBe('1111333333111111');
    memory.fill(far, 8, 0x22);
    api.syncSingleForDevice(narrow, dma, 8, fromDevice);
    expect(hexAt(memory, slots, 8)).toBe('3333333333333333');
    api.syncSingleForDevice(narrow, dma + 6n, 2, toDevice);
    expect(hexAt(memory, slots, 8)).toBe('3333333333332222');
  });

  it('is cut where a copy leaves the mapping, which is said once', () => {
    const { api, memory, narrow, log } = streamingBoard();
    memory.fill(far, 16, 0x11);
    const dma = api.mapSingle(narrow, pages(far), 10, fromDevice);
    memory.fill(api.targetOf(narrow, dma) ?? 0n, 16, 0x44);
    api.syncSingleForCpu(narrow, dma + 9n, 2, fromDevice);
    api.unmapSingle(narrow, dma, 16, fromDevice);
    expect(hexAt(memory, far, 16)).toBe('44444444444444444444111111111111');
    expect(log()).toEqual([
      'platform bus:narrow: Buffer overflow detected. Allocation size: 1. Mapping size: 2.',
      'WARNING: at kernel/dma/swiotlb.c swiotlb_bounce',
    ]);
  });

  it('goes by the direction that unmap names', () => {
    const { api, memory, narrow } = streamingBoard();
    const dma = api.mapSingle(narrow, pages(far), 4, toDevice);
    memory.fill(api.targetOf(narrow, dma) ?? 0n, 4, 0x44);
    api.unmapSingle(narrow, dma, 4, fromDevice);
    expect(hexAt(memory, far, 4)).toBe('44444444');
  });
});
