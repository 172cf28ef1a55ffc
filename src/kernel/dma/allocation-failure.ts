import { formatBytes } from '../../memory/quantity.ts';
import type { Refusal } from './buffer.ts';
import { CmaArea } from './cma-area.ts';
import { CoherentPool } from './coherent-pool.ts';
import type { FailureDetails } from './failure-details.ts';
import { getOrder, pagesOf } from './get-order.ts';
import type { AllocFailure, PoolState } from './types.ts';

/** Why an allocation got nothing. The numbers are of that moment; the sentence is made when it is asked for. */
export class AllocationFailure implements AllocFailure {
  readonly code: Refusal;
  readonly pool: string | undefined;
  readonly neededPages: number;
  readonly alignPages: number;
  readonly freePages: number;
  readonly largestHolePages: number;
  readonly pinnedPages: number;
  readonly isOnlyPinned: boolean;
  /** Who asked, what was tried, who stands in the way, and what would help; undefined where no kernel was asked. */
  readonly details: FailureDetails | undefined;
  readonly #size: number;
  readonly #kind: PoolState['kind'] | undefined;
  readonly #pageSize: number;

  constructor(
    code: Refusal,
    size: number,
    pool: CoherentPool | CmaArea | undefined,
    kind: PoolState['kind'] | undefined,
    details?: FailureDetails,
  ) {
    this.code = code;
    this.pool = pool === undefined ? undefined : (pool.region ?? pool.name);
    this.details = details;
    this.#size = size;
    this.#kind = kind;
    this.#pageSize = pool?.pageSize ?? 4096;
    this.neededPages = neededPages(size, pool);
    this.alignPages = alignPages(size, pool);
    this.freePages = pool?.bitmap.freeCount ?? 0;
    this.largestHolePages =
      details !== undefined && pool !== undefined && details.pool === pool.name
        ? (details.largestBlock?.pages ?? 0)
        : largestHole(this.alignPages, pool);
    this.pinnedPages = pool?.bitmap.blockedCount ?? 0;
    this.isOnlyPinned = this.pinnedPages > 0 && fitsWithoutPinned(this, pool);
  }

  get message(): string {
    const bytes = formatBytes(this.#size);
    const isPlain = this.pool === undefined || this.code === 'no-pages';
    if (isPlain || !isOfPool(this.code)) return `${bytes}: ${this.#plainText()}`;

    const needed = `${formatBytes(this.neededPages * this.#pageSize)} aligned to ${formatBytes(this.alignPages * this.#pageSize)}`;
    const asked = `${bytes} ${this.#kind === 'coherent' ? 'takes' : 'needs'} ${needed}`;
    if (this.code === 'larger-than-pool') return `${asked}; the whole of ${this.pool} is smaller.`;

    const free = formatBytes(this.freePages * this.#pageSize);
    const hole = formatBytes(this.largestHolePages * this.#pageSize);
    const pinned =
      this.pinnedPages === 0
        ? ''
        : ` (${formatBytes(this.pinnedPages * this.#pageSize)} of it in pages that cannot move)`;
    return `${asked}; ${this.pool} has ${free} free${pinned}, the largest hole at that alignment is ${hole}.`;
  }

  /** Where no pool or area has the last word. */
  #plainText(): string {
    const last = this.details?.tried.at(-1);
    if (this.code === 'panicked') return 'the kernel has panicked, and stands still.';
    if (this.code === 'no-function') return 'there is no such function in this kernel.';
    if (this.#size === 0) return 'the page allocator gives nothing for a size of 0.';
    if (this.code === 'not-supported')
      return last === undefined
        ? 'no such device.'
        : `the kernel gives nothing: ${last.way} (${last.source}).`;
    if (last?.way.startsWith('atomic pool') === true)
      return 'the pool for callers that may not sleep has no room for it that the device reaches.';
    if (last?.way.startsWith('restricted pool') === true)
      return `the restricted pool ${last.pool ?? ''} has no run of slots for it.`;
    const beyond = beyondReach(this);
    const order = getOrder(this.#size, this.#pageSize);
    if (beyond !== undefined)
      return `${beyond} has room for it where the device does not reach, and the page allocator no 2^${order} pages in one piece that it reaches.`;
    return `2^${order} pages in one piece are more than the page allocator gives, or lie where the device does not reach.`;
  }
}

/** Name of the pool or area that had room, all of it where the device does not reach; undefined: there was none. */
export function beyondReach({ details }: Pick<AllocFailure, 'details'>): string | undefined {
  return details?.tried.find(({ pool, refusal }) => pool !== undefined && refusal === 'out-of-reach')?.pool;
}

function isOfPool(code: Refusal): boolean {
  return code === 'no-hole' || code === 'larger-than-pool';
}

function neededPages(size: number, pool: CoherentPool | CmaArea | undefined): number {
  return pool instanceof CoherentPool ? pool.blockPages(size) : pagesOf(size, pool?.pageSize ?? 4096);
}

function alignPages(size: number, pool: CoherentPool | CmaArea | undefined): number {
  if (pool instanceof CoherentPool) return Math.max(1, pool.blockPages(size));
  return pool === undefined || size === 0 ? 1 : pool.alignPages(size);
}

/** Whether the pages that cannot move were all that stood in its way. */
function fitsWithoutPinned(
  { neededPages: needed, alignPages: align }: Pick<AllocFailure, 'neededPages' | 'alignPages'>,
  pool: CoherentPool | CmaArea | undefined,
): boolean {
  if (!(pool instanceof CmaArea) || needed === 0 || needed > pool.pageCount) return false;
  return pool.bitmap.findUntaken(needed, align, pool.basePage % align) >= 0;
}

function largestHole(align: number, pool: CoherentPool | CmaArea | undefined): number {
  if (pool === undefined) return 0;
  return pool.bitmap.longestAligned(align, pool instanceof CmaArea ? pool.basePage % align : 0);
}
