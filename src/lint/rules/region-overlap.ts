import type { Region } from '../../memory/model.ts';
import { formatBytes, hex, hexBytes } from '../../memory/quantity.ts';
import { containsRange, endOf, overlapBytes } from '../../memory/ranges.ts';
import type { BoardFacts, RegionRange } from '../board-facts.ts';
import { failedReserveLine, overlapLine } from '../kernel-lines.ts';
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
  summary: 'Enabled regions must not share bytes.',
  messages: {
    overlap: { text: '{low} ({lowRange}) and {high} ({highRange}) share {bytes}.' },
    same: {
      text: '{low} and {high} both keep {lowRange}.',
      help: 'Keep one of the two nodes.',
    },
  },
  evidence: [1, 2, 3, 4, 5, 6, 8, 15, 21],

  check({ board, report }) {
    const seen = new Set<string>();
    const table = kernelTable(board);
    for (const [low, high] of overlappingPairs(board.ranges)) {
      const pair = `${low.region.path}\n${high.region.path}`;
      if (low.region === high.region || seen.has(pair)) continue;
      seen.add(pair);

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
        note: predicted(board, low, high, table),
        help: same ? undefined : remedy(low, high),
      });
    }
  },
});

/** The one whose last write came later first; of two in one statement the higher. */
function byWriting(low: RegionRange, high: RegionRange): readonly [RegionRange, RegionRange] {
  return lastStatement(low.region) > lastStatement(high.region) ? [low, high] : [high, low];
}

function sameFlags({ region: a }: RegionRange, { region: b }: RegionRange): boolean {
  return (
    a.noMap === b.noMap && a.reusable === b.reusable && a.compatible.join('\n') === b.compatible.join('\n')
  );
}

/** What the kernel knows of the regions: each one's next in its sorted table, and their order in the tree. */
interface KernelTable {
  readonly next: ReadonlyMap<RegionRange, RegionRange>;
  readonly order: ReadonlyMap<Region, number>;
}

/** The table has each region's first entry, by base, then by size: of two that begin together the smaller first. */
function kernelTable({ ranges, regions }: BoardFacts): KernelTable {
  const table = ranges.filter(({ entry }) => entry === 0);
  table.sort((a, b) => (a.base === b.base ? Number(a.size > b.size) - Number(a.size < b.size) : 0));
  return {
    next: new Map(table.slice(1).map((range, index) => [table[index] ?? range, range])),
    order: new Map(regions.map((region, index) => [region, index])),
  };
}

function predicted(board: BoardFacts, low: RegionRange, high: RegionRange, table: KernelTable): string {
  const lines: string[] = [];
  const refused = refusedNoMap(board, low, high, table);
  if (refused !== undefined) lines.push(failedReserveLine(board, refused.region.name, refused));

  if (table.next.get(low) === high) lines.push(overlapLine(board, low, high));
  else if (table.next.get(high) === low) lines.push(overlapLine(board, high, low));
  else lines.push('The kernel compares neighbours only and prints nothing about these two.');
  return lines.join('\n');
}

/** memblock remembers what mapped regions keep, not the no-map ones: a mapped one refuses a no-map one after it (spec 01 §4.4). */
function refusedNoMap(
  board: BoardFacts,
  low: RegionRange,
  high: RegionRange,
  { order }: KernelTable,
): RegionRange | undefined {
  if (low.region.noMap === high.region.noMap) return undefined;

  const [mapped, noMap] = low.region.noMap ? [high, low] : [low, high];
  const comesFirst = (order.get(mapped.region) ?? 0) < (order.get(noMap.region) ?? 0);
  const isMemory = board.profile?.behaviours.noMapOnReserved === 'busy' || board.ramBytes(noMap) > 0n;
  return comesFirst && isMemory ? noMap : undefined;
}

function remedy(low: RegionRange, high: RegionRange): string {
  if (containsRange(low, high)) {
    return `Move ${high.region.path} out of ${low.region.path}, or remove it if its memory is part of that region.`;
  }
  const room = high.base - low.base;
  if (room === 0n) return `Move ${high.region.path} to ${hex(endOf(low))} or beyond.`;
  return `Give ${low.region.path} no more than ${hex(room)} (${formatBytes(room)}), or move ${high.region.path} to ${hex(endOf(low))} or beyond.`;
}
