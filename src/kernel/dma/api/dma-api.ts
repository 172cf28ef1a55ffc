import { errno } from '../../hooks/hook.ts';
import type { Refusal } from '../buffer.ts';
import type { DecisionPath } from '../decision-path.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { DmaMachine } from '../dma-machine.ts';
import type { MemoryBytes } from '../memory-bytes.ts';
import type { CpuBuffer } from '../streaming/cpu-buffer.ts';
import type { DmaQuery } from '../streaming/device-answers.ts';
import type { DmaDirection } from '../streaming/direction.ts';
import { LiveMappings, type Touch, type Violation } from '../streaming/live-mappings.ts';
import type { ScatterEntry } from '../streaming/scatter-list.ts';
import { StreamingMachine } from '../streaming/streaming-machine.ts';
import type { Swiotlb } from '../swiotlb/swiotlb.ts';
import { CoherentCalls, type CoherentRequest } from './coherent-calls.ts';
import type { DmaApiOptions } from './dma-api-options.ts';
import type { CoherentAllocation, DmaDebugHooks } from './hooks.ts';
import { ScatterCalls } from './scatter-calls.ts';

export type { CoherentRequest } from './coherent-calls.ts';
export type { DmaApiOptions } from './dma-api-options.ts';

/**
 * A driver's calls on a running kernel (kernel/dma/mapping.c): each method is the kernel function of that name, `dma_` left out, and
 * does its checks, its mapping and its calls of dma-debug in the kernel's order.
 */
export class DmaApi {
  readonly machine: DmaMachine;
  readonly memory: MemoryBytes | undefined;
  readonly debug: DmaDebugHooks | undefined;
  /** Decisions of the calls to come are told here. */
  path: DecisionPath | undefined;
  readonly #streaming: StreamingMachine;
  readonly #mappings: LiveMappings | undefined;
  readonly #coherent: CoherentCalls;
  readonly #lists: ScatterCalls;

  constructor(machine: DmaMachine, options: DmaApiOptions = {}) {
    this.machine = machine;
    this.memory = options.memory;
    this.debug = options.debug;
    this.#streaming = new StreamingMachine(machine, options);
    this.#coherent = new CoherentCalls(machine, options);
    this.#mappings = options.keepsOwners === false ? undefined : new LiveMappings();
    this.#lists = new ScatterCalls({
      streaming: this.#streaming,
      mappings: this.#mappings,
      debug: this.debug,
      skipsSync: (device) => this.#skipsSync(device),
    });
  }

  get swiotlb(): Swiotlb {
    return this.#streaming.swiotlb;
  }

  /** DMA_MAPPING_ERROR of this kernel's dma_addr_t. */
  get errorValue(): bigint {
    return this.#streaming.errorValue;
  }

  /** What a mapping of the device that failed is answered with: the error value, or, up to 4.20, what its operations say. */
  errorValueOf(device: DmaDevice): bigint {
    return this.#streaming.errorValueOf(device);
  }

  /** dma_map_single_attrs(): memory of the vmalloc area is turned away. */
  mapSingle(device: DmaDevice, buffer: CpuBuffer, size: number, direction: DmaDirection, attrs = 0): bigint {
    const rejects = buffer.kind === 'vmalloc' && this.#streaming.rejectsVmalloc;
    this.path?.step({
      test: 'the pointer is of the vmalloc area',
      operands: { kind: buffer.kind },
      answer: rejects ? 'yes' : 'no',
      source: 'dma_map_single_attrs()',
    });
    if (rejects) {
      this.#streaming.tellVmalloc(device);
      return this.errorValueOf(device);
    }
    this.debug?.mapSingle(device, buffer, size);
    return this.mapPage(device, buffer, size, direction, attrs);
  }

  /** dma_map_page_attrs(). */
  mapPage(device: DmaDevice, buffer: CpuBuffer, size: number, direction: DmaDirection, attrs = 0): bigint {
    const { phys } = buffer;
    const part = { phys, size, direction, attrs, by: 'page' } as const;
    const mapped = this.#streaming.refusesAttrs(device, attrs, this.path)
      ? undefined
      : this.#streaming.operations(device).mapPage(device, part, this.path);
    const dma = mapped ?? this.errorValueOf(device);
    this.debug?.mapPage(device, buffer, { dma, size, direction, attrs });
    if (mapped !== undefined) this.#mappings?.add({ device, dma, phys, size, direction });
    return dma;
  }

  /** dma_map_resource(): registers of another device, which no cache holds and nothing bounces. */
  mapResource(device: DmaDevice, phys: bigint, size: number, direction: DmaDirection, attrs = 0): bigint {
    const part = { phys, size, direction, attrs };
    const mapped = this.#streaming.operations(device).mapResource(device, part, this.path);
    const dma = mapped ?? this.errorValueOf(device);
    this.debug?.mapResource(device, phys, { dma, size, direction, attrs });
    return dma;
  }

  /** dma_mapping_error(): 0 or -ENOMEM. */
  mappingError(device: DmaDevice, dma: bigint): number {
    this.debug?.mappingError(device, dma);
    return dma === this.errorValueOf(device) ? errno.noMemory : 0;
  }

  /** dma_unmap_single_attrs(), which is dma_unmap_page_attrs(). */
  unmapSingle(device: DmaDevice, dma: bigint, size: number, direction: DmaDirection, attrs = 0): void {
    this.unmapPage(device, dma, size, direction, attrs);
  }

  unmapPage(device: DmaDevice, dma: bigint, size: number, direction: DmaDirection, attrs = 0): void {
    const part = { dma, size, direction, attrs };
    this.#streaming.operations(device).unmapPage(device, part, this.path);
    this.debug?.unmapPage(device, part);
    this.#mappings?.remove(device, dma);
  }

  unmapResource(device: DmaDevice, dma: bigint, size: number, direction: DmaDirection, attrs = 0): void {
    const part = { dma, size, direction, attrs };
    this.#streaming.operations(device).unmapResource(device, part);
    this.debug?.unmapResource(device, part);
  }

  /** dma_sync_single_for_cpu(): the CPU may touch that part until it is synced for the device. */
  syncSingleForCpu(device: DmaDevice, dma: bigint, size: number, direction: DmaDirection): void {
    this.#mappings?.give(device, { dma, size, direction }, 'cpu');
    if (this.#skipsSync(device)) return;
    this.#streaming.operations(device).syncForCpu(device, { dma, size, direction, attrs: 0 }, this.path);
    this.debug?.syncSingleForCpu(device, dma, size, direction);
  }

  syncSingleForDevice(device: DmaDevice, dma: bigint, size: number, direction: DmaDirection): void {
    this.#mappings?.give(device, { dma, size, direction }, 'device');
    if (this.#skipsSync(device)) return;
    this.#streaming.operations(device).syncForDevice(device, { dma, size, direction, attrs: 0 }, this.path);
    this.debug?.syncSingleForDevice(device, dma, size, direction);
  }

  /** dma_map_sg_attrs(): entries mapped, 0 on error. */
  mapSg(device: DmaDevice, entries: readonly ScatterEntry[], direction: DmaDirection, attrs = 0): number {
    return Math.max(0, this.#lists.map(device, entries, direction, attrs, this.path));
  }

  /** dma_map_sgtable(): 0 or a negative errno, and the entries mapped, which the table keeps. */
  mapSgTable(
    device: DmaDevice,
    entries: readonly ScatterEntry[],
    direction: DmaDirection,
    attrs = 0,
  ): { readonly errno: number; readonly mapped: number } {
    const mapped = this.#lists.map(device, entries, direction, attrs, this.path);
    return mapped < 0 ? { errno: mapped, mapped: 0 } : { errno: 0, mapped };
  }

  /** dma_unmap_sg_attrs(). `count`: the entries that the driver names, which ought to be those that it gave to map. */
  unmapSg(
    device: DmaDevice,
    entries: readonly ScatterEntry[],
    count: number,
    direction: DmaDirection,
    attrs = 0,
  ): void {
    this.#lists.unmap(device, entries, { count, direction, attrs }, this.path);
  }

  syncSgForCpu(
    device: DmaDevice,
    entries: readonly ScatterEntry[],
    count: number,
    direction: DmaDirection,
  ): void {
    this.#lists.sync(device, entries, { count, direction }, 'cpu');
  }

  syncSgForDevice(
    device: DmaDevice,
    entries: readonly ScatterEntry[],
    count: number,
    direction: DmaDirection,
  ): void {
    this.#lists.sync(device, entries, { count, direction }, 'device');
  }

  /** dma_alloc_attrs() and dma_alloc_pages(). What a device's coherent pool gives, dma-debug is not told of. */
  allocAttrs(device: DmaDevice, request: CoherentRequest): CoherentAllocation | Refusal {
    return this.#coherent.alloc(device, request, this.path);
  }

  /** dma_free_attrs() with what the driver says, which may differ from what it was given. */
  freeAttrs(
    device: DmaDevice,
    allocation: CoherentAllocation,
    says: { readonly size: number; readonly handle: bigint } = {
      size: allocation.buffer.size,
      handle: allocation.handle,
    },
  ): void {
    this.#coherent.free(device, allocation, says);
  }

  /** dma_set_mask(): 0 or -EIO, which leaves the old one. */
  setMask(device: DmaDevice, mask: bigint): number {
    if (!this.#supports(device, mask)) return errno.io;
    device.setDmaMask(mask);
    if (this.machine.profile.behaviours.skipsSync) device.skipsSync = device.isCoherent;
    return 0;
  }

  /** dma_set_coherent_mask(): 0 or -EIO. */
  setCoherentMask(device: DmaDevice, mask: bigint): number {
    if (!this.#supports(device, mask)) return errno.io;
    device.setCoherentMask(mask);
    return 0;
  }

  /** dma_set_max_seg_size(), dma_set_seg_boundary(), dma_set_min_align_mask(): what is left out stays. */
  setSegmentLimits(
    { segments }: DmaDevice,
    limits: {
      readonly maxSegmentSize?: number | undefined;
      readonly segmentBoundary?: bigint | undefined;
      readonly minAlignMask?: number | undefined;
    },
  ): void {
    segments.maxSegmentSize = limits.maxSegmentSize ?? segments.maxSegmentSize;
    segments.segmentBoundary = limits.segmentBoundary ?? segments.segmentBoundary;
    segments.minAlignMask = limits.minAlignMask ?? segments.minAlignMask;
  }

  /** The questions that a driver may ask of its device; `dma` is the mapping that dma_need_sync() is asked about. */
  query(device: DmaDevice, dma?: bigint): DmaQuery {
    return this.#streaming.query(device, this.#skipsSync(device), dma);
  }

  /** The memory that the device reaches at this address: the mapping's, or the bounce slot's; undefined: none. */
  targetOf(device: DmaDevice, dma: bigint): bigint | undefined {
    return this.#streaming.operations(device).targetOf(device, dma);
  }

  /** io_tlb_used and io_tlb_used_hiwater of the device's pool. */
  bounceSlots(device: DmaDevice): { readonly used: number; readonly highWater: number } {
    const pool = this.swiotlb.poolOf(device);
    return { used: pool?.usedSlots ?? 0, highWater: pool?.highWater ?? 0 };
  }

  /** Whether the CPU may touch this memory now; if not, whose it is and what comes of it. */
  touch(touch: Touch): Violation | undefined {
    return this.#mappings?.touch(touch, ({ device, dma }) => this.#isBounced(device, dma));
  }

  #isBounced(device: DmaDevice, dma: bigint): boolean {
    const target = this.targetOf(device, dma);
    return target !== undefined && this.swiotlb.findPool(device, target) !== undefined;
  }

  /** dma_dev_need_sync(): a kernel with dma-debug syncs always. */
  #skipsSync(device: DmaDevice): boolean {
    return device.skipsSync && this.debug === undefined;
  }

  #supports(device: DmaDevice, mask: bigint): boolean {
    const narrowed = BigInt.asUintN(this.errorValue > 0xffffffffn ? 64 : 32, mask);
    return this.#streaming.iommuOf(device) !== undefined || this.machine.supportsMask(device, narrowed);
  }
}

/** Whether the page allocator chose its place: not a pool, nor an area. */
