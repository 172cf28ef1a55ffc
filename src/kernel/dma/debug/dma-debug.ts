import type { DebugAllocation, DebugMapping, DmaDebugHooks } from '../api/hooks.ts';
import { hasAttr } from '../dma-attrs.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { CpuBuffer } from '../streaming/cpu-buffer.ts';
import { type DmaDirection, dmaDirection } from '../streaming/direction.ts';
import type { ScatterEntry } from '../streaming/scatter-list.ts';
import type { DebugEntry, DebugKind, DebugReference } from './debug-entry.ts';
import type { DebugState, DmaDebugOptions } from './debug-options.ts';
import { type DebugParameters, readDebugParameters } from './debug-parameters.ts';
import { listReference, reference } from './debug-reference.ts';
import { DebugTexts } from './debug-texts.ts';
import { ErrorPrinter } from './error-printer.ts';
import { LiveEntries } from './live-entries.ts';
import { syncComplaints } from './sync-complaints.ts';
import { unmapComplaints } from './unmap-complaints.ts';

/**
 * CONFIG_DMA_API_DEBUG (kernel/dma/debug.c; spec 07 §7): keeps an entry for each live mapping and allocation, and complains where
 * a driver's calls do not fit together.
 */
export class DmaDebug implements DmaDebugHooks {
  readonly printer: ErrorPrinter;
  readonly #options: DmaDebugOptions;
  readonly #parameters: DebugParameters;
  readonly #texts: DebugTexts;
  readonly #live: LiveEntries;
  readonly #errorValue: bigint;

  constructor(options: DmaDebugOptions) {
    const { profile, log, commandLine } = options;
    this.#options = options;
    this.#parameters = readDebugParameters(commandLine);
    this.#texts = new DebugTexts(profile);
    this.#errorValue = (1n << (profile.config.largePhysicalAddresses ? 64n : 32n)) - 1n;
    this.printer = new ErrorPrinter(log, this.#parameters.driver);
    this.#live = new LiveEntries({
      profile,
      log,
      printer: this.printer,
      texts: this.#texts,
      entries: this.isDisabled ? 0 : this.#parameters.entries,
      isBouncing: options.isBouncing,
    });
    this.#start();
  }

  /** global_disable. */
  get isDisabled(): boolean {
    return this.#parameters.isOff;
  }

  /** What debugfs shows. */
  get state(): DebugState {
    return {
      disabled: this.isDisabled ? 'Y' : 'N',
      errorCount: this.printer.count,
      allErrors: this.printer.allErrors,
      numErrors: this.printer.numErrors,
      freeEntries: this.#live.pool.free,
      minFreeEntries: this.#live.pool.least,
      totalEntries: this.#live.pool.total,
      driverFilter: this.printer.filter,
    };
  }

  /** Lines of the file `dump`: every live entry, in the order of the table. */
  dump(): readonly string[] {
    return [...this.#live.table.inOrder()].map(([bucket, entry]) =>
      this.#texts.dump(bucket, this.#live.lines.lineOf(entry.phys), entry),
    );
  }

  mapSingle(device: DmaDevice, { kind }: CpuBuffer, size: number): void {
    if (this.isDisabled || kind !== 'vmalloc') return;
    this.printer.print(device, 'debug_dma_map_single', this.#texts.invalidArea(size));
    this.printer.print(device, 'debug_dma_map_single', this.#texts.vmallocArea(size));
  }

  /** It asks dma_mapping_error() itself, which counts as a look at an older mapping of the same address. */
  mapPage(device: DmaDevice, buffer: CpuBuffer, mapping: DebugMapping): void {
    this.mappingError(device, mapping.dma);
    if (this.isDisabled || mapping.dma === this.#errorValue) return;
    this.#checkMemory(device, buffer, mapping.size);
    this.#live.enter({ ...reference(device, 'single', mapping), phys: buffer.phys }, 'not-checked');
  }

  unmapPage(device: DmaDevice, mapping: DebugMapping): void {
    this.#checkUnmap(reference(device, 'single', mapping));
  }

  mapSg(
    device: DmaDevice,
    entries: readonly ScatterEntry[],
    counts: { readonly entries: number; readonly mapped: number },
    direction: DmaDirection,
    attrs: number,
  ): void {
    if (this.isDisabled) return;
    for (const entry of entries.slice(0, counts.mapped)) {
      this.#checkSegment(device, entry);
      const { phys } = entry;
      this.#live.enter(
        { ...listReference(device, entry, counts.entries, direction), phys, attrs },
        'not-applicable',
        counts.mapped,
      );
    }
  }

  unmapSg(
    device: DmaDevice,
    entries: readonly ScatterEntry[],
    count: number,
    direction: DmaDirection,
    attrs = 0,
  ): void {
    if (this.isDisabled) return;
    let mapped = 0;
    for (const [index, entry] of entries.slice(0, count).entries()) {
      if (mapped > 0 && index >= mapped) return;
      const ref = { ...listReference(device, entry, count, direction), attrs };
      if (index === 0) mapped = this.#live.table.findExact(ref)?.mappedEntries ?? 0;
      this.#checkUnmap(ref);
    }
  }

  /** An entry is made whatever became of the call: the error value is an address like any. */
  mapResource(device: DmaDevice, phys: bigint, mapping: DebugMapping): void {
    if (this.isDisabled) return;
    if (this.#options.profile.behaviours.debugKinds === 'physical') {
      this.mappingError(device, mapping.dma);
      if (mapping.dma === this.#errorValue) return;
      if (this.#options.isMemory?.(phys) === true)
        this.printer.print(device, 'debug_dma_map_phys', this.#texts.resourceInMemory(phys));
    }
    this.#live.enter({ ...reference(device, 'resource', mapping), phys }, 'not-checked');
  }

  unmapResource(device: DmaDevice, mapping: DebugMapping): void {
    this.#checkUnmap(reference(device, 'resource', mapping));
  }

  syncSingleForCpu(device: DmaDevice, dma: bigint, size: number, direction: DmaDirection): void {
    this.#checkSync(reference(device, 'single', { dma, size, direction, attrs: 0 }), 'cpu');
  }

  syncSingleForDevice(device: DmaDevice, dma: bigint, size: number, direction: DmaDirection): void {
    this.#checkSync(reference(device, 'single', { dma, size, direction, attrs: 0 }), 'device');
  }

  syncSgForCpu(
    device: DmaDevice,
    entries: readonly ScatterEntry[],
    count: number,
    direction: DmaDirection,
  ): void {
    this.#syncSg(device, entries, count, direction, 'cpu');
  }

  syncSgForDevice(
    device: DmaDevice,
    entries: readonly ScatterEntry[],
    count: number,
    direction: DmaDirection,
  ): void {
    this.#syncSg(device, entries, count, direction, 'device');
  }

  /** Of several mappings at one address the first that was not looked at yet counts as looked at. */
  mappingError(device: DmaDevice, dma: bigint): void {
    const entry = this.isDisabled ? undefined : this.#live.table.findUnchecked({ device, dma });
    if (entry !== undefined) entry.mapError = 'checked';
  }

  alloc(device: DmaDevice, allocation: DebugAllocation): void {
    if (this.isDisabled || !this.#isTracked(device, allocation)) return;
    const state = this.#kindOf(allocation) === 'single' ? 'not-checked' : 'not-applicable';
    this.#live.enter(this.#allocationReference(device, allocation), state);
  }

  free(device: DmaDevice, allocation: DebugAllocation): void {
    if (this.#isTracked(device, allocation)) this.#checkUnmap(this.#allocationReference(device, allocation));
  }

  /** dma_debug_device_change(): only PCI has asked to be told of drivers that leave (dma_debug_add_bus()). */
  driverReleased(device: DmaDevice): void {
    if (this.isDisabled || device.bus !== 'pci') return;
    let count = 0;
    let last: DebugEntry | undefined;
    for (const [, entry] of this.#live.table.inOrder()) {
      if (entry.device !== device) continue;
      count++;
      last = entry;
    }
    if (last !== undefined)
      this.printer.print(device, 'dma_debug_device_change', this.#texts.pending(count, last));
  }

  /** dma_debug_init(), dma_debug_driver_setup(): what the boot prints. */
  #start(): void {
    const { log } = this.#options;
    if (this.printer.filter !== '')
      log.info(`DMA-API: enable driver filter for driver [${this.printer.filter}]`);
    if (this.isDisabled) log.info('DMA-API: debugging disabled on kernel command line');
    else {
      log.info(`DMA-API: preallocated ${this.#live.pool.total} debug entries`);
      log.info('DMA-API: debugging enabled by kernel config');
    }
  }

  /** check_unmap(): its complaints in its order; the entry goes, however little the call fits. */
  #checkUnmap(ref: DebugReference): void {
    if (this.isDisabled) return;
    const entry = this.#live.table.findExact(ref);
    if (entry === undefined) {
      this.mappingError(ref.device, ref.dma);
      const isError = ref.dma === this.#errorValue;
      const text = isError ? this.#texts.invalidAddress() : this.#texts.notAllocated(ref);
      this.printer.print(ref.device, 'check_unmap', text);
      return;
    }
    for (const text of unmapComplaints(ref, entry, this.#texts, this.#options.profile.behaviours))
      this.printer.print(ref.device, 'check_unmap', text);
    this.#live.leave(entry);
  }

  #checkSync(ref: DebugReference, to: 'cpu' | 'device'): void {
    if (this.isDisabled) return;
    for (const text of syncComplaints(ref, this.#live.table.findContaining(ref), to, this.#texts))
      this.printer.print(ref.device, 'check_sync', text);
  }

  #syncSg(
    device: DmaDevice,
    entries: readonly ScatterEntry[],
    count: number,
    direction: DmaDirection,
    to: 'cpu' | 'device',
  ): void {
    if (this.isDisabled) return;
    let mapped = 0;
    for (const [index, entry] of entries.slice(0, count).entries()) {
      const ref = listReference(device, entry, count, direction);
      if (index === 0) mapped = this.#live.table.findExact(ref)?.mappedEntries ?? 0;
      if (index >= mapped) return;
      this.#checkSync(ref, to);
    }
  }

  /** check_for_stack(), check_for_illegal_area(): the kernel's own text is in the linear map on 32-bit Arm only. */
  #checkMemory(device: DmaDevice, { kind }: CpuBuffer, size: number): void {
    if (kind === 'stack')
      this.printer.print(device, 'check_for_stack', this.#texts.stack(this.#options.vmapStack ?? false));
    if (kind === 'kernel-image' && this.#options.profile.arch === 'arm')
      this.printer.print(device, 'check_for_illegal_area', this.#texts.kernelText(size));
  }

  /** check_sg_segment(), with CONFIG_DMA_API_DEBUG_SG. */
  #checkSegment(device: DmaDevice, { length, dmaAddress, dmaLength }: ScatterEntry): void {
    const { maxSegmentSize, segmentBoundary } = device.segments;
    if (length > maxSegmentSize)
      this.printer.print(device, 'debug_dma_map_sg', this.#texts.segmentTooLong(length, maxSegmentSize));
    const end = BigInt.asUintN(64, dmaAddress + BigInt(dmaLength) - 1n);
    if (((dmaAddress ^ end) & BigInt.asUintN(64, ~segmentBoundary)) !== 0n) {
      const text = this.#texts.segmentAcross(dmaAddress, end, segmentBoundary);
      this.printer.print(device, 'debug_dma_map_sg', text);
    }
  }

  /** Until `noncoherent` came, dma_alloc_pages() was entered as a mapping like any, which nobody checks. */
  #kindOf({ kind }: DebugAllocation): DebugKind {
    if (kind === 'coherent') return 'coherent';
    return this.#options.profile.behaviours.debugKinds === 'single-and-resource' ? 'single' : 'noncoherent';
  }

  /** Memory without a kernel mapping is handed out as its page, which is no address that dma-debug could look up. */
  #isTracked(device: DmaDevice, { kind, attrs }: DebugAllocation): boolean {
    const isPage = hasAttr(attrs, 'noKernelMapping') && device.restrictedPool === undefined;
    return kind === 'pages' || !isPage || (this.#options.hasIommu?.(device) ?? false);
  }

  #allocationReference(device: DmaDevice, allocation: DebugAllocation): DebugReference {
    const { handle: dma, size, direction, attrs, kind, phys } = allocation;
    const own = kind === 'coherent' ? dmaDirection.bidirectional : direction;
    return { ...reference(device, this.#kindOf(allocation), { dma, size, direction: own, attrs }), phys };
  }
}
