import { formatBytes, hex, hexBytes } from '../../memory/quantity.ts';
import { containsRange, endOf, overlapBytes } from '../../memory/ranges.ts';
import type { BoardFacts, RegionRange } from '../board-facts.ts';
import { nearestPlaceFor } from '../nearest-place.ts';
import { isOfFirstEntries, OverlapPrediction, type OverlappingPair } from '../overlap-prediction.ts';
import { overlappingPairs } from '../overlapping-pairs.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';
import { historyOfRange, lastStatement, placesOfRange } from '../written-places.ts';

/**
 * Two enabled regions may not share bytes. The mistake is in the merged tree: the finding stands at the region that was
 * written last, and leads to whatever moved, grew or enabled either.
 *
 * Kernel: __rmem_check_for_overlap() tells of neighbours and carries on (spec 01 §5.5).
 */
export const regionOverlap: Rule = defineRule({
  id: 'region-overlap',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells'],
  about: 'regions',
  summary: 'Enabled regions must not share bytes.',
  messages: {
    overlap: { text: '{low} ({lowRange}) and {high} ({highRange}) share {bytes}.' },
    same: {
      text: '{low} and {high} both keep {lowRange}.',
      help: 'Keep one of the two nodes.',
    },
    more: { text: '{count} more pairs of regions share bytes.' },
  },
  evidence: [1, 2, 3, 4, 5, 6, 7, 8, 15, 20, 21],

  check({ board, report }) {
    const found = pairsByRegions(board);
    if (found.length === 0) return;
    const prediction = new OverlapPrediction(board);
    const [next] = found.slice(mostPairs, mostPairs + 1);
    for (const [index, pairs] of found.slice(0, mostPairs).entries()) {
      const [low, high] = pairs.find(isOfFirstEntries) ?? pairs[0];
      const same = low.base === high.base && low.size === high.size;
      const [later, earlier] = byWriting(low, high);
      report({
        message: same ? 'same' : 'overlap',
        severity: same && sameFlags(low, high) ? 'warning' : 'error',
        data: {
          low: low.region.path,
          high: high.region.path,
          lowRange: rangeText(low),
          highRange: rangeText(high),
          bytes: hexBytes(overlapBytes(low, high)),
        },
        node: later.region.node,
        place: later.place,
        related: [...placesOfRange(earlier), ...historyOfRange(later)],
        note: prediction.linesOf(pairs),
        help: same
          ? undefined
          : remedy(
              low,
              high,
              index < mostPlaces ? nearestPlaceFor(board, high, endOf(low))?.base : undefined,
            ),
      });
    }
    if (next === undefined) return;
    const [[, { region, place }]] = next;
    report({ message: 'more', data: { count: `${found.length - mostPairs}` }, node: region.node, place });
  },
});

/** Nobody reads more, and each is explained at length. */
const mostPairs = 500;
/** For so many of them a free place is looked for. */
const mostPlaces = 50;

type PairsOfTwo = readonly [OverlappingPair, ...OverlappingPair[]];

/** For each two regions that meet the entries that do. */
function pairsByRegions({ ranges }: BoardFacts): readonly PairsOfTwo[] {
  if (ranges.length < 2) return [];
  const found = new Map<string, [OverlappingPair, ...OverlappingPair[]]>();
  for (const pair of overlappingPairs(ranges)) {
    const [low, high] = pair;
    if (low.region === high.region) continue;

    const key = [low.region.path, high.region.path].sort().join('\n');
    const known = found.get(key);
    if (known === undefined) found.set(key, [pair]);
    else known.push(pair);
  }
  return [...found.values()];
}

/** The one whose last write came later first; of two in one statement the higher. */
function byWriting(low: RegionRange, high: RegionRange): readonly [RegionRange, RegionRange] {
  return lastStatement(low.region) > lastStatement(high.region) ? [low, high] : [high, low];
}

function sameFlags({ region: a }: RegionRange, { region: b }: RegionRange): boolean {
  return (
    a.noMap === b.noMap && a.reusable === b.reusable && a.compatible.join('\n') === b.compatible.join('\n')
  );
}

/** @param free where the higher one would find room, as far as that is known */
function remedy(low: RegionRange, high: RegionRange, free: bigint | undefined): string {
  if (containsRange(low, high)) {
    const there = free === undefined ? '' : `, for instance to ${hex(free)},`;
    return `Move ${high.region.path} out of ${low.region.path}${there || ','} or remove it if its memory is part of that region.`;
  }
  const room = high.base - low.base;
  const there = free === undefined ? `${hex(endOf(low))} or beyond` : `${hex(free)}, which is free`;
  if (room === 0n) return `Move ${high.region.path} to ${there}.`;
  return `Give ${low.region.path} no more than ${hex(room)} (${formatBytes(room)}), or move ${high.region.path} to ${there}.`;
}
