import type { PoolFigures, RunResult } from './run-result.ts';

/** Of the pools in use the one that has, as a share of it, least left; the first of equals. */
export function tightestPool({ pools }: Pick<RunResult, 'pools'>): PoolFigures | undefined {
  let tightest: PoolFigures | undefined;
  for (const pool of pools) {
    if (pool.devices.length === 0 || pool.pageCount === 0) continue;
    if (tightest === undefined || leftShare(pool) < leftShare(tightest)) tightest = pool;
  }
  return tightest;
}

/** Pages that were free at any time, and not pinned. */
export function leftPages({ pageCount, peakPages, pinnedPages }: PoolFigures): number {
  return pageCount - peakPages - pinnedPages;
}

/** The same as a share of the pool, from 0 to 1. */
export function leftShare(pool: PoolFigures): number {
  return pool.pageCount === 0 ? 0 : leftPages(pool) / pool.pageCount;
}
