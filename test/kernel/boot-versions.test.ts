import { describe, expect, it } from 'vitest';
import { type BootResult, boot } from '../../src/kernel/boot.ts';
import type { MachineRequest } from '../../src/kernel/machine.ts';
import { profileFor } from '../../src/kernel/profile.ts';
import { boardFromText } from '../helpers/board.ts';

const machine: MachineRequest = {
  kernelImage: { base: 0x80200000n, size: 0x1e00000n },
  fdt: { base: 0x88000000n, size: 0x10000n },
};

/** A board of 1 GiB at 0x80000000 with these children of /reserved-memory, on a version of arm64's kernel. */
function bootOn(version: string, regions: string, cmdline = '', others = ''): BootResult {
  const found = profileFor({ version });
  if (!found.ok) throw new Error(found.problem.message);
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>;
  memory@80000000 { device_type = "memory"; reg = <0x80000000 0x40000000>; };
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; ${regions} };
  ${others}
};`);
  return boot({ model, profile: found.profile, machine: { ...machine, cmdline } });
}

function linesOf({ log }: BootResult): readonly string[] {
  return log.map(({ text }) => text).filter((text) => !text.startsWith('cma: Reserved'));
}

function basesOf({ kernel }: BootResult): readonly (string | undefined)[] {
  return kernel.regions.map(({ base }) => base?.toString(16));
}

describe("arm64's default CMA area", () => {
  it('comes before page tables on 4.14, so that its place is exact unless a crash kernel stands there', () => {
    expect(bootOn('4.14', '').kernel.cma).toMatchObject([{ base: 0xbe000000n, exact: true }]);
    expect(bootOn('4.14', '', 'crashkernel=128M').kernel.cma).toMatchObject([{ exact: false }]);
    expect(bootOn('5.10', '').kernel.cma).toMatchObject([{ exact: false }]);
  });
});

describe('a default CMA region beside cma= on the command line', () => {
  const region = `pool@90000000 {
    compatible = "shared-dma-pool"; reusable; linux,cma-default; reg = <0x90000000 0x800000>; };`;
  const bypass = 'Reserved memory: bypass pool@90000000 node, using cmdline CMA params instead';
  const skip = 'Skipping dt linux,cma-default node in favor for "cma=" kernel param.';

  it('is memory that nobody uses on 4.14', () => {
    const result = bootOn('4.14', region, 'cma=16M');
    expect(linesOf(result)).toEqual([bypass]);
    expect(result.kernel.memblock.overlapsReserved(0x90000000n, 1n)).toBe(true);
    expect(result.kernel.cma.map(({ name }) => name)).toEqual(['reserved']);
  });

  it('is given back on 5.10', () => {
    const result = bootOn('5.10', region, 'cma=16M');
    expect(linesOf(result)).toEqual([
      bypass,
      'OF: reserved mem: node pool@90000000 compatible matching fail',
    ]);
    expect(result.kernel.memblock.overlapsReserved(0x90000000n, 1n)).toBe(false);
  });

  it('is never reserved on 7.2, which says so in the early scan and in the late pass', () => {
    const result = bootOn('7.2', region, 'cma=16M');
    expect(linesOf(result)).toEqual([skip, skip]);
    expect(result.kernel.memblock.overlapsReserved(0x90000000n, 1n)).toBe(false);
    expect(result.kernel.table.entries).toEqual([]);
    expect(result.kernel.regions[0]).toMatchObject({ state: 'failed', reason: skip });
  });

  it('is never placed on 7.2 where it is dynamic', () => {
    const dynamic = region.replace('reg = <0x90000000 0x800000>', 'size = <0x800000>');
    const result = bootOn('7.2', dynamic, 'cma=16M');
    expect(linesOf(result)).toEqual([skip]);
    expect(basesOf(result)).toEqual([undefined]);
    expect(basesOf(bootOn('7.2', dynamic))).toEqual(['bf800000']);
  });
});

describe('Linux 4.14', () => {
  it('takes no-map regions out of memory, whatever is reserved there', () => {
    const { kernel } = bootOn('4.14', 'over@80200000 { no-map; reg = <0x80200000 0x100000>; };');
    expect(kernel.memblock.overlapsMemory(0x80200000n, 0x100000n)).toBe(false);
    expect(kernel.regions[0]?.state).toBe('reserved');
  });

  it('leaves a dynamic no-map region in the list of reservations too', () => {
    const { kernel } = bootOn('4.14', 'fw { no-map; size = <0x100000>; };');
    expect(kernel.memblock.overlapsMemory(0xbff00000n, 0x100000n)).toBe(false);
    expect(kernel.memblock.overlapsReserved(0xbff00000n, 0x100000n)).toBe(true);
    const later = bootOn('5.10', 'fw { no-map; size = <0x100000>; };').kernel;
    expect(later.memblock.overlapsReserved(0xbff00000n, 0x100000n)).toBe(false);
  });

  it('looks at the lower bound of a range only when it has found a place', () => {
    const taken = 'top@90800000 { reg = <0x90800000 0xf800000>; };';
    const ranged = 'low { size = <0x1000000>; alloc-ranges = <0x90000000 0x10000000>; };';
    expect(basesOf(bootOn('5.10', ranged))).toEqual(['9f000000']);
    expect(basesOf(bootOn('4.14', ranged))).toEqual(['9f000000']);
    expect(linesOf(bootOn('4.14', taken + ranged))).toContain(
      "OF: reserved mem: failed to allocate memory for node 'low'",
    );
  });

  it('begins a dynamic region without alignment at a cache line of 128 bytes', () => {
    const odd = 'odd { size = <0x1040>; };';
    expect(basesOf(bootOn('4.14', odd))).toEqual(['bfffef80']);
    expect(basesOf(bootOn('5.10', odd))).toEqual(['bfffefc0']);
  });

  it('has a table of 32 regions', () => {
    const many = Array.from(
      { length: 34 },
      (_, index) =>
        `r@${(0x90000000 + index * 0x1000).toString(16)} { reg = <0x${(0x90000000 + index * 0x1000).toString(16)} 0x1000>; };`,
    );
    const result = bootOn('4.14', many.join('\n'));
    expect(linesOf(result)).toEqual([
      'OF: reserved mem: not enough space all defined regions.',
      'OF: reserved mem: not enough space all defined regions.',
    ]);
    expect(result.kernel.table.entries).toHaveLength(32);
  });

  it('keeps what its hooks refuse, and does not say that they do', () => {
    const result = bootOn(
      '4.14',
      'c@90100000 { compatible = "shared-dma-pool"; reusable; reg = <0x90100000 0x200000>; };',
    );
    expect(linesOf(result)).toEqual(['Reserved memory: incorrect alignment of CMA region']);
    expect(result.kernel.memblock.overlapsReserved(0x90100000n, 0x200000n)).toBe(true);
  });

  it('gives -EINVAL to a device whose region is disabled', () => {
    const region = 'off: off@90000000 { status = "disabled"; no-map; reg = <0x90000000 0x1000>; };';
    const device = 'soc { dev@0 { compatible = "some,dev"; memory-region = <&off>; }; };';
    const result = (version: string): unknown =>
      bootOn(version, region, '', device).devices[0]?.assignments[0]?.result;
    expect(result('4.14')).toBe(-22);
    expect(result('5.10')).toBe(0);
  });

  it('has one DMA zone of the first 4 GiB, whatever dma-ranges say', () => {
    const bus =
      'soc { #address-cells = <1>; #size-cells = <1>; ranges; dma-ranges = <0 0x80000000 0x10000000>; };';
    const dmaEnd = (version: string): bigint => bootOn(version, '', '', bus).kernel.zones.dmaEnd;
    expect(dmaEnd('4.14')).toBe(0xc0000000n);
    expect(dmaEnd('6.12')).toBe(0x90000000n);
  });
});

describe('sorting on 4.14', () => {
  it('leaves equal regions in the order of the textbook heap', () => {
    const four = ['a', 'b', 'c', 'd'].map((name) => `${name} { size = <0x100000>; };`).join('\n');
    expect(bootOn('4.14', four).kernel.table.entries.map(({ name }) => name)).toEqual(['b', 'c', 'd', 'a']);
  });
});
