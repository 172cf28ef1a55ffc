import { larger } from '../../kernel/unsigned.ts';
import { formatBytes, hexBytes } from '../../memory/quantity.ts';
import type { BoardFacts } from '../board-facts.ts';
import { placementLine } from '../boot-fate.ts';
import { rangeCells } from '../cells-text.ts';
import { type DynamicRequest, dynamicRequest, isUnsatisfiable } from '../dynamic-request.ts';
import { freeMemory, highestPlace, largestHole, within } from '../free-memory.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';
import { macroPlaces } from '../written-places.ts';

/**
 * One of the windows that `alloc-ranges` leaves has room beside the regions that lie fixed.
 *
 * Kernel: __reserved_mem_alloc_size() tries each window for an aligned place (spec 01 §5, 08 D10).
 */
export const allocRangesUnsatisfiable: Rule = defineRule({
  id: 'alloc-ranges-unsatisfiable',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells', 'memory-map'],
  about: 'regions',
  summary: 'One of the alloc-ranges of a region must have room for it.',
  messages: {
    room: {
      text: '{path} asks for {size}, aligned to {align}, in {windows}: {left} is free there in one piece.',
      help: '{remedy}',
    },
  },
  evidence: [56],

  check({ board, report }) {
    for (const region of board.regions) {
      const request = dynamicRequest(board, region);
      const ranges = region.node.property('alloc-ranges');
      if (request === undefined || ranges === undefined || !isUnsatisfiable(board, request)) continue;

      report({
        message: 'room',
        data: {
          path: region.path,
          size: hexBytes(request.size),
          align: formatBytes(request.align),
          windows: request.windows.map((window) => `(${rangeText(window)})`).join(', '),
          left: roomIn(board, request),
          remedy: remedyFor(board, request),
        },
        node: region.node,
        place: ranges.place,
        related: [
          {
            message: 'the size that it asks for',
            place: (region.node.property('size') ?? region.node).place,
          },
          ...board.model.banks.slice(0, 4).map(({ place }) => ({ message: 'memory is here', place })),
          ...region.allocRanges.flatMap(({ place, sizePlace }) => [place, sizePlace].flatMap(macroPlaces)),
        ],
        note: placementLine(board, region),
      });
    }
  },
});

function roomIn(board: BoardFacts, { windows, align }: DynamicRequest): string {
  const free = freeMemory(board);
  const holes = windows.map((window) => largestHole(within(free, window), align));
  const most = holes.reduce(larger, 0n);
  return most === 0n ? 'nothing' : `at most ${formatBytes(most)}`;
}

function remedyFor(board: BoardFacts, { size, align }: DynamicRequest): string {
  const place = highestPlace(freeMemory(board), size, align);
  if (place === undefined) return 'Make it smaller: no RAM has so much free in one piece.';
  return `Widen alloc-ranges: ${rangeText(place)} is free, alloc-ranges = ${rangeCells(place, board.model.rootCells)}.`;
}
