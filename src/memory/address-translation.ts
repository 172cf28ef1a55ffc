import type { Node, Property } from '../devicetree/tree.ts';
import { busCells, entryLength, readNumber, readPlainNumber } from './cells.ts';

/** An address on a bus, and the size of what lies there. */
export interface Window {
  /** In the addresses of the bus below. */
  readonly child: bigint;
  /** In the addresses of the bus above. */
  readonly parent: bigint;
  readonly size: bigint;
}

/** Real buses have some dozens. A limit keeps a hostile tree from costing the product of two long properties. */
const mostWindows = 1024;

/**
 * The same as {@link readWindows} in plain numbers, child address, parent address and size of each in turn: for walks over many
 * devices. Those from 2^53 on are not exact.
 */
export function readPlainWindows(bus: Node, property: Property): readonly number[] {
  const child = busCells(bus);
  const parentAddress = busCells(bus.parent ?? bus).address;
  const entryBytes = entryLength({ address: child.address + parentAddress, size: child.size });
  if (entryBytes === 0) return [];

  const { value } = property;
  const count = Math.min(Math.floor(value.length / entryBytes), mostWindows);
  const windows: number[] = [];
  for (let index = 0; index < count; index++) {
    const childAt = index * entryBytes;
    const parentAt = childAt + child.address * 4;
    windows.push(
      readPlainNumber(value, childAt, child.address),
      readPlainNumber(value, parentAt, parentAddress),
      readPlainNumber(value, parentAt + parentAddress * 4, child.size),
    );
  }
  return windows;
}

/**
 * The windows of a bus's `ranges` or `dma-ranges`: child address, address on the parent bus, size. A rest that fills no window
 * is left out, and so is what follows the first 1024. Only the low 64 bits of an address count; a third, leading cell (PCI's space code) does not take part.
 */
export function readWindows(bus: Node, property: Property): readonly Window[] {
  const child = busCells(bus);
  const parentAddress = busCells(bus.parent ?? bus).address;
  const entryBytes = entryLength({ address: child.address + parentAddress, size: child.size });
  if (entryBytes === 0) return [];

  const windows: Window[] = [];
  for (
    let at = 0;
    at + entryBytes <= property.value.length && windows.length < mostWindows;
    at += entryBytes
  ) {
    const parentAt = at + child.address * 4;
    windows.push({
      child: readNumber(property.value, at, child.address),
      parent: readNumber(property.value, parentAt, parentAddress),
      size: readNumber(property.value, parentAt + parentAddress * 4, child.size),
    });
  }
  return windows;
}

/**
 * The CPU's address of an address in the `reg` of `node`: through the `ranges` of each bus above it. Empty `ranges` pass the
 * address on; undefined where a bus has none (its children are not memory-mapped) or no window holds the address.
 * (drivers/of/address.c, __of_translate_address())
 */
export function translateAddress(node: Node, address: bigint): bigint | undefined {
  let at = address;
  for (let bus = node.parent; bus?.parent !== undefined; bus = bus.parent) {
    const ranges = bus.property('ranges');
    if (ranges === undefined) return undefined;
    if (ranges.value.length === 0) continue;

    const translated = throughWindows(readWindows(bus, ranges), at);
    if (translated === undefined) return undefined;
    at = translated;
  }
  return at;
}

/** The address above of an address below; undefined where no window holds it. */
export function throughWindows(windows: readonly Window[], address: bigint): bigint | undefined {
  const window = windows.find(({ child, size }) => address >= child && address - child < size);
  return window === undefined ? undefined : window.parent + (address - window.child);
}
