import type { Node } from '../devicetree/tree.ts';
import type { Place } from '../source/place.ts';
import { busCells, readRanges } from './cells.ts';
import type { Bank, Cells, MemoryNode, WrittenRange } from './model.ts';
import { firstString, isAvailable } from './status.ts';

/** A memory node, if this is one: `device_type = "memory"` anywhere, or a child of the root with that name. */
export function readMemoryNode(node: Node, rootCells: Cells): MemoryNode | undefined {
  const deviceType = node.property('device_type');
  const deviceTypeIsMemory = deviceType !== undefined && firstString(deviceType) === 'memory';
  const isBelowRoot = node.parent !== undefined && node.parent.parent === undefined;
  const isNamedMemory = isBelowRoot && node.name.startsWith('memory') && node.baseName === 'memory';
  if (!deviceTypeIsMemory && !isNamedMemory) return undefined;

  // Deeper ones are no RAM to kernels from 6.1 on, so they are read as what they are: children of their bus.
  const cells = isBelowRoot || node.parent === undefined ? rootCells : busCells(node.parent);
  return { node, deviceTypeIsMemory, available: isAvailable(node), banks: readBanks(node, cells) };
}

/** Entries of `linux,usable-memory`, else of `reg` (early_init_dt_scan_memory(), spec 01 §2). */
function readBanks(node: Node, cells: Cells): readonly Bank[] {
  const property = node.property('linux,usable-memory') ?? node.property('reg');
  if (property === undefined) return [];

  return readRanges(property, cells).map((range, index) => new MemoryBank(node, index, range));
}

/** A class, since V8 gives each object with a getter of its own a shape of its own, which is slow to make and to read. */
class MemoryBank implements Bank {
  readonly node: Node;
  readonly index: number;
  readonly base: bigint;
  readonly size: bigint;
  readonly #range: WrittenRange;

  constructor(node: Node, index: number, range: WrittenRange) {
    this.node = node;
    this.index = index;
    this.base = range.base;
    this.size = range.size;
    this.#range = range;
  }

  get place(): Place {
    return this.#range.place;
  }

  get sizePlace(): Place {
    return this.#range.sizePlace;
  }
}

/** What kernels from 6.1 on take for RAM: sized entries of available children of the root with the device type. */
export function usableBanks(memoryNodes: readonly MemoryNode[]): readonly Bank[] {
  return memoryNodes
    .filter(
      (memory) => memory.deviceTypeIsMemory && memory.available && memory.node.parent?.parent === undefined,
    )
    .flatMap((memory) => memory.banks)
    .filter((bank) => bank.size !== 0n);
}
