import { describe, expect, it } from 'vitest';
import { bootKernel } from '../../../../src/kernel/boot-kernel.ts';
import { type DefaultPool, placeDefaultPool } from '../../../../src/kernel/dma/swiotlb/default-pool.ts';
import { profileFor } from '../../../../src/kernel/profile.ts';
import { boardFromText } from '../../../helpers/board.ts';

/** The default pool of a board with memory from 0x40000000 on, a window for DMA if one is given, and processors. */
function poolOf({
  version = '6.12',
  cmdline = '',
  gibibytes = 1,
  window = '',
  cpus = 1,
}: {
  readonly version?: string;
  readonly cmdline?: string;
  readonly gibibytes?: number;
  readonly window?: string;
  readonly cpus?: number;
}): DefaultPool | undefined {
  const found = profileFor({ version });
  if (!found.ok) throw new Error(found.problem.message);
  const nodes = Array.from(
    { length: cpus },
    (_, cpu) => `cpu@${cpu} { device_type = "cpu"; reg = <${cpu}>; };`,
  );
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <2>; #size-cells = <2>;
  memory@40000000 { device_type = "memory"; reg = <0 0x40000000 ${gibibytes >> 2} 0x${((gibibytes & 3) * 2 ** 30).toString(16)}>; };
  cpus { #address-cells = <1>; #size-cells = <0>; ${nodes.join(' ')} };
  bus { #address-cells = <1>; #size-cells = <1>; ranges; ${window} };
};`);
  return placeDefaultPool(
    bootKernel({ model, profile: found.profile, machine: { cmdline: `cma=0 ${cmdline}`, kernelImage } }),
  );
}

const kernelImage = { base: 0x40200000n, size: 0x7b0000n };

const narrow = 'dma-ranges = <0x0 0x0 0x40000000 0x4000000>;';

describe('the default bounce pool', () => {
  it('is 64 MiB where memory lies above the DMA zone, and halved until it fits below its end', () => {
    // 64 MiB of zone hold no 64 MiB beside anything else; its last page is left out.
    const pool = poolOf({ window: narrow });
    expect(pool).toMatchObject({ base: 0x41fff000n, slots: 16384, areas: 1 });
    expect(pool?.lines).toEqual([
      'software IO TLB: area num 1.',
      'software IO TLB: swiotlb_memblock_alloc: Failed to allocate 67108864 bytes tlb structure',
      'software IO TLB: SWIOTLB bounce buffer size adjusted 32768 -> 16384 slabs',
      'software IO TLB: mapped [mem 0x0000000041fff000-0x0000000043fff000] (32MB)',
    ]);
  });

  it('is 1 MiB a GiB of memory for small kmalloc() buffers, from 6.5 on', () => {
    expect(poolOf({})?.slots).toBe(512);
    expect(poolOf({})?.lines[0]).toBe('software IO TLB: SWIOTLB bounce buffer size adjusted to 1MB');
    expect(poolOf({ version: '6.1' })).toBeUndefined();
    expect(poolOf({ version: '5.10' })).toBeUndefined();
  });

  it('is as large as the command line says, in segments of 128 slots, or not there', () => {
    expect(poolOf({ cmdline: 'swiotlb=1000', window: narrow })?.slots).toBe(1024);
    expect(poolOf({ cmdline: 'swiotlb=noforce', window: narrow })).toBeUndefined();
    expect(poolOf({ version: '6.1', cmdline: 'swiotlb=512,force' })?.slots).toBe(512);
  });

  it('has an area for each processor, a power of two, and no area below 128 slots', () => {
    expect(poolOf({ cmdline: 'swiotlb=4096', window: narrow, cpus: 3 })).toMatchObject({
      slots: 4096,
      areas: 4,
    });
    expect(poolOf({ cmdline: 'swiotlb=4096,5', window: narrow })).toMatchObject({ areas: 8 });
    // 4 areas need 512 slots: 128 are rounded up.
    expect(poolOf({ cmdline: 'swiotlb=128', window: narrow, cpus: 4 })).toMatchObject({
      slots: 512,
      areas: 4,
    });
    expect(poolOf({ version: '5.10', cmdline: 'swiotlb=4096', gibibytes: 5, cpus: 4 })).toMatchObject({
      areas: 1,
    });
  });

  it('has a spare buffer beside it up to 4.20', () => {
    const pool = poolOf({ version: '4.14', gibibytes: 5, cmdline: 'swiotlb=4096' });
    expect(pool?.spare).toBe((pool?.base ?? 0n) - 0x8000n);
    expect(poolOf({ version: '5.10', gibibytes: 5 })?.spare).toBeUndefined();
  });
});
