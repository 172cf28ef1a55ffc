import { describe, expect, it } from 'vitest';
import { boot } from '../../src/kernel/boot.ts';
import type { BootedKernel } from '../../src/kernel/booted-kernel.ts';
import { profileFor } from '../../src/kernel/profile.ts';
import { readKconfig } from '../../src/kernel/profiles/read-kconfig.ts';
import { boardFromText } from '../helpers/board.ts';

const gibibyte = 1n << 30n;

const withNodeAreas = `CONFIG_DMA_CMA=y
CONFIG_DMA_NUMA_CMA=y
CONFIG_NUMA=y
CONFIG_HUGETLB_PAGE=y
CONFIG_CMA_SIZE_MBYTES=64
CONFIG_ZONE_DMA=y`;

interface Options {
  readonly version: string;
  readonly cmdline?: string;
  readonly config?: string;
  /** `numa-node-id` of the second bank; undefined: it has none. */
  readonly second?: number | undefined;
}

/** A board of two banks of 4 GiB, at 4 and 12 GiB, each a memory node. */
function bootNodes({ version, cmdline = '', config, ...options }: Options): BootedKernel {
  const read = config === undefined ? undefined : readKconfig(config);
  const symbols = read?.ok === true ? read.kconfig.symbols : undefined;
  const found = profileFor({ version, config: symbols });
  if (!found.ok) throw new Error(found.problem.message);
  const second = 'second' in options ? options.second : 1;
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <2>; #size-cells = <2>;
  memory@100000000 { device_type = "memory"; reg = <1 0 1 0>; numa-node-id = <0>; };
  memory@300000000 { device_type = "memory"; reg = <3 0 1 0>; ${
    second === undefined ? '' : `numa-node-id = <${second}>;`
  } };
};`);
  const machine = {
    kernelImage: { base: 0x100200000n, size: 0x2000000n },
    fdt: { base: 0x108000000n, size: 0x10000n },
    cmdline,
  };
  return boot({ model, profile: found.profile, machine }).kernel;
}

/** Names of the areas, with the memory node that holds each. */
function areasOf({ cma }: BootedKernel): readonly string[] {
  return cma.map(({ name, base, size }) => {
    const holds = (start: bigint): boolean => base >= start && base + size <= start + 4n * gibibyte;
    return `${name} in ${[4n, 12n].map((at) => at * gibibyte).findIndex(holds)}`;
  });
}

function linesOf({ log }: BootedKernel): readonly string[] {
  return log.map(({ text }) => text).filter((text) => !text.startsWith('OF: '));
}

describe('CMA areas of memory nodes', () => {
  it('come before the default area, one of cma_pernuma= in each node, up to 6.12', () => {
    const old = bootNodes({ version: '6.1', cmdline: 'cma_pernuma=16M' });
    expect(areasOf(old)).toEqual(['pernuma0 in 0', 'pernuma1 in 1', 'reserved in 0']);
    const newer = bootNodes({ version: '6.12', config: withNodeAreas, cmdline: 'cma_pernuma=16M' });
    expect(areasOf(newer)).toEqual(['pernuma0 in 0', 'pernuma1 in 1', 'reserved in 0']);
  });

  it('can be of single nodes from 6.12 on, beside those of all', () => {
    const kernel = bootNodes({
      version: '6.12',
      config: withNodeAreas,
      cmdline: 'cma_pernuma=16M numa_cma=1:32M,3:8M',
    });
    expect(areasOf(kernel)).toEqual(['pernuma0 in 0', 'pernuma1 in 1', 'numa1 in 1', 'reserved in 0']);
    expect(linesOf(kernel)[2]).toMatch(/^cma: Reserved 32 MiB at 0x[0-9a-f]{16} on node 1$/);
    expect(linesOf(kernel)).toContain('cma: invalid node 3 specified');
  });

  it('are as large as the default one on 7.2, unless a parameter says otherwise', () => {
    const kernel = bootNodes({ version: '7.2' });
    expect(kernel.cma.map(({ name, size }) => [name, size >> 20n])).toEqual([
      ['reserved', 32n],
      ['numa0', 32n],
      ['numa1', 32n],
    ]);
    const given = bootNodes({ version: '7.2', cmdline: 'cma_pernuma=16M numa_cma=1:64M' });
    expect(given.cma.map(({ name, size }) => [name, size >> 20n])).toEqual([
      ['reserved', 32n],
      ['numa0', 16n],
      ['numa1', 64n],
    ]);
  });

  it.each([
    ['a part of memory has no node', { second: undefined }],
    ['a node has a number that Linux does not take', { second: 16 }],
    ['numa=off is given', { cmdline: 'numa=off' }],
    ['the kernel is built without NUMA', { config: withNodeAreas.replace('CONFIG_NUMA=y', '') }],
  ])('are none of 7.2 where %s', (_, options) => {
    expect(areasOf(bootNodes({ version: '7.2', ...options }))).toHaveLength(1);
  });

  it('that do not fit are told of, and the boot goes on', () => {
    const kernel = bootNodes({ version: '7.2', cmdline: 'numa_cma=0:6G,1:16M' });
    expect(linesOf(kernel)).toContain('cma: Failed to reserve 6144 MiB');
    expect(linesOf(kernel)).toContain('cma: dma_numa_cma_reserve: reservation failed: err -12, node 0');
    expect(areasOf(kernel)).toContain('numa1 in 1');
  });

  it.each([
    ['4.14', 'cma_pernuma=16M', 'cma_pernuma= has no effect on this kernel: it is too old to know it'],
    ['6.1', 'numa_cma=0:16M', 'numa_cma= has no effect on this kernel: it is too old to know it'],
    [
      '6.12',
      'numa_cma=0:16M',
      'numa_cma= has no effect on this kernel: it is built without CONFIG_DMA_NUMA_CMA',
    ],
    ['4.14', 'hugetlb_cma=1G', 'hugetlb_cma= has no effect on this kernel: it is too old to know it'],
  ])('warns on %s of %s', (version, cmdline, message) => {
    const { commandLine } = bootNodes({ version, cmdline });
    expect(commandLine.problems.map((one) => one.message)).toEqual([`The kernel parameter ${message}.`]);
  });
});

describe('CONFIG_CMDLINE', () => {
  it.each([
    ['', 'cma=8M', 'cma=8M'],
    ['', '', 'cma=4M'],
    ['CONFIG_CMDLINE_EXTEND=y', 'cma=8M', 'cma=8M cma=4M'],
    ['CONFIG_CMDLINE_FORCE=y', 'cma=8M', 'cma=4M'],
  ])('with %s makes of "%s" the command line "%s"', (choice, cmdline, whole) => {
    const config = `${withNodeAreas}\nCONFIG_CMDLINE="cma=4M"\n${choice}`;
    expect(bootNodes({ version: '6.12', config, cmdline }).commandLine.text).toBe(whole);
  });
});

describe('areas for gigantic pages', () => {
  it('are shared out among the nodes in whole gibibytes, until all is reserved', () => {
    const kernel = bootNodes({ version: '6.1', cmdline: 'hugetlb_cma=3G' });
    expect(kernel.cma.map(({ name, size }) => [name, size / gibibyte])).toEqual([
      ['hugetlb0', 2n],
      ['hugetlb1', 1n],
      ['reserved', 0n],
    ]);
    expect(kernel.cma.slice(0, 2).every(({ base }) => base % gibibyte === 0n)).toBe(true);
    expect(linesOf(kernel)).toContain('hugetlb_cma: reserve 3072 MiB, up to 1536 MiB per node');
    expect(linesOf(kernel)).toContain('hugetlb_cma: reserved 2048 MiB on node 0');
  });

  it('are refused where they are smaller than a page', () => {
    const kernel = bootNodes({ version: '5.10', cmdline: 'hugetlb_cma=512M' });
    expect(linesOf(kernel)).toContain('hugetlb_cma: cma area should be at least 1024 MiB');
    expect(areasOf(kernel)).toHaveLength(1);
  });

  it('can be asked for by node, and 7.2 counts their ranges', () => {
    const kernel = bootNodes({ version: '7.2', cmdline: 'hugetlb_cma=1:1G,5:1G numa_cma=0:16M' });
    expect(kernel.cma.map(({ name }) => name)).toEqual(['hugetlb1', 'reserved', 'numa0']);
    expect(linesOf(kernel)).toContain('hugetlb_cma: invalid node 5 specified');
    expect(linesOf(kernel)).toContain('cma: Reserved 1024 MiB in 1 range');
  });
});

describe('an area for gigantic pages that fits nowhere in one piece', () => {
  /**
   * Memory of 7.2 on one node: the kernel in the first GiB, a bank of so many whole GiB at each of the places (GiB), and a GiB
   * behind them, which is no longer whole once the kernel's page tables lie in it.
   */
  function bootBanks(banks: readonly (readonly [at: bigint, size: bigint])[], size: string): BootedKernel {
    const found = profileFor({ version: '7.2' });
    if (!found.ok) throw new Error(found.problem.message);
    const cell = (value: bigint): string => `${value >> 32n} 0x${(value & 0xffffffffn).toString(16)}`;
    const nodes = [...banks, [40n, 1n] as const].map(([at, gibibytes]) => {
      const base = at * gibibyte;
      const reg = `${cell(base)} ${cell(gibibytes * gibibyte)}`;
      return `memory@${base.toString(16)} { device_type = "memory"; reg = <${reg}>; };`;
    });
    const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <2>; #size-cells = <2>;
  memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x40000000>; };
  ${nodes.join('\n')}
};`);
    const machine = {
      kernelImage: { base: 0x40200000n, size: 0x2000000n },
      fdt: { base: 0x48000000n, size: 0x10000n },
      cmdline: `hugetlb_cma=${size}`,
    };
    return boot({ model, profile: found.profile, machine }).kernel;
  }

  function rangesIn({ cma }: BootedKernel): readonly (readonly [bigint, bigint])[] | undefined {
    const ranges = cma.find(({ name }) => name === 'hugetlb0')?.ranges;
    return ranges?.map(({ base, size }) => [base / gibibyte, size / gibibyte] as const);
  }

  it('has two ranges of 7.2, the lower one first, and the second as far as it is needed', () => {
    // 3 GiB fit into neither of 2 GiB at 8 and 2 GiB at 16.
    const kernel = bootBanks(
      [
        [8n, 2n],
        [16n, 2n],
      ],
      '3G',
    );
    expect(rangesIn(kernel)).toEqual([
      [8n, 2n],
      [16n, 1n],
    ]);
    expect(linesOf(kernel)).toContain('cma: Reserved 3072 MiB in 2 ranges');
    expect(kernel.cma.find(({ name }) => name === 'hugetlb0')).toMatchObject({
      isActive: true,
      pageCount: 786_432,
    });
  });

  it('has three in the order in which the list of the kernel has them', () => {
    // By size: (8); 16 before it; 24, which no element is larger than, before the last: 16, 24, 8. By base, one after the other: (16);
    // 24, which 16 is lower than, before it: 24, 16; 8, which none is lower than, before the last: 24, 8, 16.
    const kernel = bootBanks(
      [
        [8n, 2n],
        [16n, 2n],
        [24n, 2n],
      ],
      '5G',
    );
    expect(rangesIn(kernel)).toEqual([
      [24n, 2n],
      [8n, 2n],
      [16n, 1n],
    ]);
    expect(linesOf(kernel)).toContain('cma: Reserved 5120 MiB in 3 ranges');
  });

  it('is none where all of them are too small, and none of them is taken then', () => {
    const kernel = bootBanks(
      [
        [8n, 2n],
        [16n, 2n],
      ],
      '5G',
    );
    expect(linesOf(kernel)).toContain('cma: Failed to reserve 5120 MiB');
    expect(kernel.cma.map(({ name }) => name)).not.toContain('hugetlb0');
    expect(kernel.memblock.overlapsReserved(8n * gibibyte, gibibyte)).toBe(false);
  });
});
