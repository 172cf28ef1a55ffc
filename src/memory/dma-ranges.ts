import type { DeviceTree, Node } from '../devicetree/tree.ts';
import { readWindows, throughWindows } from './address-translation.ts';
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
 * - `none`: no `dma-ranges` above it, or only empty ones, or an invalid chain: no translation, no limit.
 * - `map`: the windows of the nearest non-empty `dma-ranges`, in their order; those that a bus further up does not carry are
 *   left out and counted in `untranslated`.
 */
export type DmaRanges =
  | { readonly kind: 'none'; readonly reason: 'absent' | 'empty' | 'broken-chain' | 'invalid-length' }
  | {
      readonly kind: 'map';
      readonly bus: Node;
      readonly ranges: readonly DmaRange[];
      readonly untranslated: number;
    };

/** The DMA windows of a device. */
export function dmaRangesOf(device: Node, tree: DeviceTree): DmaRanges {
  let seen = false;
  for (const bus of dmaParents(device, tree)) {
    const property = bus.property('dma-ranges');
    if (property !== undefined && property.value.length > 0) return mapOf(bus, tree);

    // Once there was one, every bus above must have one.
    if (seen && property === undefined) return { kind: 'none', reason: 'broken-chain' };
    seen ||= property !== undefined;
  }
  return { kind: 'none', reason: seen ? 'empty' : 'absent' };
}

function mapOf(bus: Node, tree: DeviceTree): DmaRanges {
  const property = bus.property('dma-ranges');
  const windows = property === undefined ? undefined : readWindows(bus, property);
  if (windows === undefined) return { kind: 'none', reason: 'invalid-length' };

  const ranges: DmaRange[] = [];
  for (const { child, parent, size } of windows) {
    const cpuStart = dmaToCpu(bus, tree, parent);
    if (cpuStart !== undefined) ranges.push({ cpuStart, dmaStart: child, size });
  }
  return { kind: 'map', bus, ranges, untranslated: windows.length - ranges.length };
}

/** An address above `bus`, on to the CPU through the `dma-ranges` of the buses above; a bus without one ends the way. */
function dmaToCpu(bus: Node, tree: DeviceTree, address: bigint): bigint | undefined {
  let at = address;
  for (const above of dmaParents(bus, tree)) {
    if (above.parent === undefined) break;

    const property = above.property('dma-ranges');
    if (property === undefined) return undefined;
    if (property.value.length === 0) continue;

    const translated = throughWindows(readWindows(above, property), at);
    if (translated === undefined) return undefined;
    at = translated;
  }
  return at;
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
