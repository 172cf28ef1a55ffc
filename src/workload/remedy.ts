import { beyondReach } from '../kernel/dma/allocation-failure.ts';
import type { AllocFailure, PoolState } from '../kernel/dma/types.ts';
import { formatBytes, hex, hexBytes } from '../memory/quantity.ts';
import type { Holder } from './run-result.ts';

/**
 * One thing that makes a failed allocation succeed, as a sentence.
 *
 * Allocators take the lowest place that fits, so a pool that is longer at its end gives out all earlier buffers where they
 * are now: the size named here is the smallest that lets this one succeed.
 */
export function remedyFor(
  size: number,
  failure: AllocFailure,
  pool: PoolState | undefined,
  holders: readonly Holder[],
): string {
  if (failure.code === 'panicked') return 'See what it panicked with, and mend that.';
  if (failure.code === 'no-function')
    return 'Allocate with a function that this kernel has, or rehearse another kernel with `--kernel`.';
  if (pool === undefined) {
    return failure.code === 'no-pages'
      ? 'Give the device a reusable `shared-dma-pool` region (CMA) by `memory-region`: the page allocator has no blocks of this size.'
      : 'Give the device a `shared-dma-pool` region of its own by `memory-region`.';
  }

  const name = pool.region ?? pool.name;
  if (beyondReach(failure) === pool.name) return placedInReach(pool, failure);
  if (failure.isOnlyPinned === true)
    return `Pages that cannot move stand in its way. Take \`reusable\` from ${name}, so that nobody else's pages are in it, allocate before others fill it, or enlarge it.`;
  const enlarged = hexBytes(BigInt(sufficientPages(failure, pool)) * BigInt(pool.pageSize));
  if (pool.kind === 'default-cma')
    return `Enlarge the default CMA area to ${enlarged}, by \`cma=\` or a \`linux,cma-default\` region.`;

  const pagesInCma = holders.reduce(
    (sum, holder) => sum + holder.cmaPages,
    pagesInCmaArea(size, pool.pageSize),
  );
  if (pool.kind === 'coherent' && pagesInCma <= pool.pageCount) {
    const taken = formatBytes(BigInt(pagesInCma) * BigInt(pool.pageSize));
    return `Enlarge ${name} to ${enlarged}, or make it \`reusable\`: CMA does not round up to powers of two, and these buffers would take ${taken} of it.`;
  }
  return `Enlarge ${name} to ${enlarged}.`;
}

/** Of a pool that the device does not reach no size is enough. */
function placedInReach(pool: PoolState, { details }: AllocFailure): string {
  const name = pool.region ?? 'the default CMA area';
  const end = details?.reachEnd;
  const where = end === undefined ? 'where the device reaches it' : `to addresses up to ${hex(end)}`;
  return `Move ${name} ${where}: the device does not reach it where it lies, whatever its size.`;
}

/** Pages of the smallest pool, grown at its end, that has room for this request too. */
function sufficientPages(failure: AllocFailure, pool: PoolState): number {
  const usedEnd = Math.max(pool.usedRuns.at(-1)?.[1] ?? 0, pool.pinnedRuns?.at(-1)?.[1] ?? 0);
  if (pool.kind === 'coherent') return alignUp(usedEnd, failure.alignPages) + failure.neededPages;

  // CMA aligns in physical pages.
  const offset = Number((pool.base / BigInt(pool.pageSize)) % BigInt(failure.alignPages));
  const first = alignUp(usedEnd + offset, failure.alignPages) - offset;
  return alignUp(first + failure.neededPages, cmaUnitPages(pool.pageSize));
}

/** A size unit that every kernel takes for a CMA area: the largest page block, or 4 MiB with 4 KiB pages (until 5.18). */
function cmaUnitPages(pageSize: number): number {
  return Math.max(1024, pageSize / 8);
}

/** CONFIG_CMA_ALIGNMENT as every defconfig has it: no buffer is aligned to more than 256 pages. */
const cmaAlignPages = 256;

/** Pages that a buffer keeps from others in a CMA area: whole pages, up to the next one that a buffer like it may begin at. */
export function pagesInCmaArea(size: number, pageSize: number): number {
  const pages = Math.max(1, Math.ceil(size / pageSize));
  return alignUp(pages, Math.min(cmaAlignPages, 2 ** Math.ceil(Math.log2(pages))));
}

function alignUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}
