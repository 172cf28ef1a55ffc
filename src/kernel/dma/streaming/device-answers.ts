import type { BootedKernel } from '../../booted-kernel.ts';
import { memblockNoMap } from '../../memblock.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { Swiotlb } from '../swiotlb/swiotlb.ts';

const allOnes = (1n << 64n) - 1n;

/** Answers of the dma_*() questions about a device. */
export interface DmaQuery {
  readonly mask: bigint;
  readonly coherentMask: bigint;
  readonly requiredMask: bigint;
  readonly maxMappingSize: bigint;
  readonly optMappingSize: bigint;
  readonly mergeBoundary: bigint;
  readonly maxSegmentSize: number;
  readonly segmentBoundary: bigint;
  readonly minAlignMask: number;
  readonly needSync: boolean;
  readonly canMmap: boolean;
  readonly addressingLimited: boolean;
}

/** The questions that hang on memory and bounce buffers, of a device without an IOMMU. */
export class DirectAnswers {
  readonly #kernel: BootedKernel;
  readonly #swiotlb: Swiotlb;

  constructor(kernel: BootedKernel, swiotlb: Swiotlb) {
    this.#kernel = kernel;
    this.#swiotlb = swiotlb;
  }

  /** dma_direct_get_required_mask(): as many ones as the last address has bits. */
  requiredMask(device: DmaDevice): bigint {
    const { memblock, profile } = this.#kernel;
    const page = BigInt(profile.config.pageSize);
    const lastPage = (memblock.endOfDram() / page) * page;
    const last = profile.behaviours.lastAddress === 'last-page' ? lastPage - page : lastPage - 1n;
    const dma = device.physToDma(last);
    return (1n << BigInt(dma.toString(2).length)) - 1n;
  }

  /** dma_direct_max_mapping_size(): a bounce buffer's segment where one may be needed. */
  maxMappingSize(device: DmaDevice): bigint {
    const mayBounce = this.isLimited(device) || this.#swiotlb.forces(device);
    const hasPool = this.#swiotlb.poolOf(device) !== undefined;
    return hasPool && mayBounce ? this.#swiotlb.maxMappingSize(device) : allOnes;
  }

  /** dma_addressing_limited(): a mask below the required one, or memory that no window has. */
  isLimited(device: DmaDevice): boolean {
    return device.streamingLimit < this.requiredMask(device) || !this.#reachesAllMemory(device);
  }

  /** dma_direct_need_sync(). */
  needsSync(device: DmaDevice, dma: bigint): boolean {
    return !device.isCoherent || this.#swiotlb.findPool(device, device.dmaToPhys(dma)) !== undefined;
  }

  /** dma_direct_all_ram_mapped(). */
  #reachesAllMemory({ dmaRanges }: DmaDevice): boolean {
    if (dmaRanges.length === 0) return true;
    return this.#kernel.memblock.memory.every(({ base, end, flags }) => {
      if ((flags & memblockNoMap) !== 0) return true;
      let from = base;
      for (const { cpuStart, size } of dmaRanges.toSorted((a, b) => (a.cpuStart < b.cpuStart ? -1 : 1)))
        if (cpuStart <= from && cpuStart + size > from) from = cpuStart + size;
      return from >= end;
    });
  }
}
