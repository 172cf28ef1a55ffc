import type { Node } from '../../devicetree/tree.ts';
import type { BootContext } from '../boot-context.ts';
import { extraEntries, failedToReserve, invalidReg } from './messages.ts';
import { type ReadEntry, readEntries } from './region-nodes.ts';
import { isValidNode } from './validate-node.ts';

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
    context.trace?.add(node, () => ({ kind: 'skipped', why: 'malformed', message }));
    return { kind: 'dropped' };
  }

  const used = behaviours.extraEntries === 'ignored' ? entries.slice(0, 1) : entries;
  if (used.length < entries.length) {
    context.log.warning(behaviours.scanPrefix + extraEntries(node.name, entries.length, true));
  }
  if (!isValidNode(node, context)) return { kind: 'dropped' };

  used.forEach((entry, index) => {
    reserveEntry(node, entry, index, context);
  });

  return { kind: 'static', recorded: behaviours.staticSetup === 'early-scan' ? entries[0] : undefined };
}

function reserveEntry(node: Node, { base, size }: ReadEntry, index: number, context: BootContext): void {
  const noMap = node.property('no-map') !== undefined;
  const { trace, memblock } = context;
  const before = trace?.node === node ? trace.moment(memblock) : undefined;
  const outcome = size === 0n ? 'empty' : reserveRange(base, size, noMap, context);
  if (before !== undefined)
    trace?.add(node, () => ({ kind: 'reserve', index, base, size, noMap, outcome, before }));
  if (outcome !== 'empty' && outcome !== 'busy' && outcome !== 'full') {
    trace?.claim(node, { base, size });
    return;
  }

  const { behaviours, facts } = context.profile;
  const message = failedToReserve(node.name, { base, size }, facts.addressBits);
  context.log.print(behaviours.failedReserveLevel, `${behaviours.scanPrefix}${message}`);
  context.table.mark(node, 'failed', message);
}

/** early_init_dt_reserve_memory(): what it does, `busy` where that is -EBUSY, `full` where it is -ENOMEM (spec 01 §4.4). */
function reserveRange(
  base: bigint,
  size: bigint,
  noMap: boolean,
  { memblock, profile }: BootContext,
): 'reserved' | 'marked' | 'removed' | 'busy' | 'full' {
  if (!noMap) {
    return memblock.reserve(base, size) ? 'reserved' : 'full';
  }

  const { noMapOnReserved, staticNoMap } = profile.behaviours;
  const isBusy =
    noMapOnReserved !== 'allowed' &&
    memblock.overlapsReserved(base, size) &&
    (noMapOnReserved === 'busy' || memblock.overlapsMemory(base, size));
  if (isBusy) return 'busy';

  if (staticNoMap === 'removed') {
    return memblock.remove(base, size) ? 'removed' : 'full';
  }
  return memblock.markNoMap(base, size) ? 'marked' : 'full';
}
