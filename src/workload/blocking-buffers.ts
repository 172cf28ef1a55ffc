import type { PoolState } from '../kernel/dma/types.ts';

/** A live buffer, where it lies in its pool. */
export interface PlacedBuffer {
  readonly buffer: string;
  readonly device: string;
  readonly firstPage: number;
  readonly pages: number;
}

/** The place in a pool that came nearest to holding a request. */
export interface BlockedPlace {
  /** First page of the place, counted from the pool's start. */
  readonly firstPage: number;
  readonly pages: number;
  /** How many of its pages are taken, or cannot move. */
  readonly takenPages: number;
  /** The live buffers that take them, in address order; others than the workload's have no name. */
  readonly buffers: readonly PlacedBuffer[];
}

/**
 * Of all places of `neededPages` at `alignPages` (in pages of memory for a CMA area, of the pool for a coherent one) the one with
 * the fewest taken pages, the lowest of them; undefined where the pool is smaller than that.
 */
export function nearestPlace(
  pool: PoolState,
  { neededPages, alignPages }: { readonly neededPages: number; readonly alignPages: number },
  live: readonly PlacedBuffer[],
): BlockedPlace | undefined {
  const offset =
    pool.kind === 'coherent' ? 0 : Number((pool.base / BigInt(pool.pageSize)) % BigInt(alignPages));
  const taken = takenBefore(pool);
  let best: { readonly firstPage: number; readonly takenPages: number } | undefined;

  const first = offset === 0 ? 0 : alignPages - offset;
  for (let at = first; at + neededPages <= pool.pageCount; at += alignPages) {
    const takenPages = (taken[at + neededPages] ?? 0) - (taken[at] ?? 0);
    if (best === undefined || takenPages < best.takenPages) best = { firstPage: at, takenPages };
    if (takenPages === 0) break;
  }
  if (best === undefined) return undefined;

  const { firstPage, takenPages } = best;
  const end = firstPage + neededPages;
  const buffers = live
    .filter((buffer) => buffer.firstPage < end && buffer.firstPage + buffer.pages > firstPage)
    .sort((left, right) => left.firstPage - right.firstPage);
  return { firstPage, pages: neededPages, takenPages, buffers };
}

/** By page: how many before it are taken, or cannot move. */
function takenBefore({ pageCount, usedRuns, pinnedRuns = [] }: PoolState): Int32Array {
  const taken = new Int32Array(pageCount + 1);
  for (const [first, end] of [...usedRuns, ...pinnedRuns]) taken.fill(1, first + 1, end + 1);
  for (let page = 1; page <= pageCount; page++) taken[page] = (taken[page] ?? 0) + (taken[page - 1] ?? 0);
  return taken;
}
