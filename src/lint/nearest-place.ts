import { roundDown, roundUp } from '../kernel/memblock.ts';
import { larger, smaller } from '../kernel/unsigned.ts';
import type { AddressRange } from '../memory/model.ts';
import { endOf } from '../memory/ranges.ts';
import type { BoardFacts } from './board-facts.ts';
import { freeMemory } from './free-memory.ts';

/** The aligned place of that size in free memory that is nearest to an address; undefined where there is none. */
export function nearestPlace(
  board: BoardFacts,
  size: bigint,
  align: bigint,
  near: bigint,
): AddressRange | undefined {
  let best: bigint | undefined;
  for (const hole of freeMemory(board)) {
    const lowest = roundUp(hole.base, align);
    const highest = roundDown(endOf(hole) - size, align);
    if (hole.size < size || lowest > highest) continue;

    const base = larger(lowest, smaller(highest, roundDown(near, align)));
    if (best === undefined || distance(base, near) < distance(best, near)) best = base;
  }
  return best === undefined ? undefined : { base: best, size };
}

function distance(a: bigint, b: bigint): bigint {
  return larger(a, b) - smaller(a, b);
}
