import type { Node } from '../../devicetree/tree.ts';
import type { BootContext } from '../boot-context.ts';
import { failedToReserve, invalidReg } from './messages.ts';
import { type ReadEntry, readEntries } from './region-nodes.ts';

/**
 * What reserving a node's `reg` came to: the node has none (`absent`, so `size` may speak), it is dropped, or it counts as a
 * static region, with the entry that was recorded where recording happens at once.
 */
export type StaticResult =
  | { readonly kind: 'absent' | 'dropped' }
  | { readonly kind: 'static'; readonly recorded: ReadEntry | undefined };

/** Reserves a static region in memblock (__reserved_mem_reserve_reg(); spec 01 §4.3). */
export function reserveStatic(node: Node, context: BootContext): StaticResult {
  const { behaviours } = context.profile;
  const reg = node.property('reg')?.value;
  if (reg === undefined) return { kind: 'absent' };

  const { entries, isMalformed } = readEntries(reg, context);
  if (behaviours.malformedReg === 'absent' && (isMalformed || entries.length === 0))
    return { kind: 'absent' };
  if (isMalformed) {
    const message = invalidReg(node.name);
    context.log.error(`${behaviours.scanPrefix}${message}`);
    context.table.mark(node, 'failed', message);
    return { kind: 'dropped' };
  }

  const used = behaviours.extraEntries === 'ignored' ? entries.slice(0, 1) : entries;
  if (used.length < entries.length) {
    const text = `Reserved memory: node '${node.name}' has ${entries.length} <base size> entries, only the first is used`;
    context.log.warning(`${behaviours.scanPrefix}${text}`);
  }
  for (const entry of used) reserveEntry(node, entry, context);

  return { kind: 'static', recorded: behaviours.staticSetup === 'early-scan' ? entries[0] : undefined };
}

function reserveEntry(node: Node, { base, size }: ReadEntry, context: BootContext): void {
  if (size !== 0n && reserveRange(base, size, node.property('no-map') !== undefined, context)) return;

  const { behaviours, facts } = context.profile;
  const message = failedToReserve(node.name, { base, size }, facts.addressBits);
  context.log.print(behaviours.failedReserveLevel, `${behaviours.scanPrefix}${message}`);
  context.table.mark(node, 'failed', message);
}

/** early_init_dt_reserve_memory(): whether it succeeds (spec 01 §4.4). */
function reserveRange(
  base: bigint,
  size: bigint,
  noMap: boolean,
  { memblock, profile }: BootContext,
): boolean {
  if (!noMap) {
    memblock.reserve(base, size);
    return true;
  }

  const { noMapOnReserved, staticNoMap } = profile.behaviours;
  const isBusy =
    noMapOnReserved !== 'allowed' &&
    memblock.overlapsReserved(base, size) &&
    (noMapOnReserved === 'busy' || memblock.overlapsMemory(base, size));
  if (isBusy) return false;

  if (staticNoMap === 'removed') memblock.remove(base, size);
  else memblock.markNoMap(base, size);
  return true;
}
