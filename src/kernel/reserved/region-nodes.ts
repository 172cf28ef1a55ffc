import type { Node } from '../../devicetree/tree.ts';
import { cellCount, readNumber } from '../../memory/cells.ts';
import type { BootContext } from '../boot-context.ts';
import { rootCells } from '../boot-context.ts';
import { unsupportedFormat } from './messages.ts';

/**
 * The nodes that the kernel takes for regions, in document order; none, with its message, where the root check fails
 * (__reserved_mem_check_root(), spec 01 §4.1). Undefined: there is no /reserved-memory.
 */
export function regionNodes(context: BootContext): readonly Node[] | undefined {
  const root = context.model.reservedMemory;
  if (root === undefined) return undefined;

  const cells = rootCells(context);
  const isUsable =
    cellCount(root, '#size-cells') === cells.size &&
    cellCount(root, '#address-cells') === cells.address &&
    root.property('ranges') !== undefined;
  if (!isUsable) {
    context.log.error(context.profile.behaviours.scanPrefix + unsupportedFormat);
    return [];
  }

  const children = [...root.children.values()];
  return context.profile.behaviours.regionNodes === 'children' ? children : children.flatMap(withDescendants);
}

/** Depth first, by a stack: trees may be deep. */
function withDescendants(node: Node): readonly Node[] {
  const found: Node[] = [];
  const stack = [node];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    found.push(at);
    stack.push(...[...at.children.values()].reverse());
  }
  return found;
}

/** A range as cells, the first entry or a later one. */
export interface ReadEntry {
  readonly base: bigint;
  readonly size: bigint;
}

/** A property as entries of address and size in the root's cells. */
export interface ReadEntries {
  /** Bytes of one entry. */
  readonly entryBytes: number;
  readonly isMalformed: boolean;
  readonly entries: readonly ReadEntry[];
}

/** Reads `reg` or `alloc-ranges` as the early scan does: whole entries, of a length that divides the property's. */
export function readEntries(value: Uint8Array, context: BootContext): ReadEntries {
  const { address, size } = rootCells(context);
  const entryBytes = (address + size) * 4;
  // Division by zero gives 0 on arm64, so that with no cells at all any length leaves a rest.
  const isMalformed = value.length > 0 && (entryBytes === 0 || value.length % entryBytes !== 0);
  if (isMalformed || entryBytes === 0) return { entryBytes, isMalformed, entries: [] };

  // phys_addr_t keeps no more than its own bits.
  const { addressBits } = context.profile.facts;
  const read = (at: number, cells: number): bigint =>
    BigInt.asUintN(addressBits, readNumber(value, at, cells));
  const entries: ReadEntry[] = [];
  for (let at = 0; at < value.length; at += entryBytes)
    entries.push({ base: read(at, address), size: read(at + address * 4, size) });
  return { entryBytes, isMalformed: false, entries };
}
