import type { Region, WrittenRange } from '../../memory/model.ts';
import { hex } from '../../memory/quantity.ts';
import { endOf } from '../../memory/ranges.ts';
import type { BoardFacts } from '../board-facts.ts';
import { rangeCells } from '../cells-text.ts';
import { within } from '../free-memory.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';
import { macroPlaces } from '../written-places.ts';

const fourGib = 1n << 32n;

/**
 * The second number of a pair of `alloc-ranges` is a size.
 *
 * Told where the window begins in the low 4 GiB and runs beyond them, though read as an end its second number stays inside: such
 * a window lets Linux place a pool where the devices that it is meant for do not reach (#57).
 */
export const allocRangesLooksLikeEnd: Rule = defineRule({
  id: 'alloc-ranges-looks-like-end',
  severity: 'warning',
  preset: 'recommended',
  requires: ['cells', 'memory-map'],
  about: 'regions',
  summary: 'The second number of a pair in alloc-ranges must be a size, not an end.',
  messages: {
    end: {
      text: 'alloc-ranges of {path} allows {window}, beyond {border}: its second number {number} looks like an end.',
      note: 'Linux reads base and size, and takes the highest free place in the window.',
      help: 'If {number} is the end, write alloc-ranges = {cells}.',
    },
  },
  evidence: [57],

  check({ board, report }) {
    for (const region of board.regions) {
      if (region.kind !== 'dynamic' || region.malformed.length > 0) continue;
      for (const window of region.allocRanges) {
        const border = crossedBorder(board, region, window);
        if (border === undefined) continue;

        const meant = { base: window.base, size: window.size - window.base };
        report({
          message: 'end',
          data: {
            path: region.path,
            window: rangeText(window),
            border,
            number: hex(window.size),
            cells: rangeCells(meant, board.model.rootCells),
          },
          node: region.node,
          place: window.sizePlace,
          related: [{ message: 'the window begins here', place: window.place }, ...macroPlaces(window.place)],
        });
      }
    }
  },
});

/** What the window crosses and would not, were its second number the end; undefined: it is a size like any other. */
function crossedBorder(board: BoardFacts, { size = 0n }: Region, window: WrittenRange): string | undefined {
  const { base, size: number } = window;
  // A round window such as 1 GiB + 4 GiB is a size whatever the base.
  const isSizeLike = (number & (number - 1n)) === 0n;
  const meant = { base, size: number - base };
  const holds = within(board.ram, meant).some((part) => part.size >= size);
  if (!holds) return undefined;
  if (base < fourGib && number <= fourGib && endOf(window) > fourGib && !isSizeLike) return '4 GiB';

  const last = board.ram.at(-1);
  const isRamEnd = last !== undefined && number === endOf(last) && endOf(window) > endOf(last);
  return isRamEnd && !isSizeLike ? 'the end of memory' : undefined;
}
