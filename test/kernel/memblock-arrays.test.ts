import { describe, expect, it } from 'vitest';
import { type BootResult, boot } from '../../src/kernel/boot.ts';
import { Memblock } from '../../src/kernel/memblock.ts';
import { profileFor } from '../../src/kernel/profile.ts';
import { readKconfig } from '../../src/kernel/profiles/read-kconfig.ts';
import { boardFromText } from '../helpers/board.ts';

const machine = {
  kernelImage: { base: 0x80200000n, size: 0x1300000n },
  fdt: { base: 0x82000000n, size: 0x10000n },
};

interface Options {
  readonly config?: string;
  readonly arch?: string;
  readonly first?: string;
  readonly more?: string;
}

/** A board with `count` regions of 4 KiB, 1 MiB apart from 0x90000000 on, and what follows them. */
function bootWith(
  version: string,
  count: number,
  properties: string,
  { config, arch = 'arm64', first = '', more = '' }: Options = {},
): BootResult {
  const read = config === undefined ? undefined : readKconfig(config);
  const symbols = read?.ok === true ? read.kconfig.symbols : undefined;
  const found = profileFor({ version, arch, config: symbols });
  if (!found.ok) throw new Error(found.problem.message);
  const regions = Array.from({ length: count }, (_, index) => {
    const base = (0x90000000 + index * 0x100000).toString(16);
    return `r@${base} { reg = <0x${base} 0x1000>; ${properties} };`;
  });
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>;
  memory@80000000 { device_type = "memory"; reg = <0x80000000 0x70000000>; };
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; ${first} ${regions.join('\n')} ${more} };
};`);
  return boot({ model, profile: found.profile, machine: { ...machine, cmdline: '' } });
}

function refused({ log }: BootResult): readonly string[] {
  return log.map(({ text }) => text).filter((text) => text.includes('failed to reserve memory'));
}

const plainArm64 = 'CONFIG_ARM64_4K_PAGES=y\nCONFIG_ARM64_VA_BITS=48';

describe("memblock's arrays before they may grow", () => {
  it('hold 128 ranges, counted before neighbours are merged', () => {
    const memblock = new Memblock(4096n, undefined, { memory: 128, reserved: 2, whenFull: 'refuses' });
    expect([0x1000n, 0x3000n].map((base) => memblock.reserve(base, 0x1000n))).toEqual([true, true]);
    expect(memblock.reserve(0x2000n, 0x1000n)).toBe(false);
    expect(memblock.reserve(0x1000n, 0x800n)).toBe(true);
    expect(memblock.free(0x1000n, 0x10n)).toBe(false);

    memblock.allowResize();
    expect(memblock.reserve(0x2000n, 0x1000n)).toBe(true);
    expect(memblock.reserved).toEqual([{ base: 0x1000n, end: 0x4000n, flags: 0 }]);
  });

  it('have room for two ranges more before a part of memory is marked', () => {
    const memblock = new Memblock(4096n, undefined, { memory: 2, reserved: 128, whenFull: 'refuses' });
    memblock.add(0x10000n, 0x10000n);
    expect(memblock.markNoMap(0x12000n, 0x1000n)).toBe(false);
    memblock.allowResize();
    expect(memblock.markNoMap(0x12000n, 0x1000n)).toBe(true);
  });
});

describe('a board of 200 disjoint regions', () => {
  it('boots on arm64 with EFI and an ITS, whose array has an entry a processor more', () => {
    for (const version of ['5.10', '6.1', '6.12', '7.2']) {
      const result = bootWith(version, 200, '');
      expect([version, result.kernel.outcome, refused(result)]).toEqual([version, 'boots', []]);
    }
  });

  it('loses those behind the 126th on 4.14 and 6.1 without them: image and blob have two entries', () => {
    for (const [version, config] of [
      ['4.14', undefined],
      ['6.1', plainArm64],
    ] as const) {
      const result = bootWith(version, 200, '', { ...(config === undefined ? {} : { config }) });
      expect(refused(result).length, version).toBe(200 - 126);
      expect(refused(result)[0]).toMatch(/failed to reserve memory for node 'r@97e00000': base 0x.*97e00000/);
      expect(result.kernel.memblock.overlapsReserved(0x97d00000n, 1n)).toBe(true);
      expect(result.kernel.memblock.overlapsReserved(0x97e00000n, 1n)).toBe(false);
    }
  });

  it('is the end of 6.12 and 7.2 there, before a region is set up', () => {
    for (const version of ['6.12', '7.2']) {
      const { kernel, log } = bootWith(version, 200, '', { config: plainArm64 });
      const line = 'Kernel panic - not syncing: memblock: cannot resize reserved array';
      expect([kernel.outcome, kernel.outcomeReason]).toEqual(['panics', line]);
      expect(log).toEqual([{ level: 'emerg', text: line }]);
      expect(bootWith(version, 126, '', { config: plainArm64 }).kernel.outcome).toBe('boots');
    }
  });

  it('runs out of reserved ranges on 32-bit Arm and riscv, however they are configured', () => {
    for (const arch of ['arm', 'riscv']) {
      expect(bootWith('6.12', 200, '', { arch }).kernel.outcomeReason, arch).toContain('reserved array');
      expect(refused(bootWith('6.1', 200, '', { arch })).length, arch).toBeGreaterThan(70);
    }
  });

  it('may be all no-map on newer arm64 with EFI, and runs out of memory ranges elsewhere', () => {
    for (const version of ['6.1', '6.12', '7.2'])
      expect(refused(bootWith(version, 200, 'no-map;')), version).toEqual([]);
    // Each takes two more ranges, and the kernel wants room for two before it looks: 1, 3, … 127 ranges stand before a 64th.
    expect(refused(bootWith('5.10', 200, 'no-map;')).length).toBe(200 - 63);
    const { kernel } = bootWith('6.12', 200, 'no-map;', { config: plainArm64 });
    expect(kernel.outcomeReason).toBe('Kernel panic - not syncing: memblock: cannot resize memory array');
  });
});

describe('a dynamic region for which memblock has no room', () => {
  const late = 'late { size = <0x100000>; };';

  it('counts as placed on 5.10, in memory that is not reserved', () => {
    const { kernel } = bootWith('5.10', 200, '', { config: plainArm64, first: late });
    const { base } = kernel.regions[0] ?? {};
    expect(base).toBe(0xeff00000n);
    expect(kernel.memblock.overlapsReserved(base ?? 0n, 0x100000n)).toBe(false);
  });

  it('fails on 6.1', () => {
    const { log } = bootWith('6.1', 60, '', {
      config: plainArm64,
      more: `${late} ${Array.from({ length: 70 }, (_, index) => `x@${(0xa0000000 + index * 0x100000).toString(16)} { reg = <0x${(0xa0000000 + index * 0x100000).toString(16)} 0x1000>; };`).join(' ')}`,
    });
    expect(log.map(({ text }) => text)).toContain(
      "OF: reserved mem: failed to allocate memory for node 'late': size 1 MiB",
    );
  });
});
