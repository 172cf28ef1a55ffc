import { describe, expect, it } from 'vitest';
import { type BootResult, boot } from '../../src/kernel/boot.ts';
import { type KernelProfile, profileFor } from '../../src/kernel/profile.ts';
import { defconfigOf } from '../../src/kernel/profiles/defconfigs.ts';
import { boardFromText } from '../helpers/board.ts';

type Changes = Readonly<Record<string, string | undefined>>;

/** A kernel's defconfig with some symbols changed, or without those that are undefined here. */
function configured(arch: string, version: string, changes: Changes): KernelProfile {
  const plain = profileFor({ arch, version });
  if (!plain.ok) throw new Error(plain.problem.message);
  const symbols = new Map(defconfigOf(plain.profile.arch, plain.profile.behaviours));
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) symbols.delete(name);
    else symbols.set(name, value);
  }
  const found = profileFor({ arch, version, config: symbols });
  if (!found.ok) throw new Error(found.problem.message);
  return found.profile;
}

function bootWith(profile: KernelProfile, memory: string, regions = ''): BootResult {
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <2>; #size-cells = <2>;
  memory@80000000 { device_type = "memory"; reg = <${memory}>; };
  reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; ${regions} };
};`);
  const machine = {
    kernelImage: { base: 0x80200000n, size: 0x1300000n },
    fdt: { base: 0x82000000n, size: 0x10000n },
    cmdline: '',
  };
  return boot({ model, profile, machine });
}

describe('a configuration', () => {
  it('counts as recorded only where it is like the recorded one in what counts', () => {
    const basis = (arch: string, changes: Changes): string => configured(arch, '6.12', changes).basis;
    for (const arch of ['arm64', 'arm', 'riscv']) {
      expect(basis(arch, {}), arch).toBe('recorded');
      expect(basis(arch, { CMA_AREAS: '3', CMA_SIZE_MBYTES: '64' }), arch).toBe('recorded');
      expect(basis(arch, { DMA_GLOBAL_POOL: 'y' }), arch).toBe('from source');
      expect(basis(arch, { DMA_DECLARE_COHERENT: undefined }), arch).toBe('from source');
    }
    expect(basis('riscv', { DMA_CMA: 'y' })).toBe('from source');
    expect(basis('arm64', { DMA_CMA: undefined })).toBe('from source');
    expect(basis('arm64', { ZONE_DMA: undefined })).toBe('from source');
    expect(basis('arm', { HIGHMEM: undefined })).toBe('from source');
    for (const split of ['VMSPLIT_1G', 'VMSPLIT_2G', 'VMSPLIT_3G_OPT'])
      expect(basis('arm', { VMSPLIT_3G: undefined, [split]: 'y' }), split).toBe('from source');
    for (const bits of ['36', '39', '42'])
      expect(basis('arm64', { ARM64_VA_BITS: bits }), bits).toBe('from source');
    for (const bits of ['47', '48', '52'])
      expect(basis('arm64', { ARM64_VA_BITS: bits }), bits).toBe('recorded');
  });

  it.each([
    ['36', 1n << 35n],
    ['39', 1n << 38n],
    ['42', 1n << 41n],
    ['47', 1n << 46n],
    ['48', 1n << 47n],
    ['52', 1n << 47n],
  ])('of %s bits of virtual addresses maps half of them on arm64', (bits, size) => {
    const profile = configured('arm64', '6.12', { ARM64_VA_BITS: bits });
    const { kernel } = bootWith(profile, '0 0x80000000 0xffff 0x00000000');
    expect(kernel.memblock.endOfDram()).toBe(0x80000000n + size);
  });

  it('with few CMA areas refuses the region for which none is left', () => {
    const regions = [0x90000000, 0x91000000, 0x92000000].map((base) => {
      const at = base.toString(16);
      return `cma@${at} { compatible = "shared-dma-pool"; reusable; reg = <0 0x${at} 0 0x1000000>; };`;
    });
    // Up to 6.1 there is one area more than the number says.
    for (const [version, areas] of [
      ['6.1', '1'],
      ['6.12', '2'],
    ] as const) {
      const profile = configured('arm64', version, { CMA_AREAS: areas });
      const { kernel, log } = bootWith(profile, '0 0x80000000 0 0x40000000', regions.join(' '));
      expect(kernel.regions.map(({ state }) => state)).toEqual(['initialized', 'initialized', 'failed']);
      const noSlot = log.filter(({ text }) => text === 'cma: Not enough slots for CMA reserved regions!');
      expect(noSlot, version).toHaveLength(2);
      expect(kernel.memblock.overlapsReserved(0x92000000n, 0x1000000n)).toBe(false);
      expect(kernel.cma).toHaveLength(2);
    }
  });

  it.each([
    ['VMSPLIT_1G', 0xfff00000n],
    ['VMSPLIT_2G', 0xf0000000n],
    ['VMSPLIT_3G_OPT', 0xc0000000n],
    ['VMSPLIT_3G', 0xb0000000n],
  ])('with %s says where low memory ends on 32-bit Arm', (split, end) => {
    const profile = configured('arm', '6.12', { VMSPLIT_3G: undefined, [split]: 'y', HIGHMEM: undefined });
    const { kernel } = bootWith(profile, '0 0x80000000 0 0x7ff00000');
    expect([kernel.zones.lowEnd, kernel.memblock.endOfDram()]).toEqual([end, end]);
  });
});
