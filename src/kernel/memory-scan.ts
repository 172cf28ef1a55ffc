import type { Node } from '../devicetree/tree.ts';
import { readNumber } from '../memory/cells.ts';
import { firstString, isAvailable } from '../memory/status.ts';
import { type BootContext, rootCells } from './boot-context.ts';

/**
 * Fills memblock from the tree's memory nodes, or from what replaces them (early_init_dt_scan_memory(); spec 01 §2), and
 * applies `linux,usable-memory-range`.
 */
export function scanMemory(context: BootContext): void {
  const replaced = context.machine.memory;
  if (replaced !== undefined) for (const { base, size } of replaced) addMemory(base, size, context);
  else for (const node of memoryNodes(context)) addNode(node, context);

  applyUsableRange(context);
}

function* memoryNodes({ model, profile }: BootContext): Iterable<Node> {
  if (profile.behaviours.memoryNodes === 'root-children') {
    for (const node of model.tree.root.children.values()) if (isMemory(node) && isAvailable(node)) yield node;
  } else for (const node of model.tree.nodes()) if (isMemory(node)) yield node;
}

function isMemory(node: Node): boolean {
  const type = node.property('device_type');
  return type !== undefined && firstString(type) === 'memory';
}

function addNode(node: Node, context: BootContext): void {
  const cells = rootCells(context);
  const entryBytes = (cells.address + cells.size) * 4;
  const isWhole = (name: string): boolean => (node.property(name)?.value.length ?? 0) % entryBytes === 0;
  const ignoresPartial = context.profile.behaviours.partialMemoryEntry === 'property-ignored';

  const names = ['linux,usable-memory', 'reg'].filter((name) => node.property(name) !== undefined);
  const value = node.property(names.find((name) => !ignoresPartial || isWhole(name)) ?? '')?.value;
  if (value === undefined || entryBytes === 0) return;

  for (let at = 0; at + entryBytes <= value.length; at += entryBytes) {
    const size = readNumber(value, at + cells.address * 4, cells.size);
    if (size !== 0n) addMemory(readNumber(value, at, cells.address), size, context);
  }
}

/** early_init_dt_add_memory_arch(): whole pages only. */
function addMemory(base: bigint, size: bigint, { memblock, profile, log }: BootContext): void {
  const page = BigInt(profile.config.pageSize);
  const head = (page - (base % page)) % page;
  if (size < page - (base % page)) {
    log.warning(`OF: fdt: Ignoring memory block 0x${base.toString(16)} - 0x${(base + size).toString(16)}`);
    return;
  }
  memblock.add(base + head, size - head - ((size - head) % page));
}

/** early_init_dt_check_for_usable_mem_range(): the first range caps memory, a second is added to it. */
function applyUsableRange(context: BootContext): void {
  const value = context.model.tree.root.child('chosen')?.property('linux,usable-memory-range')?.value;
  const { address, size } = rootCells(context);
  const entryBytes = (address + size) * 4;
  const most = context.profile.behaviours.usableMemoryRange === 'two-ranges' ? 2 : 1;
  if (value === undefined || entryBytes === 0 || value.length % entryBytes !== 0) return;

  for (let index = 0; index < most && (index + 1) * entryBytes <= value.length; index++) {
    const base = readNumber(value, index * entryBytes, address);
    const length = readNumber(value, index * entryBytes + address * 4, size);
    if (index === 0) context.memblock.capMemoryRange(base, length);
    else context.memblock.add(base, length);
  }
}
