import type { Node, Property } from '../devicetree/tree.ts';
import type { Place } from '../source/place.ts';
import type { Cells, WrittenRange } from './model.ts';

const low64 = (1n << 64n) - 1n;

/** `#address-cells` or `#size-cells` as the kernel reads it: its first cell; undefined where missing or too short. */
export function cellCount(node: Node, name: '#address-cells' | '#size-cells'): number | undefined {
  const value = node.property(name)?.value;
  return value === undefined || value.length < 4 ? undefined : readCell(value, 0);
}

/** The counts that the root sets, 1 and 1 where missing: the early scan's defaults (spec 01 §2), not dtc's 2 and 1. */
export function ownCells(node: Node): Cells {
  return { address: cellCount(node, '#address-cells') ?? 1, size: cellCount(node, '#size-cells') ?? 1 };
}

/**
 * The counts that a bus's children use in the unflattened tree: the nearest ones from the bus upwards, else 1
 * (of_bus_n_addr_cells(), of_bus_n_size_cells()).
 */
export function busCells(bus: Node): Cells {
  return { address: nearest(bus, '#address-cells'), size: nearest(bus, '#size-cells') };
}

function nearest(bus: Node, name: '#address-cells' | '#size-cells'): number {
  for (let at: Node | undefined = bus; at !== undefined; at = at.parent) {
    const count = cellCount(at, name);
    if (count !== undefined) return count;
  }
  return 1;
}

/** One big-endian 32-bit cell; 0 beyond the end. */
export function readCell(value: Uint8Array, offset: number): number {
  const high = ((value[offset] ?? 0) << 8) | (value[offset + 1] ?? 0);
  return high * 0x1_0000 + (((value[offset + 2] ?? 0) << 8) | (value[offset + 3] ?? 0));
}

/** A number of `count` cells, most significant first. More than two keep the low 64 bits, as of_read_number() does. */
export function readNumber(value: Uint8Array, offset: number, count: number): bigint {
  if (count === 0) return 0n;
  if (count === 1) return BigInt(readCell(value, offset));

  const low = offset + (count - 2) * 4;
  return ((BigInt(readCell(value, low)) << 32n) | BigInt(readCell(value, low + 4))) & low64;
}

/** The same as {@link readNumber} in a plain number: from 2^53 on it is not exact, and no less than that. */
export function readPlainNumber(value: Uint8Array, offset: number, count: number): number {
  if (count === 0) return 0;
  if (count === 1) return readCell(value, offset);
  const low = offset + (count - 2) * 4;
  return readCell(value, low) * 0x1_0000_0000 + readCell(value, low + 4);
}

/** An address and a size inside a property's value. Places are looked up only when asked for. */
class PropertyRange implements WrittenRange {
  readonly base: bigint;
  readonly size: bigint;
  readonly #property: Property;
  readonly #baseOffset: number;
  readonly #sizeOffset: number;

  constructor(property: Property, offset: number, cells: Cells) {
    this.#property = property;
    this.#baseOffset = offset;
    this.#sizeOffset = offset + cells.address * 4;
    this.base = readNumber(property.value, offset, cells.address);
    this.size = readNumber(property.value, this.#sizeOffset, cells.size);
  }

  get place(): Place {
    return this.#property.placeOfByte(this.#baseOffset);
  }

  get sizePlace(): Place {
    return this.#property.placeOfByte(this.#sizeOffset);
  }
}

/** The complete entries of a `reg`-like property; a rest that fills no entry is left out. None where an entry has no cells. */
export function readRanges(property: Property, cells: Cells): readonly WrittenRange[] {
  const entryBytes = entryLength(cells);
  if (entryBytes === 0) return [];

  const ranges: WrittenRange[] = [];
  for (let at = 0; at + entryBytes <= property.value.length; at += entryBytes) {
    ranges.push(new PropertyRange(property, at, cells));
  }
  return ranges;
}

/** Bytes of one address and size; 0 where counts are not usable. A count is a hostile number: 2^32 - 1 cells fit nowhere. */
export function entryLength(cells: Cells): number {
  return (cells.address + cells.size) * 4;
}

/** Whether the value consists of whole entries (of none, too). */
export function fitsEntries(property: Property, cells: Cells): boolean {
  const entryBytes = entryLength(cells);
  return property.value.length === 0 || (entryBytes !== 0 && property.value.length % entryBytes === 0);
}
