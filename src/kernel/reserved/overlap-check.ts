import type { Node } from '../../devicetree/tree.ts';
import type { BootContext } from '../boot-context.ts';
import { overlapDetected, reservedPrefix } from './messages.ts';
import { sortEntries } from './sort-entries.ts';

/**
 * Sorts the table and reports neighbours that overlap (__rmem_check_for_overlap(); spec 01 §5.5). Only neighbours are
 * compared, and nothing is undone.
 */
export function checkOverlaps(documentOrder: readonly Node[], context: BootContext): void {
  const { table, profile, log } = context;
  if (table.entries.length < 2) return;
  table.replace(sortEntries(table.entries, documentOrder, profile.behaviours.sort));

  const { addressBits } = profile.facts;
  for (const [index, low] of table.entries.entries()) {
    const high = table.entries[index + 1];
    if (high === undefined || BigInt.asUintN(addressBits, low.base + low.size) <= high.base) continue;

    log.error(reservedPrefix + overlapDetected(low, high, addressBits));
  }
}
