import type { KernelLog } from '../../log.ts';
import type { IommuHooks } from '../api/hooks.ts';
import type { DecisionPath } from '../decision-path.ts';
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
  mapPage(device: DmaDevice, part: MapPart, path?: DecisionPath): bigint | undefined {
    const { swiotlb, once, sharesCacheLines } = this.#options;
    const { phys, size } = part;
    const isAligned = (phys | BigInt(size)) % BigInt(this.domain.granule) === 0n;
    const bounces = !isAligned && sharesCacheLines(device, part);
    path?.step({
      test: 'the memory is not whole pages of the IOMMU, and may share its cache lines',
      operands: { phys, size, granule: this.domain.granule, coherent: device.isCoherent },
      answer: bounces ? 'yes: it bounces' : 'no',
      source: 'iommu_dma_map_page()',
    });
    if (!bounces) return this.#mapped(device, phys, size, path);

    if (swiotlb.poolOf(device) === undefined) {
      const text = 'DMA bounce buffers are inactive, unable to map unaligned transaction.';
      once.text(`${source} iommu_dma_map_page`, `${device.title}: ${text}`);
      return undefined;
    }
    const slots = swiotlb.map(device, { ...part, allocAlignMask: this.domain.granule - 1 });
    path?.step({
      test: 'a run of bounce slots is free',
      operands: { size, slots: slots ?? 'none' },
      answer: slots === undefined ? 'no' : 'yes',
      source: 'swiotlb_tbl_map_single()',
    });
    if (slots === undefined) return undefined;
    const iova = this.#mapped(device, slots, size, path);
    if (iova === undefined) this.#unbounce(device, slots, part);
    return iova;
  }

  /** __iommu_dma_map(). */
  #mapped(device: DmaDevice, phys: bigint, size: number, path: DecisionPath | undefined): bigint | undefined {
    const limit = device.streamingLimit;
    const iova = this.domain.mapPage(phys, size, limit);
    path?.step({
      test: 'an IOVA up to the limit is free',
      operands: { size, limit },
      answer: iova === undefined ? 'no' : `0x${iova.toString(16)}`,
      source: '__iommu_dma_map()',
    });
    return iova;
  }

  /** iommu_dma_unmap_page(): an address that nothing is mapped at is a WARN(). */
  unmapPage(device: DmaDevice, part: MappedPart, path?: DecisionPath): void {
    const phys = this.domain.iovaToPhys(part.dma);
    path?.step({
      test: 'something is mapped at the IOVA',
      operands: { dma: part.dma, phys: phys ?? 'none' },
      answer: phys === undefined ? 'no: a warning' : 'yes',
      source: 'iommu_dma_unmap_page()',
    });
    if (phys === undefined) {
      this.#options.log.warn(`${source} iommu_dma_unmap_page`);
      return;
    }
    this.domain.unmapPage(part.dma, part.size);
    this.#unbounce(device, phys, part);
  }

  /** iommu_dma_map_resource(). */
  mapResource(
    device: DmaDevice,
    { phys, size }: Omit<MapPart, 'by'>,
    path?: DecisionPath,
  ): bigint | undefined {
    return this.#mapped(device, phys, size, path);
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
