import { describe, expect, it } from 'vitest';
import type { Buffer } from '../../../src/kernel/dma/buffer.ts';
import { CoherentPool } from '../../../src/kernel/dma/coherent-pool.ts';
import { canMmap, getSgtable, type MmapTarget, mmapAttrs } from '../../../src/kernel/dma/mmap.ts';
import type { KernelProfile } from '../../../src/kernel/profile.ts';
import { streamingBoard } from './streaming/streaming-board.ts';

const enxio = -6;

/** Four pages at 0x41004000, which `narrow` sees at 0x1004000. */
function target(version = '6.12', changes: Partial<MmapTarget> = {}): readonly [MmapTarget, KernelProfile] {
  const { api, narrow } = streamingBoard({ version });
  const buffer: Buffer = {
    device: narrow,
    size: 0x3005,
    from: 'pages',
    pages: 4,
    pool: undefined,
    firstPage: -1,
    atomic: undefined,
  };
  return [
    { device: narrow, buffer, size: 0x3005, handle: 0x1004000n, phys: 0x41004000n, ...changes },
    api.machine.profile,
  ];
}

describe('dma_mmap_coherent()', () => {
  it('gives any part of the allocation, whose size is rounded up to pages', () => {
    const [own, profile] = target();
    const answers = [
      [0, 4],
      [3, 1],
      [1, 3],
    ].map(([offset = 0, pages = 0]) => mmapAttrs(own, { offset, pages }, profile));
    expect(answers).toEqual([
      { errno: 0, runs: [{ phys: 0x41004000n, size: 0x4000 }] },
      { errno: 0, runs: [{ phys: 0x41007000n, size: 0x1000 }] },
      { errno: 0, runs: [{ phys: 0x41005000n, size: 0x3000 }] },
    ]);
  });

  it.each([
    ['more pages than there are', 0, 5],
    ['an offset at the end', 4, 1],
    ['a part that ends beyond it', 1, 4],
  ])('is -ENXIO for %s', (_what, offset, pages) => {
    const [own, profile] = target();
    expect(mmapAttrs(own, { offset, pages }, profile)).toEqual({ errno: enxio, reason: 'beyond-allocation' });
  });

  it('goes by the handle that the driver names: another one is another page', () => {
    const [own, profile] = target('6.12', { handle: 0x1008000n });
    expect(mmapAttrs(own, { offset: 0, pages: 1 }, profile)).toMatchObject({ runs: [{ phys: 0x41008000n }] });
  });

  it('of dma_alloc_pages() goes by the pages (dma_mmap_pages())', () => {
    const [own, profile] = target('6.12', { handle: 0x1008000n, isPages: true });
    expect(mmapAttrs(own, { offset: 0, pages: 1 }, profile)).toMatchObject({ runs: [{ phys: 0x41004000n }] });
  });

  it('maps the pages that an IOMMU put together one by one, neighbours as one', () => {
    const scattered = [0x42000000n, 0x42001000n, 0x45000000n, 0x45001000n];
    const [own, profile] = target('6.12', { handle: 0xffffc000n, hasIommu: true, scattered });
    expect(mmapAttrs(own, { offset: 1, pages: 2 }, profile)).toEqual({
      errno: 0,
      runs: [
        { phys: 0x42001000n, size: 0x1000 },
        { phys: 0x45000000n, size: 0x1000 },
      ],
    });
    expect(mmapAttrs(own, { offset: 1, pages: 4 }, profile).errno).toBe(enxio);
  });

  it('takes memory behind an IOMMU in one piece where it lies, not where the device sees it', () => {
    const [own, profile] = target('6.12', { handle: 0xffffc000n, hasIommu: true });
    expect(mmapAttrs(own, { offset: 0, pages: 1 }, profile)).toMatchObject({ runs: [{ phys: 0x41004000n }] });
  });

  it('is -ENXIO where the handle leads to no memory', () => {
    const [own, profile] = target('6.12', { handle: 0x8000000n });
    expect(mmapAttrs(own, { offset: 0, pages: 1 }, profile)).toEqual({
      errno: enxio,
      reason: 'no-translation',
    });
  });

  it('of a coherent pool does not map the part of a page up to 4.13', () => {
    const answer = (poolMmap: 'whole-pages' | 'rounded-up', offset: number) => {
      const [own, profile] = target();
      const region = { path: '/pool', name: 'pool', base: 0x41000000n, size: 0x10000n };
      const pool = new CoherentPool(region, 4096, { zeroSize: 'succeeds', byteLimit: 0x10000 });
      own.device.coherentPool = pool;
      const held = { ...own, buffer: { ...own.buffer, pool, firstPage: 4 } };
      const behaviours = { ...profile.behaviours, poolMmap };
      return mmapAttrs(held, { offset, pages: 1 }, { ...profile, behaviours });
    };
    // 0x3005 bytes: three whole pages and a little.
    expect(answer('rounded-up', 3)).toEqual({ errno: 0, runs: [{ phys: 0x41007000n, size: 0x1000 }] });
    expect(answer('whole-pages', 2).errno).toBe(0);
    expect(answer('whole-pages', 3)).toEqual({ errno: enxio, reason: 'less-than-a-page' });
  });
});

describe('dma_get_sgtable()', () => {
  it('is one entry of whole pages', () => {
    const [own, profile] = target();
    expect(getSgtable(own, profile)).toEqual({
      errno: 0,
      entries: [{ phys: 0x41004000n, size: 0x4000 }],
    });
  });

  it('of scattered pages has one for each piece, and is no longer than the allocation', () => {
    const scattered = [0x42000000n, 0x42001000n, 0x45000000n, 0x46000000n];
    const [own, profile] = target('6.12', { hasIommu: true, scattered });
    expect(getSgtable(own, profile)).toEqual({
      errno: 0,
      entries: [
        { phys: 0x42000000n, size: 0x2000 },
        { phys: 0x45000000n, size: 0x1000 },
        { phys: 0x46000000n, size: 5 },
      ],
    });
  });
});

describe('dma_can_mmap()', () => {
  it('holds for every device where memory can be mapped without caches', () => {
    const { api, narrow, wide } = streamingBoard();
    expect([canMmap(narrow, api.machine.profile), canMmap(wide, api.machine.profile)]).toEqual([true, true]);
  });
});
