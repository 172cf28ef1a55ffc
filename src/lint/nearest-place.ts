import { roundDown, roundUp } from '../kernel/memblock.ts';
import { larger, smaller } from '../kernel/unsigned.ts';
import type { AddressRange, Region } from '../memory/model.ts';
import { endOf } from '../memory/ranges.ts';
import type { BoardFacts, RegionRange } from './board-facts.ts';
import { freeMemory } from './free-memory.ts';

/**
 * The aligned place of that size in free memory that is nearest to an address; undefined where there is none. What `except`
 * keeps counts as free: it is to move.
 */
export function nearestPlace(
  board: BoardFacts,
  size: bigint,
  align: bigint,
  near: bigint,
  except?: Region,
): AddressRange | undefined {
  const base = nearestBase(freeMemory(board, except), size, align, near);
  return base === undefined ? undefined : { base, size };
}

/** The aligned base in one of the holes, with room for that size behind it, that is nearest to an address. */
export function nearestBase(
  holes: readonly AddressRange[],
  size: bigint,
  align: bigint,
  near: bigint,
): bigint | undefined {
  let best: bigint | undefined;
  for (const hole of holes) {
    if (hole.size < size) continue;
    const lowest = roundUp(hole.base, align);
    const highest = roundDown(endOf(hole) - size, align);
    if (lowest > highest) continue;

    const base = larger(lowest, smaller(highest, roundDown(near, align)));
    if (best === undefined || distance(base, near) < distance(best, near)) best = base;
  }
  return best;
}

/** The nearest free place for a static region's range, as aligned as it is, up to a page block. */
export function nearestPlaceFor(
  board: BoardFacts,
  range: RegionRange,
  near: bigint,
): AddressRange | undefined {
  const own = range.base & -range.base;
  const align = own === 0n ? pageBlock : larger(page, smaller(own, pageBlock));
  return nearestPlace(board, range.size, align, near, range.region);
}

const page = 0x1000n;
const pageBlock = 0x200000n;

function distance(a: bigint, b: bigint): bigint {
  return larger(a, b) - smaller(a, b);
}
