import type { PageRange, PoolState } from '../../kernel/dma/types.ts';
import type { RandomSource } from '../generate/random-source.ts';

export interface PinnedShare {
  /** Of all pages of the area, 0 to 1. */
  readonly share: number;
  /** Mean length of a piece. */
  readonly clusterPages: number;
}

/**
 * Which pages of an area cannot move: so many as the share says, to the page, in pieces whose lengths are even from 1 to twice the mean,
 * and which lie anywhere between the free pages, each order of pieces and free pages as likely as any other. Pages that are taken
 * already are left out; where fewer than the share are free, all of those are chosen.
 */
export function choosePages(
  area: Pick<PoolState, 'pageCount' | 'usedRuns'>,
  { share, clusterPages }: PinnedShare,
  random: RandomSource,
): readonly PageRange[] {
  const free = freeRuns(area);
  const freeCount = free.reduce((sum, { pages }) => sum + pages, 0);
  const wanted = Math.min(Math.round(share * area.pageCount), freeCount);
  if (wanted === 0) return [];
  return placed(pieces(wanted, clusterPages, random), freeCount - wanted, random, free);
}

/** Lengths that come to `total`. */
function pieces(total: number, mean: number, random: RandomSource): readonly number[] {
  const lengths: number[] = [];
  for (let left = total; left > 0; ) {
    const length = Math.min(left, 1 + random.below(Math.max(1, 2 * mean - 1)));
    lengths.push(length);
    left -= length;
  }
  return lengths;
}

/** Puts the pieces between so many pages that stay as they are, over the free runs; a piece that comes upon a taken page goes on behind it. */
function placed(
  lengths: readonly number[],
  between: number,
  random: RandomSource,
  free: readonly PageRange[],
): readonly PageRange[] {
  const ranges: PageRange[] = [];
  let run = 0;
  let used = 0;
  const advance = (count: number, isPinned: boolean): void => {
    for (let left = count; left > 0; ) {
      const at = free[run];
      if (at === undefined) return;
      const part = Math.min(left, at.pages - used);
      if (isPinned && part > 0) ranges.push({ first: at.first + used, pages: part });
      used += part;
      left -= part;
      if (used < at.pages) continue;
      run++;
      used = 0;
    }
  };

  const places = orderedPlaces(lengths.length, lengths.length + between, random);
  let before = 0;
  for (const [index, place] of places.entries()) {
    advance(place - index - before, false);
    before = place - index;
    advance(lengths[index] ?? 0, true);
  }
  return ranges;
}

/** `count` different numbers below `limit`, ascending, each set of them as likely as any other (Floyd's algorithm). */
function orderedPlaces(count: number, limit: number, random: RandomSource): Float64Array {
  const chosen = new Set<number>();
  for (let top = limit - count; top < limit; top++) {
    const drawn = random.below(top + 1);
    chosen.add(chosen.has(drawn) ? top : drawn);
  }
  return Float64Array.from(chosen).sort();
}

function freeRuns({ pageCount, usedRuns }: Pick<PoolState, 'pageCount' | 'usedRuns'>): readonly PageRange[] {
  const free: PageRange[] = [];
  let at = 0;
  for (const [first, end] of [...usedRuns, [pageCount, pageCount] as const]) {
    if (first > at) free.push({ first: at, pages: first - at });
    at = end;
  }
  return free;
}
