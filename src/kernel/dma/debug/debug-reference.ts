import type { DebugMapping } from '../api/hooks.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { DmaDirection } from '../streaming/direction.ts';
import type { ScatterEntry } from '../streaming/scatter-list.ts';
import type { DebugKind, DebugReference } from './debug-entry.ts';

/** What a call on one mapping says. */
export function reference(device: DmaDevice, kind: DebugKind, mapping: DebugMapping): DebugReference {
  const { dma, size, direction, attrs } = mapping;
  return { device, kind, dma, size, direction, attrs, listEntries: 0, phys: 0n };
}

/** What a call on a list of `count` says of one of its entries. */
export function listReference(
  device: DmaDevice,
  { dmaAddress, dmaLength }: ScatterEntry,
  count: number,
  direction: DmaDirection,
): DebugReference {
  const mapping = { dma: dmaAddress, size: dmaLength, direction, attrs: 0 };
  return { ...reference(device, 'sg', mapping), listEntries: count };
}
