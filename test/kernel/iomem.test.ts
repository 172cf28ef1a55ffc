import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bootKernel } from '../../src/kernel/boot-kernel.ts';
import { type IomemRange, iomemRanges } from '../../src/kernel/iomem.ts';
import { profileFor } from '../../src/kernel/profile.ts';
import { hex } from '../../src/memory/quantity.ts';
import { type Recording, readRecording } from '../conformance/kernel/recording.ts';
import { boardFromText } from '../helpers/board.ts';
import { recordedBoot } from '../project/against/recorded-log.ts';

const golden = fileURLToPath(new URL('../../../shared/golden/', import.meta.url));
const folders = existsSync(golden)
  ? readdirSync(golden, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !/-(debug|iommu)$/.test(entry.name))
      .map(({ name }) => name)
  : [];

function shown(ranges: readonly IomemRange[]): readonly string[] {
  return ranges.map(({ depth, base, end, name }) => `${' '.repeat(depth)}${hex(base)}-${hex(end)} ${name}`);
}

function iomemOf(regions: string, version: string, arch = 'arm64'): readonly string[] {
  const found = profileFor({ version, arch });
  if (!found.ok) throw new Error(found.problem.message);
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>;
  memory@80000000 { device_type = "memory"; reg = <0x80000000 0x40000000>; };
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; ${regions} };
};`);
  const machine = {
    kernelImage: { base: 0x80200000n, size: 0x1e00000n },
    fdt: { base: 0x88000000n, size: 0x10000n },
  };
  return shown(iomemRanges(bootKernel({ model, profile: found.profile, machine })));
}

const regions = `
  pool@90000000 { reg = <0x90000000 0x800>; no-map; };
  plain@a0000800 { reg = <0xa0000800 0x1000>; };
  dyn { size = <0x100000>; no-map; };`;

describe('iomemRanges', () => {
  it('nests what is reserved, in whole pages, and shows no-map memory beside RAM', () => {
    expect(iomemOf(regions, '6.12')).toEqual([
      '0x80000000-0x90000000 System RAM',
      ' 0x80200000-0x82000000 Kernel image',
      ' 0x88000000-0x88010000 reserved',
      '0x90000000-0x90001000 reserved',
      '0x90001000-0xbff00000 System RAM',
      ' 0xa0000000-0xa0002000 reserved',
      '0xbff00000-0xc0000000 reserved',
      ' 0xbff00000-0xc0000000 reserved',
    ]);
  });

  it('has a hole where 5.10 removes a dynamic no-map region', () => {
    expect(iomemOf(regions, '5.10').at(-2)).toBe('0x90001000-0xbff00000 System RAM');
  });

  it('shows mapped memory only on 32-bit Arm', () => {
    expect(iomemOf(regions, '6.12', 'arm')).toEqual([
      '0x80000000-0x90000000 System RAM',
      ' 0x80200000-0x82000000 Kernel image',
      '0x90000800-0xbff00000 System RAM',
    ]);
  });

  it('spells it otherwise on riscv', () => {
    expect(iomemOf(regions, '6.12', 'riscv')).toContain('0x90000000-0x90001000 Reserved');
  });
});

/** Recordings that show memory cut in several ways. */
const scenarios = [
  'static-basic-0',
  'dyn-mixed-0',
  'edge-sizes-0',
  'memreserve-0',
  'overlap-0',
  'misaligned-0',
];

/** A riscv kernel gives its list up where no-map memory is reserved as well, or ends within a page. */
const lossy = new Set(['memreserve-0', 'misaligned-0']);

interface WithIomem extends Recording {
  readonly iomem?: readonly (readonly [depth: number, base: string, end: string, name: string])[] | null;
}

describe.skipIf(folders.length === 0)('recorded /proc/iomem (skipped without ../shared/golden)', () => {
  it.each(folders)('of Linux %s has the same memory, and all that is reserved', (folder) => {
    for (const scenario of scenarios) {
      const file = `${golden}${folder}/s-${scenario}.json`;
      if (!existsSync(file) || (folder === '6.12-riscv64' && lossy.has(scenario))) continue;
      const recording = readRecording(file) as WithIomem;
      if (recording.iomem === undefined || recording.iomem === null || recording.iomem.length === 0) continue;

      const own = iomemRanges(bootOf(recording));
      const memory = recording.iomem.filter(([depth, , , name]) => depth === 0 && /RAM|eserved/.test(name));
      expect(
        own.filter(({ depth }) => depth === 0).map(({ base, end, name }) => [hex(base), hex(end), name]),
      ).toEqual(memory.map(([, base, end, name]) => [base, end, name]));
      const taken = own.filter(({ depth, name }) => depth === 1 && name !== 'Kernel image');
      for (const range of taken)
        expect(isCovered(range, recording.iomem), `${scenario} ${hex(range.base)}`).toBe(true);
    }
  });
});

/** Whether rows below RAM cover a range between them. */
function isCovered({ base, end }: IomemRange, rows: NonNullable<WithIomem['iomem']>): boolean {
  let at = base;
  for (const [depth, from, to] of rows)
    if (depth > 0 && BigInt(from) <= at && BigInt(to) > at) at = BigInt(to);
  return at >= end;
}

function bootOf(recording: Recording): ReturnType<typeof bootKernel> {
  const { board, request } = recordedBoot(recording);
  const version = recording.kernel.tag.replace(/-.*/, '');
  const found = profileFor({ ...request.kernel, version });
  if (!found.ok) throw new Error(found.problem.message);
  const machine = { ...request.machine, cmdline: recording.machine.cmdline ?? '' };
  return bootKernel({ model: board.model, profile: found.profile, machine });
}
