import { errno } from '../../hooks/hook.ts';
import type { DecisionPath } from '../decision-path.ts';
import { dmaAttr } from '../dma-attrs.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { DmaDirection } from './direction.ts';
import { IommuMapping } from './iommu-mapping.ts';
import type { MappingOperations } from './mapping-operations.ts';
import type { ScatterEntry } from './scatter-list.ts';

/** How a list is mapped: each call of the kernel says it of the whole list. */
export interface ScatterRequest {
  readonly direction: DmaDirection;
  readonly attrs: number;
}

/** The same, and what an entry gets that could not be mapped: DMA_MAPPING_ERROR. */
export interface MapScatterRequest extends ScatterRequest {
  readonly errorValue: bigint;
}

/**
 * dma_direct_map_sg(): each entry by itself, and nothing merged. The number of entries, or a negative errno, in which case what was
 * mapped is undone.
 */
export function mapEntries(
  operations: MappingOperations,
  device: DmaDevice,
  entries: readonly ScatterEntry[],
  { direction, attrs, errorValue }: MapScatterRequest,
  path?: DecisionPath,
): number {
  for (const [index, entry] of entries.entries()) {
    const { phys, length } = entry;
    const dma = operations.mapPage(device, { phys, size: length, direction, attrs, by: 'sg' }, path);
    entry.dmaAddress = dma ?? errorValue;
    if (dma === undefined) {
      unmapEntries(operations, device, entries.slice(0, index), {
        direction,
        attrs: attrs | dmaAttr.skipCpuSync,
      });
      return errno.io;
    }
    entry.dmaLength = length;
  }
  return entries.length;
}

/** dma_direct_unmap_sg(). */
export function unmapEntries(
  operations: MappingOperations,
  device: DmaDevice,
  entries: readonly ScatterEntry[],
  request: ScatterRequest,
  path?: DecisionPath,
): void {
  for (const { dmaAddress, dmaLength } of entries)
    operations.unmapPage(device, { dma: dmaAddress, size: dmaLength, ...request }, path);
}

/** iommu_dma_map_sg(): one block of IOVAs, in which entries that fit are merged; one by one where an entry has to bounce. */
export function mapIommuList(
  mapping: IommuMapping,
  device: DmaDevice,
  entries: readonly ScatterEntry[],
  request: MapScatterRequest,
  bounces: boolean,
  path?: DecisionPath,
): number {
  const [first] = entries;
  if (first !== undefined) first.isBounced = bounces;
  path?.step({
    test: 'an entry may share its cache lines, so that each is mapped by itself',
    operands: { entries: entries.length, coherent: device.isCoherent },
    answer: bounces ? 'yes' : 'no',
    source: 'dev_use_sg_swiotlb()',
  });
  if (bounces) return mapEntries(mapping, device, entries, request, path);

  const { maxSegmentSize, segmentBoundary } = device.segments;
  const limit = device.streamingLimit;
  const mapped = mapping.domain.mapSg(entries, { limit, maxSegmentSize, segmentBoundary });
  path?.step({
    test: 'one block of IOVA up to the limit is free; entries that join are merged',
    operands: { entries: entries.length, limit, maxSegmentSize, segmentBoundary },
    answer: mapped < 0 ? 'no' : `${mapped} segments`,
    source: 'iommu_dma_map_sg()',
  });
  return mapped;
}

/** iommu_dma_unmap_sg(). */
export function unmapIommuList(
  mapping: IommuMapping,
  device: DmaDevice,
  entries: readonly ScatterEntry[],
  request: ScatterRequest,
  path?: DecisionPath,
): void {
  const bounced = entries[0]?.isBounced === true;
  path?.step({
    test: 'each entry was mapped by itself',
    operands: { entries: entries.length },
    answer: bounced ? 'yes' : 'no: one block of IOVA goes',
    source: 'iommu_dma_unmap_sg()',
  });
  if (bounced) unmapEntries(mapping, device, entries, request, path);
  else mapping.domain.unmapSg(entries);
}

/** dma_direct_sync_sg_for_cpu() and its kin: entry by entry, with the lengths that the list was given. */
export function syncEntries(
  operations: MappingOperations,
  device: DmaDevice,
  entries: readonly ScatterEntry[],
  direction: DmaDirection,
  to: 'cpu' | 'device',
): void {
  if (operations instanceof IommuMapping && entries[0]?.isBounced !== true) return;
  for (const { dmaAddress, length } of entries) {
    const part = { dma: dmaAddress, size: length, direction, attrs: 0 };
    if (to === 'cpu') operations.syncForCpu(device, part);
    else operations.syncForDevice(device, part);
  }
}
