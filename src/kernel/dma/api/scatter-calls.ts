import type { DecisionPath } from '../decision-path.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { DmaDirection } from '../streaming/direction.ts';
import type { IommuMapping } from '../streaming/iommu-mapping.ts';
import type { LiveMappings } from '../streaming/live-mappings.ts';
import {
  mapEntries,
  mapIommuList,
  syncEntries,
  unmapEntries,
  unmapIommuList,
} from '../streaming/map-scatter.ts';
import type { ScatterEntry } from '../streaming/scatter-list.ts';
import type { StreamingMachine } from '../streaming/streaming-machine.ts';
import type { DmaDebugHooks } from './hooks.ts';

/** What a call says of a whole list. `count`: the entries that the driver names, which ought to be those that it gave to map. */
export interface ListSays {
  readonly count: number;
  readonly direction: DmaDirection;
  readonly attrs: number;
}

/** What lists of entries are mapped with. */
export interface ScatterCallsOptions {
  readonly streaming: StreamingMachine;
  /** Owners of mapped memory, where they are kept. */
  readonly mappings: LiveMappings | undefined;
  readonly debug: DmaDebugHooks | undefined;
  readonly skipsSync: (device: DmaDevice) => boolean;
}

/** -EOPNOTSUPP. */
const notSupported = -95;

/** Apart from any address, and from each other by more than an entry is long. */
const firstKey = -(1n << 66n);
const keyStep = 1n << 40n;

/** dma_map_sg_attrs() and its kin (kernel/dma/mapping.c; spec 07 §4). */
export class ScatterCalls {
  readonly #options: ScatterCallsOptions;
  /** By what an entry is known to its owners where an IOMMU merges it with others, so that it has no address of its own. */
  readonly #keys = new WeakMap<ScatterEntry, bigint>();
  #nextKey = firstKey;

  constructor(options: ScatterCallsOptions) {
    this.#options = options;
  }

  /** __dma_map_sg_attrs(): entries mapped, 0, or a negative errno as this kernel's dma_map_sgtable() returns it. */
  map(
    device: DmaDevice,
    entries: readonly ScatterEntry[],
    direction: DmaDirection,
    attrs: number,
    path: DecisionPath | undefined,
  ): number {
    const { streaming, debug } = this.#options;
    if (streaming.refusesAttrs(device, attrs, path)) return notSupported;
    const iommu = streaming.iommuOf(device);
    const request = { direction, attrs, errorValue: streaming.errorValue };
    const mapped =
      iommu === undefined
        ? mapEntries(streaming.operations(device), device, entries, request, path)
        : mapIommuList(
            iommu,
            device,
            entries,
            request,
            streaming.bouncesList(device, entries, direction),
            path,
          );
    if (mapped <= 0) return streaming.listError(mapped);

    debug?.mapSg(device, entries, { entries: entries.length, mapped }, direction, attrs);
    this.#own(device, entries, direction, iommu);
    return mapped;
  }

  /** dma_unmap_sg_attrs(). */
  unmap(
    device: DmaDevice,
    entries: readonly ScatterEntry[],
    { count, direction, attrs }: ListSays,
    path: DecisionPath | undefined,
  ): void {
    const { streaming, mappings, debug } = this.#options;
    debug?.unmapSg(device, entries, count, direction, attrs);
    const named = entries.slice(0, count);
    const iommu = streaming.iommuOf(device);
    if (iommu === undefined)
      unmapEntries(streaming.operations(device), device, named, { direction, attrs }, path);
    else unmapIommuList(iommu, device, named, { direction, attrs }, path);
    for (const entry of named) mappings?.remove(device, this.#keyOf(entry));
  }

  /** dma_sync_sg_for_cpu(), dma_sync_sg_for_device(). */
  sync(
    device: DmaDevice,
    entries: readonly ScatterEntry[],
    { count, direction }: Omit<ListSays, 'attrs'>,
    to: 'cpu' | 'device',
  ): void {
    const { streaming, mappings, debug, skipsSync } = this.#options;
    const named = entries.slice(0, count);
    for (const entry of named)
      mappings?.give(device, { dma: this.#keyOf(entry), size: entry.length, direction }, to);
    if (skipsSync(device)) return;
    syncEntries(streaming.operations(device), device, named, direction, to);
    if (to === 'cpu') debug?.syncSgForCpu(device, entries, count, direction);
    else debug?.syncSgForDevice(device, entries, count, direction);
  }

  #own(
    device: DmaDevice,
    entries: readonly ScatterEntry[],
    direction: DmaDirection,
    iommu: IommuMapping | undefined,
  ): void {
    const { mappings } = this.#options;
    if (mappings === undefined) return;
    const isMerged = iommu !== undefined && entries[0]?.isBounced !== true;
    for (const entry of entries) {
      if (isMerged) {
        this.#nextKey -= keyStep;
        this.#keys.set(entry, this.#nextKey);
      } else this.#keys.delete(entry);
      const { phys, length } = entry;
      mappings.add({ device, dma: this.#keyOf(entry), phys, size: length, direction });
    }
  }

  #keyOf(entry: ScatterEntry): bigint {
    return this.#keys.get(entry) ?? entry.dmaAddress;
  }
}
