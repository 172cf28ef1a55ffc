import type { AddressRange } from '../memory/model.ts';
import { hex, hexBytes } from '../memory/quantity.ts';
import { overlapBytes } from '../memory/ranges.ts';
import type { BoardFacts, RegionRange } from './board-facts.ts';
import type { Related } from './finding.ts';
import { failedReserveLine } from './kernel-lines.ts';
import { nearestPlace } from './nearest-place.ts';
import { pageSizeOf } from './page-size.ts';
import { rangeText } from './range-text.ts';
import { isCheckedNoMap } from './region-fate.ts';
import type { RuleContext } from './rule.ts';
import { historyOfRange } from './written-places.ts';

/** The message of all rules about what the boot loader puts in memory. */
export const placementMessages = {
  covered: { text: '{path} ({range}) covers {bytes} of {what} ({placed}).' },
} as const;

/**
 * Tells of each static region that shares bytes with what the boot loader puts into memory. Linux reserves that before it
 * scans for regions: of a mapped region it then says nothing, and a `no-map` one fails (spec 08 C2).
 */
export function reportPlacementOverlaps(
  { board, report }: RuleContext<typeof placementMessages>,
  placed: AddressRange | undefined,
  what: string,
  related: readonly Related[] = [],
): void {
  if (placed === undefined) return;
  const free = placeFor(board, placed, what);
  for (const range of board.ranges) {
    const bytes = overlapBytes(range, placed);
    if (bytes === 0n) continue;

    report({
      message: 'covered',
      data: {
        path: range.region.path,
        range: rangeText(range),
        bytes: hexBytes(bytes),
        what,
        placed: rangeText(placed),
      },
      node: range.region.node,
      place: range.place,
      related: [...related, ...historyOfRange(range)],
      note: predicted(board, range),
      help:
        free === undefined
          ? `Move ${range.region.path}: nowhere else is room for ${what}.`
          : `Load ${what} at ${hex(free.base)}, where its ${hexBytes(placed.size)} are free, or move ${range.region.path}.`,
    });
  }
}

function predicted(board: BoardFacts, range: RegionRange): string {
  return range.region.noMap && isCheckedNoMap(board, range)
    ? failedReserveLine(board, range.region.name, range)
    : 'Linux reserves both, and prints nothing: each writes over the other.';
}

/** The nearest place for what the boot loader puts there, since firmware often knows the region's. */
function placeFor(board: BoardFacts, { base, size }: AddressRange, what: string): AddressRange | undefined {
  const alignment = what === 'the kernel image' ? 0x200000n : pageSizeOf(board);
  return nearestPlace(board, size, alignment, base);
}
