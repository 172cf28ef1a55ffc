import type { KernelLog } from '../../log.ts';
import type { IommuHooks } from '../api/hooks.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { Swiotlb } from '../swiotlb/swiotlb.ts';
import type { MapPart, MappedPart, MappingOperations } from './mapping-operations.ts';
import type { Once } from './once.ts';

const source = 'drivers/iommu/dma-iommu.c';

export interface IommuMappingOptions {
  readonly domain: IommuHooks;
  readonly swiotlb: Swiotlb;
  readonly log: KernelLog;
  readonly once: Once;
  /** dev_use_swiotlb(): whether a buffer of this length shares cache lines that the device must not touch. */
  readonly sharesCacheLines: (device: DmaDevice, part: Pick<MappedPart, 'size' | 'direction'>) => boolean;
}

/** Mapping behind an IOMMU (drivers/iommu/dma-iommu.c): an IOVA for the memory, or for the bounce slots that stand in for it. */
export class IommuMapping implements MappingOperations {
  readonly domain: IommuHooks;
  readonly #options: IommuMappingOptions;

  constructor(options: IommuMappingOptions) {
    this.domain = options.domain;
    this.#options = options;
  }

  /** iommu_dma_map_page(). */
  mapPage(device: DmaDevice, part: MapPart): bigint | undefined {
    const { swiotlb, once, sharesCacheLines } = this.#options;
    const isAligned = (part.phys | BigInt(part.size)) % BigInt(this.domain.granule) === 0n;
    if (isAligned || !sharesCacheLines(device, part))
      return this.domain.mapPage(part.phys, part.size, device.streamingLimit);

    if (swiotlb.poolOf(device) === undefined) {
      const text = 'DMA bounce buffers are inactive, unable to map unaligned transaction.';
      once.text(`${source} iommu_dma_map_page`, `${device.title}: ${text}`);
      return undefined;
    }
    const slots = swiotlb.map(device, { ...part, allocAlignMask: this.domain.granule - 1 });
    if (slots === undefined) return undefined;
    const iova = this.domain.mapPage(slots, part.size, device.streamingLimit);
    if (iova === undefined) this.#unbounce(device, slots, part);
    return iova;
  }

  /** iommu_dma_unmap_page(): an address that nothing is mapped at is a WARN(). */
  unmapPage(device: DmaDevice, part: MappedPart): void {
    const phys = this.domain.iovaToPhys(part.dma);
    if (phys === undefined) {
      this.#options.log.warn(`${source} iommu_dma_unmap_page`);
      return;
    }
    this.domain.unmapPage(part.dma, part.size);
    this.#unbounce(device, phys, part);
  }

  /** iommu_dma_map_resource(). */
  mapResource(device: DmaDevice, { phys, size }: Omit<MapPart, 'by'>): bigint | undefined {
    return this.domain.mapPage(phys, size, device.streamingLimit);
  }

  unmapResource(_device: DmaDevice, { dma, size }: MappedPart): void {
    this.domain.unmapPage(dma, size);
  }

  syncForCpu(device: DmaDevice, part: MappedPart): void {
    const phys = this.#syncedAt(device, part);
    if (phys !== undefined) this.#options.swiotlb.syncForCpu(device, phys, part.size, part.direction);
  }

  syncForDevice(device: DmaDevice, part: MappedPart): void {
    const phys = this.#syncedAt(device, part);
    if (phys !== undefined) this.#options.swiotlb.syncForDevice(device, phys, part.size, part.direction);
  }

  targetOf(_device: DmaDevice, dma: bigint): bigint | undefined {
    return this.domain.iovaToPhys(dma);
  }

  #syncedAt(device: DmaDevice, part: MappedPart): bigint | undefined {
    if (device.isCoherent && !this.#options.sharesCacheLines(device, part)) return undefined;
    return this.domain.iovaToPhys(part.dma);
  }

  #unbounce(device: DmaDevice, phys: bigint, part: Omit<MappedPart, 'dma'>): void {
    const { swiotlb } = this.#options;
    const pool = swiotlb.findPool(device, phys);
    if (pool !== undefined) swiotlb.unmap(device, pool, phys, part);
  }
}
