import { tooManyDynamic } from '../../kernel/reserved/messages.ts';
import type { AddressRange } from '../../memory/model.ts';
import { formatBytes, hexBytes } from '../../memory/quantity.ts';
import type { BoardFacts } from '../board-facts.ts';
import { placementLine } from '../boot-fate.ts';
import { type DynamicRequest, dynamicRequest, isUnsatisfiable } from '../dynamic-request.ts';
import { highestPlace, largestHole, memoryBeyond, within } from '../free-memory.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * Linux finds a place for every region that it is to place: beside the fixed ones, the kernel's image, and the dynamic ones that
 * come before it.
 *
 * The boot is emulated for it (spec 01 §5).
 */
export const dynamicRegionNotPlaced: Rule = defineRule({
  id: 'dynamic-region-not-placed',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells', 'memory-map', 'profile'],
  about: 'regions',
  summary: 'Linux must find a place for every region that has only a size.',
  messages: {
    failed: {
      text: 'Linux finds no place for {path}: it asks for {size}, aligned to {align}, and the largest hole is {hole}.',
      help: '{remedy}',
    },
  },
  evidence: [58, 59, 63],

  check({ board, report }) {
    for (const region of board.regions) {
      const request = dynamicRequest(board, region);
      // Where even the fixed regions leave no room, another rule says so.
      if (request === undefined || isUnsatisfiable(board, request) || mayHaveMore(board, request)) continue;
      const line = placementLine(board, region);
      // Where the table has no place for it, too-many-regions says so.
      if (line === undefined || line.endsWith(tooManyDynamic(region.name))) continue;

      const hole = largestHole(left(board, request), request.align);
      report({
        message: 'failed',
        data: {
          path: region.path,
          size: hexBytes(request.size),
          align: formatBytes(request.align),
          hole: formatBytes(hole),
          remedy:
            hole > 0n
              ? `Ask for ${formatBytes(hole)} at most, or free memory beside it.`
              : 'Widen alloc-ranges, or free memory.',
        },
        node: region.node,
        place: region.node.property('size')?.placeOfByte(0) ?? region.node.place,
        related: placedBefore(board),
        note: line,
      });
    }
  },
});

/** Whether a window has room above the last bank: it was written for a board whose boot loader tells of more RAM. */
function mayHaveMore(board: BoardFacts, { windows, size, align }: DynamicRequest): boolean {
  const beyond = memoryBeyond(board);
  return windows.some((window) => highestPlace(within(beyond, window), size, align) !== undefined);
}

/** What is free where it may lie, once the kernel has booted. */
function left({ booted }: BoardFacts, { windows }: DynamicRequest): readonly AddressRange[] {
  const free = [...(booted?.memblock.freeRanges() ?? [])].map(({ base, end }) => ({
    base,
    size: end - base,
  }));
  return windows.length === 0 ? free : windows.flatMap((window) => within(free, window));
}

function placedBefore({ booted }: BoardFacts) {
  return (booted?.regions ?? [])
    .filter(({ kind, base }) => kind === 'dynamic' && base !== undefined)
    .slice(0, 4)
    .map(({ node }) => ({ message: `${node.path} was placed before it`, place: node.place }));
}
