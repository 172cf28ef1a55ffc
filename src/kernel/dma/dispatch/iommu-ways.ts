import { type Buffer, physOf } from '../buffer.ts';
import { getOrder } from '../get-order.ts';
import type { PageBlock } from '../pages/page-allocator.ts';
import type { Ask } from './ask.ts';
import { denied, type MemoryWay } from './dispatch-rule.ts';
import { release } from './release.ts';

/** Whole pages in a row, to be mapped by an IOMMU. */
export interface IommuRun {
  readonly phys: bigint;
  readonly bytes: number;
}

/** What dma_alloc_attrs() needs of the IOMMU that a device is behind (`DmaDevice.iommu`). */
export interface CoherentIommu {
  /**
   * One block of IOVA for these runs, one behind the other, none of it above `limit` (coherent_dma_mask); undefined: none is left
   * (iommu_dma_alloc_iova(), iommu_map()).
   */
  mapRuns(runs: readonly IommuRun[], limit: bigint): bigint | undefined;
  /** __iommu_dma_unmap(). */
  unmapPage(iova: bigint, size: number): void;
}

/**
 * A way whose memory gets an IOVA, and is given back where there is none (__iommu_dma_map()). dma_alloc_pages() maps as streaming
 * does, below the device's other mask.
 */
export function mapped(way: MemoryWay, mask: 'coherent' | 'streaming' = 'coherent'): MemoryWay {
  return {
    ...way,
    name: `${way.name}, mapped by the IOMMU`,
    take(ask) {
      const found = way.take(ask);
      if ('kind' in found) return found;
      const bytes = ask.pages * ask.memory.pageSize;
      return withIova(ask, found, [{ phys: physOf(found), bytes }], mask);
    },
  };
}

/** __iommu_dma_alloc_pages(): pieces as large as the request has room for, each a power of two, in one IOVA; never out of CMA. */
export const scatteredPages: MemoryWay = {
  kind: 'memory',
  name: 'pages of any place, mapped by the IOMMU',
  take(ask) {
    const blocks = scatter(ask);
    if (blocks === undefined) return denied('no-pages');

    const { pageSize } = ask.memory;
    const buffer = ask.buffer({ from: 'iommu', pages: ask.pages, blocks });
    return withIova(
      ask,
      buffer,
      blocks.map(({ pfn, order }) => ({
        phys: BigInt(pfn) * BigInt(pageSize),
        bytes: 2 ** order * pageSize,
      })),
    );
  },
};

function scatter({ pages, memory, request }: Ask): readonly PageBlock[] | undefined {
  const blocks: PageBlock[] = [];
  let largest = memory.kernel.profile.config.maxPageOrder;
  for (let left = pages; left > 0; ) {
    largest = Math.min(largest, left === 1 ? 0 : getOrder(left + 1, 1) - 1);
    const block = memory.pages.allocate(largest, { mayBlock: request.gfp.mayBlock, highmem: true });
    if (block !== undefined) {
      blocks.push(block);
      left -= 2 ** block.order;
    } else if (largest === 0) {
      for (const given of blocks) memory.pages.free(given);
      return undefined;
    } else {
      // Higher orders are not tried again.
      largest--;
    }
  }
  return blocks;
}

function withIova(
  ask: Ask,
  buffer: Buffer,
  runs: readonly IommuRun[],
  kind: 'coherent' | 'streaming' = 'coherent',
): Buffer | ReturnType<typeof denied> {
  const mask = kind === 'coherent' ? ask.device.coherentMask : ask.device.dmaMask;
  const iova = ask.device.iommu?.mapRuns(runs, mask);
  ask.path?.step({
    test: 'an IOVA below the mask is free',
    operands: { size: ask.pages * ask.memory.pageSize, mask },
    answer: iova === undefined ? 'no' : 'yes',
    source: 'iommu_dma_alloc_iova()',
  });
  if (iova !== undefined) return { ...buffer, iova };
  release(buffer, ask.memory);
  return denied('no-hole');
}
