import type { Node } from '../../devicetree/tree.ts';
import { isAvailable } from '../../memory/status.ts';
import type { BootContext } from '../boot-context.ts';
import type { BootTrace, SkipReason } from '../boot-trace.ts';
import { placeDynamic } from './dynamic-region.ts';
import { tooManyDynamic } from './messages.ts';
import { checkOverlaps } from './overlap-check.ts';
import { regionNodes } from './region-nodes.ts';
import { RegionEntry } from './region-table.ts';
import { setUpRegion } from './setup-region.ts';
import { reserveStatic } from './static-region.ts';

/** Reserves what the tree reserves (early_init_fdt_scan_reserved_mem(); spec 01 §4). */
export function scanReservedMemory(context: BootContext): void {
  const { behaviours } = context.profile;
  if (behaviours.memreserves === 'before-regions') reserveMemreserves(context);

  const nodes = regionNodes(context) ?? [];
  if (context.trace !== undefined) traceSkipped(nodes, context.trace);
  if (behaviours.staticSetup === 'late-pass') scanWithLatePass(nodes, context);
  else scanAtOnce(nodes, context);

  if (behaviours.memreserves === 'after-regions') reserveMemreserves(context);
}

function reserveMemreserves({ model, memblock }: BootContext): void {
  for (const { address, size } of model.memreserves) {
    if (size === 0n) return;
    memblock.reserve(address, size);
  }
}

/** What the scan passes over without a word. */
function traceSkipped(nodes: readonly Node[], trace: BootTrace): void {
  const { node } = trace;
  if (node === undefined) return;

  const skipped = (why: SkipReason): void => trace.add(node, () => ({ kind: 'skipped', why }));
  if (nodes.length === 0 && node.parent?.path === '/reserved-memory') skipped('root-check');
  if (!nodes.includes(node)) return;
  else if (!isAvailable(node)) skipped('disabled');
  else if (node.property('reg') === undefined && node.property('size') === undefined) skipped('placeholder');
}

/** From 6.12 on: static regions are reserved, dynamic ones placed and set up; the static ones' hooks come later. */
function scanWithLatePass(nodes: readonly Node[], context: BootContext): void {
  const { behaviours } = context.profile;
  const dynamic: Node[] = [];
  for (const node of nodes) {
    if (!isAvailable(node)) continue;

    const isAbsent = reserveStatic(node, context).kind === 'absent';
    if (!isAbsent || node.property('size') === undefined) continue;
    if (dynamic.length < behaviours.tableSize) dynamic.push(node);
    else {
      const message = tooManyDynamic(node.name);
      context.log.warning(`OF: reserved mem: ${message}`);
      context.table.mark(node, 'failed', message);
      context.trace?.add(node, () => ({ kind: 'skipped', why: 'table-full', message }));
    }
  }

  for (const node of dynamic) {
    const place = placeDynamic(node, context);
    if (place !== undefined) record(node, place.base, place.size, context);
  }
}

/** Enters a region into the table and hands it to its hook. */
export function record(node: Node, base: bigint, size: bigint, context: BootContext): void {
  const entry = new RegionEntry(node, base, size);
  if (setUpRegion(entry, context)) context.table.add(entry);
}

/** Up to 6.1: nodes are collected, sorted, checked, and only then placed and set up one by one. */
function scanAtOnce(nodes: readonly Node[], context: BootContext): void {
  const { table, profile } = context;
  const { tableSize, tableFullText } = profile.behaviours;
  for (const node of nodes) {
    if (!isAvailable(node)) continue;

    const result = reserveStatic(node, context);
    if (result.kind === 'dropped') continue;
    if (result.kind === 'absent' && node.property('size') === undefined) continue;

    const place = result.kind === 'static' ? result.recorded : { base: 0n, size: 0n };
    if (place === undefined) continue;
    if (table.entries.length < tableSize) table.add(new RegionEntry(node, place.base, place.size));
    else {
      context.log.error(`OF: reserved mem: ${tableFullText}`);
      table.mark(node, 'failed', tableFullText.slice(0, -1));
      context.trace?.add(node, () => ({ kind: 'skipped', why: 'table-full', message: tableFullText }));
    }
  }

  checkOverlaps(nodes, context);
  table.replace(table.entries.map((entry) => placedAndSetUp(entry, context)));
}

function placedAndSetUp(entry: RegionEntry, context: BootContext): RegionEntry {
  if (entry.size !== 0n) {
    setUpRegion(entry, context);
    return entry;
  }

  const place = placeDynamic(entry.node, context);
  if (place === undefined) return entry;
  const placed = new RegionEntry(entry.node, place.base, place.size);
  if (place.size !== 0n) setUpRegion(placed, context);
  return placed;
}
