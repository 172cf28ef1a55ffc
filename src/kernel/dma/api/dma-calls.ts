import type { Buffer, Refusal } from '../buffer.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { AllocCall } from '../dma-machine.ts';
import type { CpuBuffer } from '../streaming/cpu-buffer.ts';
import type { DmaDirection } from '../streaming/direction.ts';
import type { ScatterEntry } from '../streaming/scatter-list.ts';
import type { CoherentAllocation } from './hooks.ts';

/** What a driver can call on a running kernel: the method names are the kernel's, without `dma_`. DmaApi is the implementation. */
export interface DmaCalls {
  /** DMA_MAPPING_ERROR of this kernel's dma_addr_t. */
  readonly errorValue: bigint;
  mapSingle(
    device: DmaDevice,
    buffer: CpuBuffer,
    size: number,
    direction: DmaDirection,
    attrs?: number,
  ): bigint;
  mapPage(
    device: DmaDevice,
    buffer: CpuBuffer,
    size: number,
    direction: DmaDirection,
    attrs?: number,
  ): bigint;
  mapResource(device: DmaDevice, phys: bigint, size: number, direction: DmaDirection, attrs?: number): bigint;
  /** 0 or -ENOMEM. */
  mappingError(device: DmaDevice, dma: bigint): number;
  unmapSingle(device: DmaDevice, dma: bigint, size: number, direction: DmaDirection, attrs?: number): void;
  unmapPage(device: DmaDevice, dma: bigint, size: number, direction: DmaDirection, attrs?: number): void;
  unmapResource(device: DmaDevice, dma: bigint, size: number, direction: DmaDirection, attrs?: number): void;
  syncSingleForCpu(device: DmaDevice, dma: bigint, size: number, direction: DmaDirection): void;
  syncSingleForDevice(device: DmaDevice, dma: bigint, size: number, direction: DmaDirection): void;
  /** Entries mapped, 0 on error. */
  mapSg(device: DmaDevice, entries: readonly ScatterEntry[], direction: DmaDirection, attrs?: number): number;
  /** 0 or a negative errno, and the entries mapped. */
  mapSgTable(
    device: DmaDevice,
    entries: readonly ScatterEntry[],
    direction: DmaDirection,
    attrs?: number,
  ): { readonly errno: number; readonly mapped: number };
  /** `count`: the entries that the driver names, which ought to be those that it gave to map. */
  unmapSg(
    device: DmaDevice,
    entries: readonly ScatterEntry[],
    count: number,
    direction: DmaDirection,
    attrs?: number,
  ): void;
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
  /** dma_alloc_attrs() and dma_alloc_pages(), by `call`. `place`: where a page allocator's pages lie, where that is known. */
  allocAttrs(
    device: DmaDevice,
    request: {
      readonly size: number;
      readonly call: AllocCall;
      readonly attrs?: number;
      readonly place?: bigint;
    },
  ): CoherentAllocation | Refusal;
  /** dma_free_attrs() with what the driver says, which may differ from what it was given. */
  freeAttrs(
    device: DmaDevice,
    allocation: CoherentAllocation,
    says?: { readonly size: number; readonly handle: bigint },
  ): void;
  /** dma_set_mask(): 0 or -EIO. */
  setMask(device: DmaDevice, mask: bigint): number;
  setCoherentMask(device: DmaDevice, mask: bigint): number;
  /** dma_set_max_seg_size(), dma_set_seg_boundary(), dma_set_min_align_mask(): what is left out stays. */
  setSegmentLimits(
    device: DmaDevice,
    limits: {
      readonly maxSegmentSize?: number;
      readonly segmentBoundary?: bigint;
      readonly minAlignMask?: number;
    },
  ): void;
  query(device: DmaDevice, dma?: bigint): DmaQuery;
  /** The memory that the device reaches at this address: the mapping's, or the bounce slot's. */
  targetOf(device: DmaDevice, dma: bigint): bigint;
  /** io_tlb_used and io_tlb_used_hiwater of the device's pool. */
  bounceSlots(device: DmaDevice): { readonly used: number; readonly highWater: number } | undefined;
  bufferOf(allocation: CoherentAllocation): Buffer;
}

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
