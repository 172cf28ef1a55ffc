import { nodeMark } from '../devicetree/node-marks.ts';
import type { Node } from '../devicetree/tree.ts';
import { readNumber } from '../memory/cells.ts';
import { firstString, isAvailable } from '../memory/status.ts';
import { type BootContext, rootCells } from './boot-context.ts';

/**
 * Fills memblock from the tree's memory nodes, or from what replaces them (early_init_dt_scan_memory(); spec 01 §2), and
 * applies `linux,usable-memory-range`. Memory below `lowest` is not the kernel's (MIN_MEMBLOCK_ADDR).
 */
export function scanMemory(context: BootContext, lowest = 0n): void {
  const add = (base: bigint, size: bigint): void => addMemory(base, size, lowest, context);
  const replaced = context.machine.memory;
  if (replaced !== undefined) for (const { base, size } of replaced) add(base, size);
  else for (const node of memoryNodes(context)) addNode(node, add, context);

  applyUsableRange(context);
}

function* memoryNodes({ model, profile }: BootContext): Iterable<Node> {
  if (profile.behaviours.memoryNodes === 'root-children') {
    for (const node of model.tree.root.children.values()) if (isMemory(node) && isAvailable(node)) yield node;
  } else for (const node of model.tree.nodes()) if (isMemory(node)) yield node;
}

function isMemory(node: Node): boolean {
  if ((node.marks & nodeMark.deviceType) === 0) return false;
  const type = node.property('device_type');
  return type !== undefined && firstString(type) === 'memory';
}

function addNode(node: Node, add: (base: bigint, size: bigint) => void, context: BootContext): void {
  const cells = rootCells(context);
  const entryBytes = (cells.address + cells.size) * 4;
  const isWhole = (name: string): boolean => (node.property(name)?.value.length ?? 0) % entryBytes === 0;
  const ignoresPartial = context.profile.behaviours.partialMemoryEntry === 'property-ignored';

  const names = ['linux,usable-memory', 'reg'].filter((name) => node.property(name) !== undefined);
  const value = node.property(names.find((name) => !ignoresPartial || isWhole(name)) ?? '')?.value;
  if (value === undefined || entryBytes === 0) return;

  for (let at = 0; at + entryBytes <= value.length; at += entryBytes) {
    const size = readNumber(value, at + cells.address * 4, cells.size);
    if (size !== 0n) add(readNumber(value, at, cells.address), size);
  }
}

/** early_init_dt_add_memory_arch(): whole pages only, and those that the kernel can address. */
function addMemory(
  base: bigint,
  size: bigint,
  lowest: bigint,
  { memblock, profile, log }: BootContext,
): void {
  const page = BigInt(profile.config.pageSize);
  const head = (page - (base % page)) % page;
  if (size < page - (base % page)) {
    log.warning(`OF: fdt: Ignoring memory block 0x${base.toString(16)} - 0x${(base + size).toString(16)}`);
    return;
  }

  const first = base + head;
  const end = first + size - head - ((size - head) % page);
  const top = (1n << BigInt(profile.facts.addressBits)) - 1n;
  const ignored = (from: bigint, to: bigint): void =>
    log.warning(`OF: fdt: Ignoring memory range 0x${from.toString(16)} - 0x${to.toString(16)}`);
  if (first > top || end < lowest) {
    ignored(first, end);
    return;
  }
  if (end - 1n > top) ignored(top + 1n, end);
  if (first < lowest) ignored(first, lowest);
  const from = first < lowest ? lowest : first;
  const to = end - 1n > top ? top + 1n : end;
  if (to > from) memblock.add(from, to - from);
}

/** early_init_dt_check_for_usable_mem_range(): the first range caps memory, a second is added to it. */
function applyUsableRange(context: BootContext): void {
  const value = context.model.tree.root.child('chosen')?.property('linux,usable-memory-range')?.value;
  const { address, size } = rootCells(context);
  const entryBytes = (address + size) * 4;
  const { behaviours, arch } = context.profile;
  const most = behaviours.usableMemoryRange === 'two-ranges' ? 2 : 1;
  // Only arm64 knew the property before kernels read it in one place.
  if (most === 1 && arch !== 'arm64') return;
  if (value === undefined || entryBytes === 0 || value.length % entryBytes !== 0) return;

  for (let index = 0; index < most && (index + 1) * entryBytes <= value.length; index++) {
    const base = readNumber(value, index * entryBytes, address);
    const length = readNumber(value, index * entryBytes + address * 4, size);
    if (index === 0) context.memblock.capMemoryRange(base, length);
    else context.memblock.add(base, length);
  }
}
