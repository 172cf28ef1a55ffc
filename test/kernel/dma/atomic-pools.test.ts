import { describe, expect, it } from 'vitest';
import { bootKernel } from '../../../src/kernel/boot-kernel.ts';
import { poolOrder } from '../../../src/kernel/dma/atomic-pool-order.ts';
import { AtomicPoolSet } from '../../../src/kernel/dma/atomic-pool-set.ts';
import { createCmaArea } from '../../../src/kernel/dma/create-cma-area.ts';
import { DmaMachine } from '../../../src/kernel/dma/dma-machine.ts';
import { PageAllocator } from '../../../src/kernel/dma/pages/page-allocator.ts';
import { KernelLog } from '../../../src/kernel/log.ts';
import { profileFor } from '../../../src/kernel/profile.ts';
import { boardFromText } from '../../helpers/board.ts';

interface Made {
  readonly pools: AtomicPoolSet;
  readonly lines: readonly string[];
  readonly log: KernelLog;
  readonly pages: PageAllocator;
  allocate(pages: number, noWarn?: boolean): string;
}

function poolsOf(
  version: string,
  cmdline: string,
  memory = '0 0x80000000 0 0x40000000',
  arch = 'arm64',
): Made {
  const found = profileFor({ version, arch });
  if (!found.ok) throw new Error(found.problem.message);
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <2>; #size-cells = <2>;
  memory@80000000 { device_type = "memory"; reg = <${memory}>; };
  dev { compatible = "some,dev"; };
};`);
  const kernel = bootKernel({ model, profile: found.profile, machine: { cmdline } });
  const area = kernel.cma.find(({ isDefault }) => isDefault);
  const log = new KernelLog();
  const pages = new PageAllocator(kernel);
  const pools = new AtomicPoolSet(kernel, {
    area: area === undefined ? undefined : createCmaArea(area, found.profile),
    growthDelay: 1,
    pages: () => pages,
    log,
  });
  const node = model.tree.nodeByPath('/dev');
  if (node === undefined) throw new Error('no device');
  const device = new DmaMachine(kernel).device(node);
  return {
    pools,
    lines: pools.bootLines.map(({ text }) => text),
    log,
    pages,
    allocate(count, noWarn = false) {
      const found = pools.allocateFor(device, count, 'dma', noWarn);
      return typeof found === 'string' ? found : found.chunk.firstPage === undefined ? 'pages' : 'cma';
    },
  };
}

describe('the pools for allocations that must not sleep', () => {
  it('are three of 128 KiB a GiB each, one a zone, on 6.12', () => {
    expect(poolsOf('6.12', 'cma=64M').lines).toEqual([
      'DMA: preallocated 128 KiB GFP_KERNEL pool for atomic allocations',
      'DMA: preallocated 128 KiB GFP_KERNEL|GFP_DMA pool for atomic allocations',
      'DMA: preallocated 128 KiB GFP_KERNEL|GFP_DMA32 pool for atomic allocations',
    ]);
  });

  it('are for zones with memory only on 7.2', () => {
    expect(poolsOf('7.2', 'cma=64M').lines).toEqual([
      'DMA: preallocated 128 KiB GFP_KERNEL|GFP_DMA pool for atomic allocations',
    ]);
    expect(poolsOf('7.2', 'cma=64M', '0 0x80000000 1 0').lines).toEqual([
      'DMA: preallocated 512 KiB GFP_KERNEL pool for atomic allocations',
      'DMA: preallocated 512 KiB GFP_KERNEL|GFP_DMA pool for atomic allocations',
    ]);
  });

  it('are as large as coherent_pool= says, in whole powers of two up to the largest order', () => {
    expect(poolsOf('6.12', 'cma=64M coherent_pool=3M').lines[1]).toContain('preallocated 4096 KiB');
    expect(poolsOf('6.12', 'cma=64M coherent_pool=1G').lines[1]).toContain('preallocated 4096 KiB');
    expect(poolsOf('6.12', 'cma=64M coherent_pool=0').lines[1]).toContain('preallocated 128 KiB');
  });

  it('are one of 256 KiB on 32-bit Arm, of just the size that is asked for', () => {
    const { lines } = poolsOf('6.12', 'cma=64M coherent_pool=3M', undefined, 'arm');
    expect(lines).toEqual(['DMA: preallocated 3072 KiB pool for atomic coherent allocations']);
  });

  it('cannot be made on 32-bit Arm without CMA where no block of pages is as large', () => {
    const { lines, log, allocate } = poolsOf('6.12', 'cma=0 coherent_pool=64M', undefined, 'arm');
    expect(lines).toEqual(['DMA: failed to allocate 65536 KiB pool for atomic coherent allocation']);
    expect(allocate(1)).toBe('no-pool');
    expect(log.lines[0]?.text).toBe('coherent pool not initialised!');
  });

  it('are made of pages where there is no default area', () => {
    const { pages, allocate } = poolsOf('6.12', 'cma=0');
    const before = pages.freePages;
    expect(allocate(1)).toBe('pages');
    expect(pages.freePages).toBe(before);
  });

  it('double after the next operation where one has run low', () => {
    const { pools, allocate } = poolsOf('6.12', 'cma=64M');
    // 32 pages: half of them, then more than the other half.
    expect([allocate(16), allocate(17)]).toEqual(['cma', 'exhausted']);
    pools.tick();
    expect(allocate(17)).toBe('cma');
  });

  it('grow by less where memory has no larger block, and by nothing where it has none', () => {
    const { pages, pools, allocate } = poolsOf('6.12', 'cma=0');
    for (let block = pages.allocate(0, { mayBlock: false }); block; )
      block = pages.allocate(0, { mayBlock: false });
    expect(allocate(32)).toBe('pages');
    pools.tick();
    expect(allocate(1)).toBe('exhausted');
  });

  it.each([
    ['5.10', 'Failed to get suitable pool for dev', true],
    ['6.1', 'DMA pool exhausted for dev', false],
    ['7.2', 'DMA pool exhausted for dev', false],
  ])('are told of when they are empty, on %s with: %s', (version, text, isToldAnyway) => {
    const { log, allocate } = poolsOf(version, 'cma=64M');
    expect(allocate(4096)).toBe('exhausted');
    expect(log.take().map((line) => line.text)).toContain(text);
    expect(allocate(4096, true)).toBe('exhausted');
    expect(log.take().length > 0).toBe(isToldAnyway);
  });
});

describe('dma_guess_pool()', () => {
  const all = { kernel: 'kernel', dma: 'dma', dma32: 'dma32' };

  it('begins with the zone of the flags, and goes down', () => {
    for (const pools of ['by-zone', 'by-populated-zone'] as const) {
      expect(poolOrder(all, undefined, pools)).toEqual(['kernel', 'dma32', 'dma']);
      expect(poolOrder(all, 'dma32', pools)).toEqual(['dma32', 'dma']);
      expect(poolOrder(all, 'dma', pools)).toEqual(['dma']);
    }
  });

  it('stands in for a pool that is missing on 7.2, and asks none for GFP_DMA32 before', () => {
    const withoutDma32 = { ...all, dma32: undefined };
    expect(poolOrder(withoutDma32, 'dma32', 'by-zone')).toEqual([]);
    expect(poolOrder(withoutDma32, 'dma32', 'by-populated-zone')).toEqual(['dma']);
    const onlyDma = { kernel: undefined, dma: 'dma', dma32: undefined };
    expect(poolOrder(onlyDma, undefined, 'by-populated-zone')).toEqual(['dma']);
    const withoutDma = { ...all, dma: undefined };
    expect(poolOrder(withoutDma, 'dma', 'by-zone')).toEqual(['kernel', 'dma32']);
    expect(poolOrder(withoutDma, 'dma', 'by-populated-zone')).toEqual(['dma32']);
  });
});
