import type { Buffer } from '../buffer.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { CpuBuffer } from '../streaming/cpu-buffer.ts';
import type { DmaDirection } from '../streaming/direction.ts';
import type { ScatterEntry } from '../streaming/scatter-list.ts';

/** A coherent allocation, with the addresses that its caller was given. */
export interface CoherentAllocation {
  readonly buffer: Buffer;
  /** What the device sees. */
  readonly handle: bigint;
  readonly phys: bigint;
  readonly attrs: number;
  readonly call: 'attrs' | 'pages';
}

/**
 * dma-debug's entry points (kernel/dma/debug.c), called where kernel/dma/mapping.c calls them: maps after the mapping was made,
 * with its address, which may be the error value; unmaps of single buffers after, and of lists before, they are undone. Coherent
 * pools of a device are not told of.
 */
export interface DmaDebugHooks {
  /** debug_dma_map_single(): looks at the kind of memory, before it is mapped. */
  mapSingle(device: DmaDevice, buffer: CpuBuffer, size: number): void;
  /** debug_dma_map_page(), of `dma_map_single` and `dma_map_page` alike. */
  mapPage(device: DmaDevice, buffer: CpuBuffer, mapping: DebugMapping): void;
  unmapPage(device: DmaDevice, mapping: DebugMapping): void;
  /** debug_dma_map_sg(); `mapped` is what the map call returned. */
  mapSg(
    device: DmaDevice,
    entries: readonly ScatterEntry[],
    counts: { readonly entries: number; readonly mapped: number },
    direction: DmaDirection,
    attrs: number,
  ): void;
  unmapSg(
    device: DmaDevice,
    entries: readonly ScatterEntry[],
    count: number,
    direction: DmaDirection,
    attrs: number,
  ): void;
  mapResource(device: DmaDevice, phys: bigint, mapping: DebugMapping): void;
  unmapResource(device: DmaDevice, mapping: DebugMapping): void;
  syncSingleForCpu(device: DmaDevice, dma: bigint, size: number, direction: DmaDirection): void;
  syncSingleForDevice(device: DmaDevice, dma: bigint, size: number, direction: DmaDirection): void;
  syncSgForCpu(
    device: DmaDevice,
    entries: readonly ScatterEntry[],
    count: number,
    direction: DmaDirection,
  ): void;
  syncSgForDevice(
    device: DmaDevice,
    entries: readonly ScatterEntry[],
    count: number,
    direction: DmaDirection,
  ): void;
  mappingError(device: DmaDevice, dma: bigint): void;
  /** debug_dma_alloc_coherent(), or debug_dma_alloc_pages() for dma_alloc_pages(). */
  alloc(device: DmaDevice, allocation: DebugAllocation): void;
  free(device: DmaDevice, allocation: DebugAllocation): void;
  /** dma_debug_device_change(), when the driver has left the device. */
  driverReleased(device: DmaDevice): void;
}

/** What a call says about one mapping. */
export interface DebugMapping {
  readonly dma: bigint;
  readonly size: number;
  readonly direction: DmaDirection;
  readonly attrs: number;
}

/** What a call says about a coherent allocation, or about dma_alloc_pages()'s. */
export interface DebugAllocation {
  readonly kind: 'coherent' | 'pages';
  readonly handle: bigint;
  readonly phys: bigint;
  readonly size: number;
  readonly direction: DmaDirection;
  readonly attrs: number;
}

/** What the streaming calls need of a device's IOMMU domain (drivers/iommu/dma-iommu.c below the bounce buffer). */
export interface IommuHooks {
  /** Bytes of the smallest page, a power of two. */
  readonly granule: number;
  /**
   * __iommu_dma_map(): the IOVA of `phys`, offset in the page included, no higher than `limit`; undefined: none is left.
   */
  mapPage(phys: bigint, size: number, limit: bigint): bigint | undefined;
  /** __iommu_dma_unmap(). */
  unmapPage(dma: bigint, size: number): void;
  /** iommu_iova_to_phys(): undefined where nothing is mapped. */
  iovaToPhys(dma: bigint): bigint | undefined;
  /**
   * iommu_dma_map_sg() without bouncing: sets the DMA address and length of the entries that it returns the number of; a negative
   * errno.
   */
  mapSg(
    entries: readonly ScatterEntry[],
    limits: { readonly limit: bigint; readonly maxSegmentSize: number; readonly segmentBoundary: bigint },
  ): number;
  unmapSg(entries: readonly ScatterEntry[]): void;
}
