import { describe, expect, it } from 'vitest';
import { type BootResult, boot } from '../../src/kernel/boot.ts';
import type { MachineRequest } from '../../src/kernel/machine.ts';
import { profileFor } from '../../src/kernel/profile.ts';
import { readKconfig } from '../../src/kernel/profiles/read-kconfig.ts';
import { boardFromText } from '../helpers/board.ts';

interface Options extends MachineRequest {
  readonly version?: string;
  readonly config?: string;
  /** Properties of the root node. */
  readonly root?: string;
}

const usual = {
  kernelImage: { base: 0x40300000n, size: 0x1300000n },
  fdt: { base: 0x48000000n, size: 0x1000n },
};

/** A board of 32-bit Arm with 1 GiB at 0x40000000 (64-bit cells) and these children of /reserved-memory. */
function bootArm(regions: string, { version, config, root = '', ...machine }: Options = {}): BootResult {
  const read = config === undefined ? undefined : readKconfig(config);
  const symbols = read?.ok === true ? read.kconfig.symbols : undefined;
  const found = profileFor({ version, arch: 'arm', config: symbols });
  if (!found.ok) throw new Error(found.problem.message);
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <2>; #size-cells = <2>; ${root}
  memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x40000000>; };
  reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; ${regions} };
};`);
  return boot({ model, profile: found.profile, machine: { ...usual, cmdline: '', ...machine } });
}

function linesOf({ log }: BootResult): readonly string[] {
  return log.map(({ text }) => text);
}

const debian = `CONFIG_DMA_CMA=y
CONFIG_DMA_DECLARE_COHERENT=y
CONFIG_CMA_SIZE_MBYTES=16
CONFIG_HIGHMEM=y
CONFIG_ZONE_DMA=y`;

describe('the boot of 32-bit Arm', () => {
  it('puts the default CMA area into highmem, exactly, before static regions are set up', () => {
    const result = bootArm(
      'cma@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0 0x50000000 0 0x800000>; };',
      {
        config: debian,
      },
    );
    expect(linesOf(result)).toEqual([
      'cma: Reserved 16 MiB at 0x7f000000 on node -1',
      'Reserved memory: created CMA memory pool at 0x50000000, size 8 MiB',
      'OF: reserved mem: initialized node cma@50000000, compatible id shared-dma-pool',
      'OF: reserved mem: 0x50000000..0x507fffff (8192 KiB) map reusable cma@50000000',
    ]);
    expect(result.kernel.cma.map(({ exact }) => exact)).toEqual([true, true]);
  });

  it('keeps 768 MiB of low memory, and the rest only with highmem', () => {
    expect(bootArm('').kernel.zones.lowEnd).toBe(0x70000000n);
    expect(bootArm('', { config: 'CONFIG_ZONE_DMA=y' }).kernel.memblock.endOfDram()).toBe(0x70000000n);
    expect(bootArm('', { config: `${debian}\nCONFIG_VMSPLIT_2G=y` }).kernel.zones.lowEnd).toBe(0x80000000n);
  });

  it('keeps 32 bits of addresses without LPAE', () => {
    const { kernel } = bootArm('far@8090000000 { reg = <0x80 0x50000000 0 0x1000>; };');
    expect(kernel.regions[0]).toMatchObject({ base: 0x50000000n, size: 0x1000n });
    const high = bootArm('', { memory: [{ base: 0x800000000n, size: 0x40000000n }] }).kernel;
    expect(high).toMatchObject({ outcome: 'panics', outcomeReason: expect.stringContaining('32-bit') });
  });

  it('refuses a pool that is neither no-map nor reusable, and frees it', () => {
    const result = bootArm(
      'pool@50000000 { compatible = "shared-dma-pool"; reg = <0 0x50000000 0 0x100000>; };',
    );
    expect(linesOf(result)).toContain('Reserved memory: regions without no-map are not yet supported');
    expect(result.kernel.memblock.overlapsReserved(0x50000000n, 0x100000n)).toBe(false);
    expect(result.kernel.dump.overlapsReserved(0x50000000n, 0x100000n)).toBe(true);
  });

  it('takes every mem= for a bank', () => {
    const { memory } = bootArm('', { cmdline: 'mem=256M mem=64M@0x60000000' }).kernel.memblock;
    expect(memory.map(({ base, end }) => [base, end])).toEqual([
      [0x40000000n, 0x50000000n],
      [0x60000000n, 0x64000000n],
    ]);
  });

  it.each([
    ['6.12', 'vmalloc=512M', 0x5f000000n],
    ['5.10', 'vmalloc=512M', 0x5f800000n],
    ['6.12', 'vmalloc=1M', 0x7e000000n],
    ['6.12', 'vmalloc=4G', 0x42000000n],
  ])('ends low memory on %s with %s at 0x%x', (version, cmdline, end) => {
    expect(bootArm('', { version, cmdline }).kernel.zones.lowEnd).toBe(end);
  });

  it('keeps the default CMA area in the DMA zone of a machine that has one', () => {
    const memory = [{ base: 0x40000000n, size: 0x80000000n }];
    const config = debian.replace('CONFIG_HIGHMEM=y\n', '');
    const base = (root: string): bigint | undefined =>
      bootArm('', { memory, config: `${config}\nCONFIG_VMSPLIT_2G=y`, root }).kernel.cma[0]?.base;
    expect(base('compatible = "arm,realview-eb";')).toBe(0x4ec00000n);
    expect(base('compatible = "arm,other";')).toBe(0xaf000000n);
  });

  it('places CMA in units of 8 MiB for a kernel of all chips, of 4 MiB for one without AM33xx', () => {
    const size = '44 MiB';
    const pool = 'video { compatible = "shared-dma-pool"; reusable; size = <0 0x2c00000>; };';
    const created = (options: Options): boolean =>
      linesOf(bootArm(pool, options)).some((line) => line.includes('created CMA') && line.endsWith(size));
    expect(created({})).toBe(false);
    expect(created({ config: debian })).toBe(true);
  });
});
