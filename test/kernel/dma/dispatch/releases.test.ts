import { describe, expect, it } from 'vitest';
import { DmaApi } from '../../../../src/kernel/dma/api/dma-api.ts';
import { type Buffer, physOf } from '../../../../src/kernel/dma/buffer.ts';
import type { DmaRequest } from '../../../../src/kernel/dma/dispatch/ask.ts';
import { gfpAtomic } from '../../../../src/kernel/dma/gfp.ts';
import { type Asked, bootBoard } from './dispatch-board.ts';

const atomic = { gfp: gfpAtomic } as const;
const withoutCma = 'cma=0';

function got(asked: Asked, size: number, more?: Partial<DmaRequest>): Buffer {
  const buffer = asked.request(size, more);
  if (typeof buffer === 'string') throw new Error(buffer);
  return buffer;
}

/** Free pages after a buffer of 16 pages was freed as if it had `size` bytes, less those before it was allocated. */
function lostPages(asked: Asked, says: { readonly size: number; readonly offset?: number }): number {
  const { pages } = asked.machine;
  const before = pages.freePages;
  const buffer = got(asked, 0x10000);
  expect([buffer.from, pages.freePages]).toEqual(['pages', before - 16]);
  asked.machine.free(buffer, says);
  return before - pages.freePages;
}

describe('pages that are freed with another size', () => {
  const direct = (): Asked => bootBoard({ version: '6.12', cmdline: withoutCma });

  it('go in the power of two of pages that the size has; what is over nobody frees', () => {
    expect(lostPages(direct(), { size: 0x10000 })).toBe(0);
    // 9 pages are of order 4 as well, 8 of order 3.
    expect(lostPages(direct(), { size: 0x9000 })).toBe(0);
    expect(lostPages(direct(), { size: 0x8000 })).toBe(8);
    expect(lostPages(direct(), { size: 1 })).toBe(15);
  });

  it('are all lost with a larger size, or from a page in the middle', () => {
    expect(lostPages(direct(), { size: 0x11000 })).toBe(16);
    expect(lostPages(direct(), { size: 0x1000, offset: 0x1000 })).toBe(16);
  });

  it("go page by page with 32-bit Arm's own operations, from wherever it is", () => {
    const arm = (): Asked =>
      bootBoard({ arch: 'arm', version: '5.10', cmdline: withoutCma, memory: '0x80000000 0x20000000' });
    expect(lostPages(arm(), { size: 0x9000 })).toBe(7);
    expect(lostPages(arm(), { size: 0x3000, offset: 0x1000 })).toBe(13);
  });
});

describe("an atomic pool's pages that are freed with another size", () => {
  it('stay taken where the size leaves them out', () => {
    const asked = bootBoard({ version: '4.14', cmdline: withoutCma });
    // The one pool has 64 pages.
    const buffer = got(asked, 64 * 4096, atomic);
    asked.machine.free(buffer, { size: 32 * 4096 });
    expect([asked.from(33 * 4096, atomic), asked.from(32 * 4096, atomic)]).toEqual([
      'no-hole',
      'atomic-pool',
    ]);
  });

  it('are not the pool’s where the size runs beyond its end: all stay taken', () => {
    const asked = bootBoard({ version: '4.14', cmdline: withoutCma });
    asked.machine.free(got(asked, 64 * 4096, atomic), { size: 65 * 4096 });
    expect(asked.from(4096, atomic)).toBe('no-hole');
  });
});

describe('pages of a CMA area that are freed with a size that runs beyond its end', () => {
  const region =
    'pool: pool@90000000 { compatible = "shared-dma-pool"; reusable; reg = <0x90000000 0x400000>; };';

  it('are released as far as they go up to 6.12, and not at all on 7.2', () => {
    const usedAfter = (version: string): number => {
      const asked = bootBoard({ version, regions: region, device: 'memory-region = <&pool>;' });
      const buffer = got(asked, 0x400000);
      asked.machine.free(buffer, { size: 0x401000 });
      return 1024 - (asked.device.cmaArea?.bitmap.freeCount ?? 0);
    };
    expect([usedAfter('6.12'), usedAfter('7.2')]).toEqual([0, 1024]);
  });
});

describe("swiotlb_alloc_coherent() of arm64's own operations", () => {
  /** 2 GiB from 0x80000000 on, no CMA, and a device that reaches 0x80000000 to 0x83ffffff. */
  const board = (slots: number): Asked => {
    const asked = bootBoard({ version: '4.14', cmdline: withoutCma, device: 'dma-coherent;' });
    new DmaApi(asked.machine, {
      bouncePool: slots === 0 ? 'none' : { base: 0x82000000n, slots, areas: 1 },
    });
    return asked;
  };

  it('takes bounce slots where the page allocator has nothing left, and gives them back', () => {
    const asked = board(128);
    while (asked.machine.pages.allocate(0, { mayBlock: true, zone: 'dma' }) !== undefined);
    const first = got(asked, 0x8000);
    expect([first.from, physOf(first)]).toEqual(['bounce', 0x82000000n]);
    expect([asked.from(0x38000), asked.from(0x1000)]).toEqual(['bounce', 'no-pages']);
    expect(asked.machine.log.lines.map(({ text }) => text)).toEqual([
      'platform soc:dev@0: swiotlb buffer is full (sz: 4096 bytes)',
      'swiotlb: coherent allocation failed for device soc:dev@0 size=4096',
    ]);
    asked.machine.free(first);
    expect(asked.from(0x1000)).toBe('bounce');
  });

  it('gives back slots that the device does not reach, and says where they were', () => {
    const asked = board(128);
    asked.device.setCoherentMask(0xffffffn);
    expect(asked.from(0x1000)).toBe('no-pages');
    expect(asked.machine.log.lines.map(({ text }) => text)).toEqual([
      'hwdev DMA mask = 0x0000000000ffffff, dev_addr = 0x0000000082000000',
      'swiotlb: coherent allocation failed for device soc:dev@0 size=4096',
    ]);
  });
});

describe('coherent memory behind an IOMMU', () => {
  const iommu = {
    bus: 'smmu: iommu@1000000 { compatible = "arm,smmu-v3"; reg = <0x1000000 0x20000>; #iommu-cells = <1>; };',
    device: 'iommus = <&smmu 1>; dma-coherent;',
  } as const;

  it('is pages of any place in one piece for a caller that may not sleep, whatever the mask', () => {
    const asked = bootBoard({ version: '6.12', ...iommu });
    asked.device.setCoherentMask(0xffffffn);
    const buffer = got(asked, 0x3000, atomic);
    expect([buffer.from, buffer.pages, buffer.isUnplaced, buffer.iova]).toEqual([
      'pages',
      4,
      undefined,
      0xffc000n,
    ]);
  });
});

describe("32-bit Arm's own operations without an MMU", () => {
  const config = new Map([['CPU_V7M', 'y']]);

  it('take pages for everybody before 4.13', () => {
    const behaviours = { armOrder: 'simple-pool-remap-cma' } as const;
    const old = bootBoard({ arch: 'arm', version: '4.14', config, behaviours });
    expect([old.from(8192), old.from(8192, atomic)]).toEqual(['pages', 'pages']);
    expect(bootBoard({ arch: 'arm', version: '4.14', config }).from(8192)).toBe('no-pages');
  });
});

describe('dma_alloc_pages()', () => {
  it('refuses flags of a zone', () => {
    const asked = bootBoard({ version: '5.10' });
    const gfp = { mayBlock: true, zone: 'dma' } as const;
    expect(asked.from(8192, { call: 'pages', gfp })).toBe('not-supported');
    expect(asked.from(8192, { call: 'pages' })).toBe('default-cma');
  });
});
