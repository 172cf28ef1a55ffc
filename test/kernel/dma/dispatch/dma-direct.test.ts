import { describe, expect, it } from 'vitest';
import { dmaAttr } from '../../../../src/kernel/dma/dma-attrs.ts';
import { gfpAtomic, gfpKernel } from '../../../../src/kernel/dma/gfp.ts';
import { bootBoard } from './dispatch-board.ts';

const kib = 1024;
const mebibyte = 1 << 20;
const atomic = { gfp: gfpAtomic };

describe('dma-direct, the worked examples of spec 05 §11', () => {
  // arm64 6.12, a device that is not coherent, masks of 32 bits, a default CMA area of 64 MiB, no pool.

  it('takes two pages of the default area for a page and a byte, and none for a page', () => {
    const { request, from } = bootBoard();
    // 0x1001 rounds to 0x2000: more than PAGE_SIZE, so dma_alloc_contiguous() asks the default area for 2 pages.
    expect(request(0x1001)).toMatchObject({ from: 'default-cma', pages: 2 });
    // One page is not more than PAGE_SIZE: alloc_pages(order 0).
    expect(from(0x1000)).toBe('pages');
  });

  it('takes 1280 pages for 5 MiB, at a multiple of 256', () => {
    const { request } = bootBoard({ options: { defaultAreaTaken: [[0, 5]] } });
    // order 11 is capped by CONFIG_CMA_ALIGNMENT 8; the first multiple of 256 at or above page 5 is 256 (the area's base is
    // aligned to more).
    expect(request(5 * mebibyte)).toMatchObject({ from: 'default-cma', pages: 1280, firstPage: 256 });
  });

  it('takes an atomic pool where the caller may not sleep, and nothing for 8 MiB once CMA is full', () => {
    const { from, machine } = bootBoard();
    expect(from(0x1000, atomic)).toBe('atomic-pool');
    machine.defaultArea?.bitmap.take(0, machine.defaultArea.pageCount);
    // order 11 > MAX_PAGE_ORDER 10.
    expect(from(8 * mebibyte)).toBe('no-hole');
    expect(from(4 * mebibyte)).toBe('pages');
  });

  it('asks the page allocator for a coherent device that may not sleep', () => {
    // No mapping anew is needed, so no atomic pool.
    const { from } = bootBoard({ device: 'dma-coherent;' });
    expect(from(0x1000, atomic)).toBe('pages');
  });

  it('gives back an area that the bus does not reach, and asks the page allocator', () => {
    // dma-ranges: 0 is 0x80000000, 1 GiB of it; the area at 0xc0000000 has no device address.
    const { from, machine } = bootBoard({
      bus: 'dma-ranges = <0x0 0x80000000 0x40000000>;',
      device: 'memory-region = <&pool>;',
      regions:
        'pool: pool@c0000000 { compatible = "shared-dma-pool"; reusable; reg = <0xc0000000 0x1000000>; };',
    });
    expect(from(64 * kib)).toBe('pages');
    expect(machine.areas.map(({ bitmap }) => bitmap.takenCount)[0]).toBe(0);
  });
});

describe('dma-direct', () => {
  it('gives 8 pages for 5, which nobody else gets', () => {
    // __dma_direct_alloc_pages() keeps what is over of the power of two.
    expect(bootBoard({ cmdline: 'cma=0' }).request(5 * 4096)).toMatchObject({ from: 'pages', pages: 8 });
  });

  it('has no area for callers that may not sleep, and none but its own for a device that has one', () => {
    const board = {
      device: 'memory-region = <&pool>; dma-coherent;',
      regions:
        'pool: pool@90000000 { compatible = "shared-dma-pool"; reusable; reg = <0x90000000 0x400000>; };',
    };
    const { from } = bootBoard(board);
    expect(from(4096)).toBe('cma');
    expect(from(4096, atomic)).toBe('pages');
    // 4 MiB do not fit beside one page; the default area is not asked (spec 06 §3.2), the page allocator is.
    expect(from(4 * mebibyte)).toBe('pages');
  });

  it('maps nothing with DMA_ATTR_NO_KERNEL_MAPPING, so that no atomic pool is needed', () => {
    const noMapping = { attrs: dmaAttr.noKernelMapping };
    const { from } = bootBoard();
    expect(from(8192, noMapping)).toBe('default-cma');
    expect(from(8192, { ...noMapping, ...atomic })).toBe('pages');
  });

  it('refuses __GFP_COMP from 6.12 on, once with a warning', () => {
    const compound = { gfp: { mayBlock: true, compound: true } };
    const { from, machine } = bootBoard();
    expect([from(8192, compound), from(8192, compound)]).toEqual(['not-supported', 'not-supported']);
    expect(machine.log.lines.filter(({ text }) => text.startsWith('WARNING'))).toHaveLength(1);
    expect(bootBoard({ version: '6.1' }).from(8192, compound)).toBe('default-cma');
  });

  it('warns once of a mask of 0, and goes on with the limit of the bus alone', () => {
    // min_not_zero(0, 0) is 0: phys_limit 0 <= zone_dma_limit chooses GFP_DMA, and no page is below 0.
    const { device, from, machine } = bootBoard();
    device.setCoherentMask(0n);
    expect([from(4096), from(4096)]).toEqual(['no-pages', 'no-pages']);
    expect(machine.log.lines.filter(({ text }) => text.startsWith('WARNING'))).toHaveLength(1);
  });

  it('gives nothing for a size of 0', () => {
    // PAGE_ALIGN(0) is 0, of which get_order() is 52.
    expect(bootBoard().from(0)).toBe('no-pages');
    expect(bootBoard().from(0, atomic)).toBe('no-pages');
  });

  it('takes a page as far down as the mask asks, or none', () => {
    // Memory begins at 0x80000000: 31 bits reach nothing.
    const { device, from } = bootBoard({ device: 'dma-coherent;' });
    device.setMasks(0x7fffffffn);
    expect(from(4096)).toBe('no-pages');
    device.setMasks(0xffffffffn);
    expect(from(4096)).toBe('pages');
  });

  it('gives a restricted pool and nothing else, from 6.1 on', () => {
    const board = {
      device: 'memory-region = <&pool>;',
      regions: 'pool: pool@90000000 { compatible = "restricted-dma-pool"; reg = <0x90000000 0x400000>; };',
    };
    const { from } = bootBoard(board);
    expect([from(4096), from(4096, atomic), from(256 * kib)]).toEqual([
      'restricted',
      'restricted',
      'restricted',
    ]);
    // 256 KiB is the most that one request gets.
    expect(from(256 * kib + 1)).toBe('no-hole');
    expect(bootBoard({ ...board, version: '5.10' }).from(4096)).toBe('pages');
  });

  it('goes on to the areas of the memory node for 64-bit devices alone', () => {
    const board = {
      cmdline: 'cma=64M cma_pernuma=16M numa_cma=0:8M',
      config: new Map([
        ['ARM64_4K_PAGES', 'y'],
        ['DMA_CMA', 'y'],
        ['NUMA', 'y'],
        ['DMA_NUMA_CMA', 'y'],
        ['HUGETLB_PAGE', 'y'],
        ['ZONE_DMA', 'y'],
        ['ZONE_DMA32', 'y'],
      ]),
      device: 'numa-node-id = <0>;',
    };
    const { device, machine, request } = bootBoard(board);
    const areaOf = (size: number): string | undefined => {
      const buffer = request(size);
      return typeof buffer === 'string' ? buffer : buffer.pool?.name;
    };
    expect(machine.areas.map(({ name }) => name).sort()).toEqual(['numa0', 'pernuma0', 'reserved']);
    // A limit up to 32 bits asks for GFP_DMA, and then no node's area is asked.
    expect(areaOf(8192)).toBe('reserved');
    device.setMasks((1n << 64n) - 1n);
    expect(areaOf(8192)).toBe('pernuma0');
    // 16 MiB less two pages do not hold 16 MiB; numa0 has 8.
    expect(areaOf(16 * mebibyte)).toBe('reserved');
    expect(areaOf(4096)).toBeUndefined();
  });

  it('refuses devices that are not coherent where nothing can be mapped anew', () => {
    // riscv without CONFIG_DMA_DIRECT_REMAP.
    const board = {
      arch: 'riscv',
      device: 'dma-noncoherent;',
      config: new Map([['ZONE_DMA32', 'y']]),
    } as const;
    expect(bootBoard(board).from(4096)).toBe('not-supported');
    expect(bootBoard({ ...board, device: '' }).from(4096)).toBe('pages');
  });
});

describe('dma_alloc_pages()', () => {
  it('does not ask the pool of the device', () => {
    const { from } = bootBoard({
      device: 'memory-region = <&pool>;',
      regions:
        'pool: pool@90000000 { compatible = "shared-dma-pool"; no-map; reg = <0x90000000 0x400000>; };',
    });
    expect(from(8192)).toBe('coherent');
    expect(from(8192, { call: 'pages' })).toBe('default-cma');
    expect(from(8192, { call: 'pages', gfp: gfpAtomic })).toBe('pages');
  });
});

describe('the global pool', () => {
  const regions =
    'pool@90000000 { compatible = "shared-dma-pool"; no-map; linux,dma-default; reg = <0x90000000 0x10000>; };';
  const config = new Map([
    ['ZONE_DMA32', 'y'],
    ['DMA_DECLARE_COHERENT', 'y'],
    ['DMA_GLOBAL_POOL', 'y'],
  ]);

  it('is all that devices get that are not coherent, from 6.1 on', () => {
    const board = { arch: 'riscv', regions, config, device: 'dma-noncoherent;' } as const;
    const { at, from } = bootBoard(board);
    expect(at(5 * 4096)).toEqual([0x90000000n, 0x90000000n]);
    // 5 pages take 8 of 16; 8 more are left, and then nothing.
    expect(at(8 * 4096)).toEqual([0x90008000n, 0x90008000n]);
    expect(from(1)).toBe('no-hole');
    expect(bootBoard({ ...board, device: '' }).from(4096)).toBe('pages');
  });

  it('takes memory back', () => {
    const { machine, request, from } = bootBoard({
      arch: 'riscv',
      regions,
      config,
      device: 'dma-noncoherent;',
    });
    const buffer = request(0x10000);
    expect(from(1)).toBe('no-hole');
    if (typeof buffer !== 'string') machine.free(buffer);
    expect(from(1)).toBe('global-coherent');
  });

  it('is nobody’s where the kernel is not configured for it', () => {
    expect(bootBoard({ regions, device: '' }).from(8192)).toBe('default-cma');
  });
});

describe('the path of an allocation', () => {
  it('lists each test with its answer and the kernel function', () => {
    expect(bootBoard().path(8192)).toEqual([
      'dma_alloc_attrs() the coherent mask is 0: no',
      'dma_alloc_attrs() gfp has __GFP_COMP: no',
      'dma_alloc_from_dev_coherent() the device has a coherent pool: no',
      'dma_alloc_attrs() the device is behind an IOMMU: no',
      'dma_direct_alloc_no_mapping() attrs have DMA_ATTR_NO_KERNEL_MAPPING, and it has no restricted pool: no',
      'dma_direct_alloc() the size is 0 in pages: no',
      'dma_direct_alloc() the device is not coherent, and the caller may not sleep, and it has no restricted pool: no',
      'alloc_pages() the size is 0 in pages: no',
      'swiotlb_alloc() the device has a restricted pool: no',
      'dma_alloc_contiguous() the caller may sleep, and the device has a CMA area of its own: no',
      'dma_alloc_contiguous() the caller may sleep, and it has no CMA area of its own, and the size is more than a page, and there is a default CMA area: yes: default CMA area',
      expect.stringMatching(/^dma_alloc_contiguous\(\) default CMA area: page \d+$/),
    ]);
  });

  it('carries what the tests looked at', () => {
    const { machine, device } = bootBoard();
    const steps: unknown[] = [];
    const path = { step: (step: unknown): void => void steps.push(step) };
    machine.allocate(device, { size: 4096, gfp: gfpKernel, attrs: 0, call: 'attrs' }, path);
    expect(steps[0]).toEqual({
      test: 'the coherent mask is 0',
      operands: { coherentMask: 0xffffffffn },
      answer: 'no',
      source: 'dma_alloc_attrs()',
    });
  });
});
