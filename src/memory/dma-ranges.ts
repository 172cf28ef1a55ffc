import type { DeviceTree, Node, Property } from '../devicetree/tree.ts';
import { readWindows, throughWindows, type Window } from './address-translation.ts';
import { readCell } from './cells.ts';

/** One window through which a device sees memory. */
export interface DmaRange {
  readonly cpuStart: bigint;
  readonly dmaStart: bigint;
  readonly size: bigint;
}

/**
 * What a device's `dma-ranges` come to, as of_dma_get_range() has it (6.12; spec 05 §9 item 1).
 *
 * - `none`: no map. Either nothing above the device limits it (`unlimited`), or two buses in turn lack `dma-ranges`, at which
 *   the kernel stops looking (`absent`), or no window can be translated (`untranslatable`).
 * - `map`: the windows of the nearest non-empty `dma-ranges`, in their order, neighbours that continue each other merged.
 *   Those that a bus further up does not carry are left out and counted in `untranslated`.
 */
export type DmaRanges =
  | { readonly kind: 'none'; readonly reason: 'unlimited' | 'absent' | 'untranslatable' }
  | {
      readonly kind: 'map';
      readonly bus: Node;
      readonly ranges: readonly DmaRange[];
      readonly untranslated: number;
    };

/** The DMA windows of a device. */
export function dmaRangesOf(device: Node, tree: DeviceTree): DmaRanges {
  let isFirst = true;
  for (const bus of dmaParents(device, tree)) {
    const property = bus.property('dma-ranges');
    if (property !== undefined && property.value.length > 0) return mapOf(bus, property, tree);

    // Only the device's own bus may lack the property; the kernel's flag for it is set by the first bus, whatever that has.
    if (!isFirst && property === undefined) return { kind: 'none', reason: 'absent' };
    isFirst = false;
  }
  return { kind: 'none', reason: 'unlimited' };
}

function mapOf(bus: Node, property: Property, tree: DeviceTree): DmaRanges {
  const windows = readWindows(bus, property);
  const toCpu = dmaTranslator(bus, tree);
  const ranges: DmaRange[] = [];
  let untranslated = 0;

  for (const { child: dmaStart, parent, size } of windows) {
    const cpuStart = toCpu(parent);
    const last = ranges.at(-1);
    if (cpuStart === undefined) untranslated++;
    else if (last !== undefined && continues(last, cpuStart, dmaStart))
      ranges[ranges.length - 1] = { ...last, size: last.size + size };
    else ranges.push({ cpuStart, dmaStart, size });
  }

  return ranges.length === 0
    ? { kind: 'none', reason: 'untranslatable' }
    : { kind: 'map', bus, ranges, untranslated };
}

function continues(last: DmaRange, cpuStart: bigint, dmaStart: bigint): boolean {
  return cpuStart === last.cpuStart + last.size && dmaStart === last.dmaStart + last.size;
}

/**
 * Takes an address above `bus` on to the CPU through the `dma-ranges` of the buses above. Unlike `ranges`, a missing property
 * passes the address on (of_translate_one()). Above the root there is no way.
 */
function dmaTranslator(bus: Node, tree: DeviceTree): (address: bigint) => bigint | undefined {
  if (bus.parent === undefined) return () => undefined;

  const steps: (readonly Window[])[] = [];
  for (const above of dmaParents(bus, tree)) {
    if (above.parent === undefined) break;
    const property = above.property('dma-ranges');
    if (property !== undefined && property.value.length > 0) steps.push(readWindows(above, property));
  }

  return (address) => {
    let at: bigint | undefined = address;
    for (const windows of steps) at = at === undefined ? undefined : throughWindows(windows, at);
    return at;
  };
}

/**
 * The buses above a node as DMA sees them: the parent, unless `interconnects` names one as `dma-mem`
 * (drivers/of/address.c, __of_get_dma_parent()). Bounded, since phandles can lead round in a ring.
 */
function* dmaParents(node: Node, tree: DeviceTree): Iterable<Node> {
  let at: Node | undefined = node;
  for (let depth = 0; depth < 64; depth++) {
    at = namedDmaParent(at, tree) ?? at.parent;
    if (at === undefined) return;
    yield at;
  }
}

function namedDmaParent(node: Node, tree: DeviceTree): Node | undefined {
  const index = node.property('interconnect-names')?.asStrings()?.indexOf('dma-mem') ?? -1;
  const interconnects = node.property('interconnects');
  if (index < 0 || interconnects === undefined) return undefined;

  // Entries are a phandle and as many cells as that node asks for, so they must be walked.
  let offset = 0;
  for (let entry = 0; offset + 4 <= interconnects.value.length; entry++) {
    const target = tree.nodeByPhandle(readCell(interconnects.value, offset));
    if (entry === index || target === undefined) return target;

    const cells = target.property('#interconnect-cells');
    offset += 4 + 4 * (cells === undefined ? 0 : readCell(cells.value, 0));
  }
  return undefined;
}
