import { describe, expect, it } from 'vitest';
import { boot } from '../../../src/kernel/boot.ts';
import { createDmaSystem } from '../../../src/kernel/dma/dma-system.ts';
import type { Allocation, DmaSystem } from '../../../src/kernel/dma/types.ts';
import { profileFor } from '../../../src/kernel/profile.ts';
import { boardFromText } from '../../helpers/board.ts';

/** 1 GiB with a pool, a CMA area, and devices behind buses with and without an offset. */
function system(): DmaSystem {
  const found = profileFor();
  if (!found.ok) throw new Error(found.problem.message);
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>;
  memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
  reserved-memory {
    #address-cells = <1>; #size-cells = <1>; ranges;
    pool: pool@50000000 { compatible = "shared-dma-pool"; no-map; reg = <0x50000000 0x300000>; };
    cma: cma@58000000 { compatible = "shared-dma-pool"; reusable; reg = <0x58000000 0x400000>; };
  };
  video { memory-region = <&pool>; };
  codec { memory-region = <&pool>; };
  camera { memory-region = <&cma>; };
  plain { };
  bus {
    compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges;
    dma-ranges = <0x0 0x50000000 0x10000000>;
    shifted { memory-region = <&pool>; };
    blind { dma-coherent; };
  };
};`);
  return createDmaSystem(boot({ model, profile: found.profile }).kernel);
}

function take(dma: DmaSystem, device: string, size: number): Allocation {
  const result = dma.alloc(device, { size });
  if (!result.ok) throw new Error(result.failure.message);
  return result.allocation;
}

describe('createDmaSystem', () => {
  it('gives a device the pool of its region, and shares it', () => {
    const dma = system();
    const first = take(dma, '/video', 0x1001);
    const second = take(dma, '/codec', 0x1000);
    expect(first).toMatchObject({
      from: 'coherent',
      dma: 0x50000000n,
      phys: 0x50000000n,
      pages: 2,
      firstPage: 0,
      exact: true,
    });
    expect(second).toMatchObject({ from: 'coherent', dma: 0x50002000n, pages: 1, device: '/codec' });
    expect(dma.device('/video')?.coherentPool).toBe(dma.device('/codec')?.coherentPool);
    expect(dma.pools[first.pool ?? -1]).toMatchObject({
      kind: 'coherent',
      name: 'pool@50000000',
      pageCount: 768,
      usedPages: 3,
    });
  });

  it('never leaves a full pool for other memory, and tells the numbers', () => {
    const dma = system();
    take(dma, '/video', 1 << 20);
    const result = dma.alloc('/video', { size: 2 << 20 });
    expect(result).toMatchObject({
      ok: false,
      failure: {
        code: 'no-hole',
        pool: '/reserved-memory/pool@50000000',
        neededPages: 512,
        alignPages: 512,
        freePages: 512,
        largestHolePages: 256,
      },
    });
    expect(result.ok ? '' : result.failure.message).toBe(
      '2 MiB takes 2 MiB aligned to 2 MiB; /reserved-memory/pool@50000000 has 2 MiB free, the largest hole at that alignment is 1 MiB.',
    );
    expect(dma.alloc('/video', { size: 4 << 20 })).toMatchObject({
      ok: false,
      failure: { code: 'larger-than-pool' },
    });
  });

  it('falls back from a full area of the device to pages, up to their largest order', () => {
    const dma = system();
    expect(take(dma, '/camera', 4 << 20)).toMatchObject({ from: 'cma', dma: 0x58000000n, exact: true });
    expect(take(dma, '/camera', 4096)).toMatchObject({ from: 'pages', exact: false });
    expect(dma.alloc('/camera', { size: 5 << 20 })).toMatchObject({
      ok: false,
      failure: { code: 'larger-than-pool' },
    });
  });

  it('serves others from the default area, single pages from elsewhere', () => {
    const dma = system();
    expect(take(dma, '/plain', 8192)).toMatchObject({ from: 'default-cma', exact: false });
    expect(take(dma, '/plain', 4096)).toMatchObject({ from: 'pages' });
    expect(dma.alloc('/plain', { size: 0 })).toMatchObject({ ok: false, failure: { code: 'no-pages' } });
  });

  it('takes from the atomic pools what must not sleep', () => {
    const dma = system();
    const result = dma.alloc('/camera', { size: 8192, maySleep: false });
    expect(result).toMatchObject({ ok: true, allocation: { from: 'atomic-pool' } });
    expect(dma.alloc('/bus/blind', { size: 8192, maySleep: false })).toMatchObject({
      ok: true,
      allocation: { from: 'pages' },
    });
  });

  it('hands out addresses as the device sees them', () => {
    expect(take(system(), '/bus/shifted', 4096)).toMatchObject({ dma: 0n, phys: 0x50000000n });
  });

  it('frees once, and only what it gave', () => {
    const dma = system();
    const allocation = take(dma, '/video', 8192);
    expect(dma.free(allocation)).toEqual({ ok: true });
    expect(dma.free(allocation)).toMatchObject({ ok: false });
    expect(dma.free({ ...allocation, device: '/x' })).toMatchObject({ ok: false });
    expect(dma.pools.find(({ kind }) => kind === 'coherent')?.usedRuns).toEqual([]);
  });

  it('knows no device that the tree does not have', () => {
    const dma = system();
    expect(dma.device('/nobody')).toBeUndefined();
    expect(dma.alloc('/nobody', { size: 1 })).toMatchObject({
      ok: false,
      failure: { code: 'not-supported' },
    });
  });
});
