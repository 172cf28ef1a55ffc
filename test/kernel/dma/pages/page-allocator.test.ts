import { describe, expect, it } from 'vitest';
import { bootKernel } from '../../../../src/kernel/boot-kernel.ts';
import type { BootedKernel } from '../../../../src/kernel/booted-kernel.ts';
import type { Gfp } from '../../../../src/kernel/dma/gfp.ts';
import { PageAllocator } from '../../../../src/kernel/dma/pages/page-allocator.ts';
import { profileFor } from '../../../../src/kernel/profile.ts';
import { boardFromText } from '../../../helpers/board.ts';

const mebibyte = 1 << 20;
const gibibyte = 1 << 30;

const mayWait: Gfp = { mayBlock: true };
const mayNotWait: Gfp = { mayBlock: false };

interface Board {
  readonly version?: string;
  readonly arch?: string;
  /** Two cells a number. */
  readonly memory?: string;
  readonly regions?: string;
  readonly cmdline?: string;
  readonly config?: ReadonlyMap<string, string>;
}

function boot({
  version = '6.12',
  arch = 'arm64',
  memory,
  regions = '',
  cmdline = 'cma=0',
  config,
}: Board): BootedKernel {
  const found = profileFor({ version, arch, config });
  if (!found.ok) throw new Error(found.problem.message);
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <2>; #size-cells = <2>;
  memory@80000000 { device_type = "memory"; reg = <${memory ?? '0 0x80000000 0 0x40000000'}>; };
  reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; ${regions} };
};`);
  return bootKernel({ model, profile: found.profile, machine: { cmdline } });
}

function managed(kernel: BootedKernel): Record<string, number> {
  const { zones } = new PageAllocator(kernel);
  const mebibytes = (pages: number): number =>
    Math.round((pages * kernel.profile.config.pageSize) / mebibyte);
  return Object.fromEntries(zones.map(({ name, managedPages }) => [name, mebibytes(managedPages)]));
}

/** How often this can be allocated until there is nothing left. */
function countUntilEmpty(allocate: () => unknown): number {
  let count = 0;
  while (allocate() !== undefined) count++;
  return count;
}

describe('the page allocator', () => {
  it('has what memblock left: less by each region, and by each CMA area, whose pages can be moved only', () => {
    const bare = managed(boot({})).DMA ?? 0;
    const region = 'r@90000000 { no-map; reg = <0 0x90000000 0 0x6400000>; };';
    const area =
      'c@90000000 { compatible = "shared-dma-pool"; reusable; reg = <0 0x90000000 0 0x6400000>; };';
    expect(managed(boot({ regions: region })).DMA).toBe(bare - 100);
    expect(managed(boot({ regions: area })).DMA).toBe(bare - 100);
    expect(managed(boot({ cmdline: 'cma=64M' })).DMA).toBe(bare - 64);
  });

  it('gets the pages of a CMA area that cannot be activated from 6.1 on', () => {
    // Across the end of the DMA zone, which dma-ranges put at 0xa0000000.
    const board = {
      memory: '0 0x80000000 1 0x40000000',
      regions: 'c@f0000000 { compatible = "shared-dma-pool"; reusable; reg = <0 0xf0000000 0 0x20000000>; };',
    };
    const sum = (version: string): number =>
      Object.values(managed(boot({ ...board, version }))).reduce((all, one) => all + one, 0);
    expect(sum('6.1') - sum('5.10')).toBeGreaterThan(500);
  });

  it('has a zone below 4 GiB and one above on arm64', () => {
    const zones = managed(boot({ memory: '0 0x80000000 1 0x40000000' }));
    expect(Object.keys(zones)).toEqual(['DMA', 'Normal']);
    expect(zones.Normal).toBeGreaterThan(2800);
    expect(zones.DMA).toBeLessThan(2048);
  });

  it('keeps highmem of 32-bit Arm for those who ask for it', () => {
    const kernel = boot({ arch: 'arm', memory: '0 0x80000000 0 0x60000000', config: highmemConfig });
    const pages = new PageAllocator(kernel);
    expect(pages.zones.map(({ name }) => name)).toEqual(['DMA', 'HighMem']);
    expect(pages.allocate(0, { mayBlock: true, highmem: true })?.zone).toBe('HighMem');
    expect(pages.allocate(0, mayWait)?.zone).toBe('DMA');
  });

  it('goes down the zones: the highest first, GFP_DMA no further than the lowest', () => {
    const pages = new PageAllocator(boot({ memory: '0 0x80000000 0 0xc0000000' }));
    expect(pages.allocate(3, mayWait)?.zone).toBe('Normal');
    expect(pages.allocate(3, { mayBlock: true, zone: 'dma' })?.zone).toBe('DMA');
    const normal = countUntilEmpty(() => {
      const block = pages.allocate(10, mayWait);
      return block?.zone === 'Normal' ? block : undefined;
    });
    expect(normal).toBeGreaterThan(100);
    expect(pages.allocate(10, mayWait)?.zone).toBe('DMA');
  });

  it('takes GFP_DMA32 out of a DMA zone, which arm64 has below 4 GiB already', () => {
    const pages = new PageAllocator(boot({}));
    expect(pages.allocate(0, { mayBlock: true, zone: 'dma32' })?.zone).toBe('DMA');
  });

  it('says what is missing: an order that is never given, or memory', () => {
    const pages = new PageAllocator(boot({}));
    expect(pages.allocate(11, mayWait)).toBeUndefined();
    expect(pages.shortage(11, mayWait).cause).toBe('order-too-large');

    countUntilEmpty(() => pages.allocate(10, mayWait));
    countUntilEmpty(() => pages.allocate(0, mayWait));
    const shortage = pages.shortage(0, mayWait);
    const [zone] = shortage.zones;
    expect(shortage.cause).toBe('exhausted');
    expect(zone?.freePages).toBe(zone?.keptPages);
    expect(zone?.keptPages).toBeGreaterThan(500);
    // Who cannot wait may go further down.
    expect(pages.allocate(0, mayNotWait)).toBeDefined();
  });

  it('is fragmented where only every second page is free', () => {
    const pages = new PageAllocator(boot({}));
    const blocks = [];
    for (let block = pages.allocate(0, mayWait); block; block = pages.allocate(0, mayWait))
      blocks.push(block);
    for (const block of blocks) if (block.pfn % 2 === 0) pages.free(block);
    expect(pages.allocate(0, mayWait)).toBeDefined();
    // What the watermark keeps is still in larger pieces.
    expect(pages.allocate(10, mayWait)).toBeUndefined();
    expect(pages.shortage(10, mayWait).cause).toBe('fragmented');
  });

  it('keeps five of eight pages for five that are split, and frees the others', () => {
    const pages = new PageAllocator(boot({}));
    const before = pages.freePages;
    const run = pages.allocateExact(5, mayWait);
    expect(run?.pages).toBe(5);
    expect(before - pages.freePages).toBe(5);
    expect(run === undefined ? false : pages.freeRun(run)).toBe(true);
    expect(pages.freePages).toBe(before);
    expect(run === undefined ? true : pages.freeRun(run)).toBe(false);
  });

  it('takes little time to make, and about constant time for each page of 64 GiB', () => {
    const kernel = boot({ memory: '0 0x80000000 16 0' });
    const start = process.cpuUsage();
    const pages = new PageAllocator(kernel);
    expect(pages.freePages * 4096).toBeGreaterThan(60 * gibibyte);
    const blocks = Array.from({ length: 200_000 }, () => pages.allocate(0, mayWait));
    for (const block of blocks) if (block !== undefined) pages.free(block);
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(3);
  });
});

const highmemConfig: ReadonlyMap<string, string> = new Map([
  ['HIGHMEM', 'y'],
  ['ZONE_DMA', 'y'],
]);
