import { hexBytes } from '../../memory/quantity.ts';
import { endOf } from '../../memory/ranges.ts';
import type { BoardFacts, RegionRange } from '../board-facts.ts';
import { freeMemory } from '../free-memory.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';

/** A block of the linear map with pages of 4 KiB, and a huge page. */
const leastUseful = 2n << 20n;

/**
 * Memory that is left between regions is of use in pieces of 2 MiB and more: below that it is mapped in single pages, and no huge
 * page or CMA pool fits.
 *
 * Kernel: map_mem() of arm64; adjust_lowmem_bounds() of 32-bit Arm may lose such a piece altogether (spec 08 C9, C12).
 */
export const regionSplitsBank: Rule = defineRule({
  id: 'region-splits-bank',
  severity: 'info',
  preset: 'strict',
  requires: ['cells', 'memory-map'],
  summary: 'Regions should not leave pieces of memory below 2 MiB between them.',
  messages: {
    fragment: {
      text: 'Beside {path} ({range}) a piece of memory is cut off from the rest: {piece}.',
      note: 'Linux uses it in single pages, and prints nothing.',
      help: 'Put the regions side by side, or let one take the piece: {bytes} more.',
    },
  },
  evidence: [],

  check({ board, report }) {
    const { above, below } = neighbours(board);
    for (const piece of freeMemory(board)) {
      if (piece.size >= leastUseful) continue;
      const before = below.get(piece.base);
      const after = above.get(endOf(piece));
      const range = before ?? after;
      if (range === undefined) continue;

      report({
        message: 'fragment',
        data: {
          path: range.region.path,
          range: rangeText(range),
          bytes: hexBytes(piece.size),
          piece: rangeText(piece),
        },
        node: range.region.node,
        place: range.place,
        related:
          before === undefined || after === undefined
            ? []
            : [{ message: `${after.region.name} begins behind it`, place: after.place }],
      });
    }
  },
});

/** Regions by where they begin, and by where they end. */
function neighbours({ ranges }: BoardFacts) {
  return {
    above: new Map<bigint, RegionRange>(ranges.map((range) => [range.base, range])),
    below: new Map<bigint, RegionRange>(ranges.map((range) => [endOf(range), range])),
  };
}
