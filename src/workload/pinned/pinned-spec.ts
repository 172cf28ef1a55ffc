import type { PageRange } from '../../kernel/dma/types.ts';
import type { Place } from '../../source/place.ts';

/**
 * Which pages of CMA areas cannot move when the workload begins. A reusable region's pages are the page allocator's while no buffer has
 * them; what get_user_pages() holds, or is under writeback, does not move away for a buffer.
 */
export interface PinnedSpec {
  /** Shares of each area, 0 to 1; each is rehearsed with every seed. */
  readonly shares: readonly number[];
  /** Pages that are pinned in every run; rehearsed once where there are no shares. */
  readonly ranges: readonly PageRange[];
  /** How many ways of lying are tried for each share. */
  readonly seeds: number;
  /** The first of them; the others follow. */
  readonly firstSeed: number;
  /** Mean length of the pieces in which pinned pages lie, as a size is written; undefined: {@link usualClusterBytes}. */
  readonly cluster: number | string | undefined;
  /** Path, label or name of the regions; undefined: every CMA area that a device of the workload uses. */
  readonly pools: readonly string[] | undefined;
  /** Where it is written; undefined: on the command line. */
  readonly place: Place | undefined;
}

/**
 * VM_READAHEAD_PAGES (include/linux/pagemap.h): file pages come into memory, and are written back, in stretches of 128 KiB, which the
 * page allocator takes from the same place. One page alone per pin would be the worst that can be, and is `cluster: 1 page`.
 */
export const usualClusterBytes: number = 128 << 10;

/** As many as give a failure probability to about ten per cent. */
export const usualSeeds = 100;

/** Beyond this a share is not known any better. */
export const mostSeeds = 10_000;

/** A share of a pool as written: `5%`, `0.5%`; 0 to 100. */
export const sharePattern: RegExp = /^\s*(?:100(?:\.0+)?|\d{1,2}(?:\.\d{1,9})?)\s*%\s*$/;

/** `5%` as 0.05; undefined for what is no share. */
export function parseShare(written: string): number | undefined {
  return sharePattern.test(written) ? Number.parseFloat(written) / 100 : undefined;
}
