import { roundUp } from '../kernel/memblock.ts';
import { larger, smaller } from '../kernel/unsigned.ts';
import type { AddressRange, Region } from '../memory/model.ts';
import { endOf, mergeRanges } from '../memory/ranges.ts';
import type { BoardFacts } from './board-facts.ts';

const topOfMemory = 1n << 64n;

/** RAM that neither a static region, but for `except`, nor a `/memreserve/` entry takes, in address order. */
export function freeMemory(board: BoardFacts, except?: Region): readonly AddressRange[] {
  return without(board.ram, taken(board, except));
}

/** The same of a board whose boot loader may have more RAM than the tree says: above the last bank all is taken to be RAM. */
export function possiblyFreeMemory(board: BoardFacts): readonly AddressRange[] {
  const last = board.ram.at(-1);
  if (board.memoryGiven || last === undefined) return freeMemory(board);
  const grown = { base: last.base, size: topOfMemory - last.base };
  return without([...board.ram.slice(0, -1), grown], taken(board));
}

function taken({ ranges, model }: BoardFacts, except?: Region): readonly AddressRange[] {
  const kept = except === undefined ? ranges : ranges.filter(({ region }) => region !== except);
  return mergeRanges([...kept, ...model.memreserves.map(({ address, size }) => ({ base: address, size }))]);
}

/** RAM above the last bank that the tree tells of, which a boot loader may add; none where the user says what there is. */
export function memoryBeyond({ ram, memoryGiven }: BoardFacts): readonly AddressRange[] {
  const last = ram.at(-1);
  if (memoryGiven || last === undefined) return [];
  return [{ base: endOf(last), size: topOfMemory - endOf(last) }];
}

/** Both lists are sorted and disjoint. */
function without(ranges: readonly AddressRange[], holes: readonly AddressRange[]): readonly AddressRange[] {
  const left: AddressRange[] = [];
  let next = 0;
  for (const range of ranges) {
    while (next < holes.length && endOf(holes[next] ?? range) <= range.base) next++;
    let base = range.base;
    for (let at = next; at < holes.length; at++) {
      const hole = holes[at];
      if (hole === undefined || hole.base >= endOf(range)) break;
      if (hole.base > base) left.push({ base, size: hole.base - base });
      if (endOf(hole) > base) base = endOf(hole);
    }
    if (base < endOf(range)) left.push({ base, size: endOf(range) - base });
  }
  return left;
}

/** What of the ranges lies in the window. */
export function within(ranges: readonly AddressRange[], window: AddressRange): readonly AddressRange[] {
  return ranges.flatMap((range) => {
    const base = larger(range.base, window.base);
    const end = smaller(endOf(range), endOf(window));
    return base < end ? [{ base, size: end - base }] : [];
  });
}

/** The highest aligned place of that size, as Linux looks for one from the top. */
export function highestPlace(
  ranges: readonly AddressRange[],
  size: bigint,
  align: bigint,
): AddressRange | undefined {
  for (const range of [...ranges].reverse()) {
    if (range.size < size) continue;
    const top = endOf(range) - size;
    const base = top - (top % align);
    if (base >= range.base) return { base, size };
  }
  return undefined;
}

/** The most bytes that are free in one piece from an aligned address on. */
export function largestHole(ranges: readonly AddressRange[], align: bigint): bigint {
  let largest = 0n;
  for (const range of ranges) {
    const size = endOf(range) - roundUp(range.base, align);
    if (size > largest) largest = size;
  }
  return largest;
}
