import { describe, expect, it } from 'vitest';
import { type BootResult, boot } from '../../src/kernel/boot.ts';
import { profileFor } from '../../src/kernel/profile.ts';
import { boardFromText } from '../helpers/board.ts';

const machine = {
  kernelImage: { base: 0x80200000n, size: 0x1300000n },
  fdt: { base: 0x82000000n, size: 0x10000n },
};

/** A board of 1 GiB at 0x80000000 with these regions, on a kernel with this command line. */
function bootWith(arch: string, version: string, cmdline: string, regions = ''): BootResult {
  const found = profileFor({ version, arch });
  if (!found.ok) throw new Error(found.problem.message);
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>;
  memory@80000000 { device_type = "memory"; reg = <0x80000000 0x40000000>; };
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; ${regions} };
};`);
  return boot({ model, profile: found.profile, machine: { ...machine, cmdline } });
}

function memoryOf({ kernel }: BootResult): readonly string[] {
  return kernel.memblock.memory.map(
    ({ base, end, flags }) => `${base.toString(16)}..${end.toString(16)}${flags === 4 ? ' nomap' : ''}`,
  );
}

function linesOf({ log }: BootResult): readonly string[] {
  return log.map(({ text }) => text).filter((text) => text.startsWith('Memory limited'));
}

const whole = ['80000000..c0000000'];

describe('a region that mem= leaves outside of memory', () => {
  const plain = 'fw@b0000000 { reg = <0xb0000000 0x100000>; };';
  const noMap = 'fw@b0000000 { reg = <0xb0000000 0x100000>; no-map; };';

  it('is reserved all the same', () => {
    for (const [arch, version] of [
      ['arm64', '4.14'],
      ['arm64', '6.12'],
      ['arm', '6.1'],
      ['riscv', '7.2'],
    ] as const) {
      const result = bootWith(arch, version, 'mem=512M', plain);
      expect(result.kernel.regions[0]?.state, arch).toBe('reserved');
      expect(result.kernel.memblock.overlapsReserved(0xb0000000n, 0x100000n), arch).toBe(true);
      expect(memoryOf(result), arch).toEqual(['80000000..a0000000']);
    }
  });

  it('leaves no trace in the list of memory where it is no-map', () => {
    for (const version of ['4.14', '5.10', '7.2']) {
      const result = bootWith('arm64', version, 'mem=512M', noMap);
      expect(result.kernel.regions[0]?.state).toBe('reserved');
      expect(memoryOf(result), version).toEqual(['80000000..a0000000']);
      expect(result.kernel.memblock.overlapsReserved(0xb0000000n, 0x100000n)).toBe(false);
    }
  });

  it('is a panic from 6.1 on where it is a CMA area', () => {
    const area = 'cma@b0000000 { compatible = "shared-dma-pool"; reusable; reg = <0xb0000000 0x2000000>; };';
    expect(bootWith('arm64', '5.10', 'mem=512M', area).kernel.outcome).toBe('boots');
    for (const version of ['6.1', '6.12', '7.2'])
      expect(bootWith('arm64', version, 'mem=512M', area).kernel.outcomeReason, version).toContain(
        'CMA area cma@b0000000 has no memory at 0xb0000000',
      );
  });
});

describe('mem=', () => {
  it('of 0 is no limit on arm64 and riscv, which say so', () => {
    for (const arch of ['arm64', 'riscv']) {
      const result = bootWith(arch, '6.12', 'mem=0');
      expect([memoryOf(result), linesOf(result)]).toEqual([whole, ['Memory limited to 0MB']]);
      expect(result.kernel.outcome).toBe('boots');
    }
  });

  it('of 0 leaves 32-bit Arm without memory', () => {
    const { kernel } = bootWith('arm', '6.12', 'mem=0');
    expect(kernel).toMatchObject({ outcome: 'panics', outcomeReason: expect.stringMatching(/by mem=$/) });
  });

  it('counts with the lowest on riscv, a 0 among them being none', () => {
    const result = bootWith('riscv', '6.12', 'mem=512M mem=768M');
    expect([memoryOf(result), linesOf(result)]).toEqual([
      ['80000000..a0000000'],
      ['Memory limited to 512MB', 'Memory limited to 512MB'],
    ]);
    expect(memoryOf(bootWith('riscv', '6.12', 'mem=512M mem=0'))).toEqual(whole);
  });

  it('is unknown to riscv 5.10', () => {
    const result = bootWith('riscv', '5.10', 'mem=512M');
    expect([memoryOf(result), linesOf(result)]).toEqual([whole, []]);
    expect(result.kernel.commandLine.problems.map(({ message }) => message)).toEqual([
      'The kernel parameter mem= has no effect on this kernel: it is too old to know it.',
    ]);
  });

  it('that leaves arm64 nothing but its image has no room for page tables', () => {
    const { kernel, log } = bootWith('arm64', '6.12', 'mem=4K');
    const line = 'Kernel panic - not syncing: Failed to allocate page table page';
    expect(kernel.outcomeReason).toBe(line);
    expect(log.at(-1)).toEqual({ level: 'emerg', text: line });
    expect(bootWith('arm64', '6.12', 'mem=64M').kernel.outcome).toBe('boots');
  });

  it('that leaves 32-bit Arm nothing but its image has no room for the vectors', () => {
    const { kernel } = bootWith('arm', '6.12', 'mem=18M@0x80200000');
    expect(kernel.outcomeReason).toBe(
      'Kernel panic - not syncing: early_alloc: Failed to allocate 8192 bytes align=0x2000',
    );
  });
});
