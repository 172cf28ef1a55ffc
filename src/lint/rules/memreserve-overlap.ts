import { hexBytes } from '../../memory/quantity.ts';
import { containsRange, overlapBytes } from '../../memory/ranges.ts';
import type { BoardFacts, RegionRange } from '../board-facts.ts';
import { failedReserveLine } from '../kernel-lines.ts';
import { type MemreserveRange, memreserveRanges } from '../memreserve-ranges.ts';
import { overlappingPairs } from '../overlapping-pairs.ts';
import { pageSizeOf } from '../page-size.ts';
import { rangeText } from '../range-text.ts';
import { isCheckedNoMap } from '../region-fate.ts';
import { defineRule, type Rule } from '../rule.ts';
import { historyOfRange } from '../written-places.ts';

/**
 * A /memreserve/ entry may not meet a region, except to reserve a mapped one a second time.
 *
 * Kernel: up to 6.1 the entries come first, and from 5.10 on a `no-map` region that meets one gets -EBUSY (spec 01 §4.4, 09 row 2).
 */
export const memreserveOverlap: Rule = defineRule({
  id: 'memreserve-overlap',
  severity: 'warning',
  preset: 'recommended',
  requires: ['cells'],
  about: 'regions',
  summary: 'A /memreserve/ entry must not meet a region, unless it covers one that is mapped.',
  messages: {
    noMap: {
      text: 'The /memreserve/ entry ({entry}) meets the no-map region {path} ({range}): they share {bytes}.',
      note: 'On Linux 5.10 to 6.1 the region fails with -EBUSY; older and newer kernels keep it.',
      help: 'Drop the /memreserve/ entry: the region keeps this memory.',
    },
    mapped: {
      text: 'The /memreserve/ entry ({entry}) and {path} ({range}) share {bytes}, and neither covers the other.',
      note: 'Linux reserves both and prints nothing.',
      help: 'Reserve the memory once: with the region, or with the entry.',
    },
  },
  evidence: [10],

  check({ board, report }) {
    for (const [entry, range] of meetings(board)) {
      const { region } = range;
      if (!region.noMap && (containsRange(entry, range) || containsRange(range, entry))) continue;
      // Secondary CPUs spin in a few bytes of a page that a region keeps for them.
      if (containsRange(range, entry) && range.size <= pageSizeOf(board)) continue;

      const busy = region.noMap && isBusy(board, range);
      report({
        message: region.noMap ? 'noMap' : 'mapped',
        severity: busy ? 'error' : 'warning',
        data: {
          entry: rangeText(entry),
          path: region.path,
          range: rangeText(range),
          bytes: hexBytes(overlapBytes(entry, range)),
        },
        node: region.node,
        place: range.place,
        related: [
          { message: 'the /memreserve/ entry', place: entry.memreserve.place },
          ...historyOfRange(range),
        ],
        note: busy ? failedReserveLine(board, region.name, range) : undefined,
      });
    }
  },
});

/** Pairs of an entry and a region's range that share bytes. */
function* meetings(board: BoardFacts): Iterable<readonly [MemreserveRange, RegionRange]> {
  const entries = memreserveRanges(board.model);
  if (entries.length === 0) return;

  const all: (MemreserveRange | RegionRange)[] = [...entries, ...board.ranges];
  all.sort((a, b) => (a.base === b.base ? 0 : a.base < b.base ? -1 : 1));
  for (const [low, high] of overlappingPairs(all)) {
    if ('memreserve' in low && 'region' in high) yield [low, high];
    if ('region' in low && 'memreserve' in high) yield [high, low];
  }
}

function isBusy(board: BoardFacts, range: RegionRange): boolean {
  return board.behaviours.memreserves === 'before-regions' && isCheckedNoMap(board, range);
}
