import type { Allocation, PoolState } from '../kernel/dma/types.ts';
import { KnownHole } from './known-hole.ts';
import { PeakShares } from './peak-shares.ts';
import type { FragmentedMoment, PoolFigures } from './run-result.ts';

/** The running figures of one pool, which is looked at after each of its operations. */
export class PoolAccount {
  readonly devices: Set<string> = new Set();
  failed = 0;
  readonly #index: number;
  readonly #pool: PoolState;
  readonly #usedPagesBefore: number;
  #succeeded = 0;
  #exact = true;
  #livePages = 0;
  #liveBytes = 0;
  #liveBuffers = 0;
  #peakPages: number;
  #peakOperation = 0;
  #bytesAtPeak = 0;
  #pagesAtPeak = 0;
  readonly #shares = new PeakShares();
  readonly #hole: KnownHole;
  #endPages: number;
  #smallestHolePages: number;
  #mostStranded = 0;
  #fragmentation: FragmentedMoment | undefined;

  constructor(index: number, pool: PoolState) {
    this.#index = index;
    this.#pool = pool;
    this.#hole = new KnownHole(pool);
    this.#usedPagesBefore = pool.usedPages;
    this.#peakPages = this.#usedPagesBefore;
    this.#endPages = pool.usedRuns.at(-1)?.[1] ?? 0;
    this.#smallestHolePages = pool.largestHolePages;
  }

  allocated(allocation: Allocation, operation: number): void {
    this.#succeeded++;
    this.#exact &&= allocation.exact;
    this.#liveBuffers++;
    this.#livePages += allocation.pages;
    this.#liveBytes += allocation.size;

    const isPeak = this.#pool.usedPages > this.#peakPages;
    this.#shares.allocated(allocation, isPeak);
    const { firstPage, pages } = allocation;
    if (firstPage !== undefined) this.#endPages = Math.max(this.#endPages, firstPage + pages);
    if (isPeak) this.#reachPeak(operation);
    this.#watchFragmentation(operation, allocation, false);
  }

  /** After an operation that is no allocation and may take pages all the same: a DMA pool's first block, a growing atomic pool. */
  look(operation: number): void {
    if (this.#pool.usedPages <= this.#peakPages) return;
    this.#shares.stayPeak();
    this.#reachPeak(operation);
    this.#smallestHolePages = Math.min(this.#smallestHolePages, this.#hole.look());
  }

  #reachPeak(operation: number): void {
    this.#peakPages = this.#pool.usedPages;
    this.#peakOperation = operation;
    this.#bytesAtPeak = this.#liveBytes;
    this.#pagesAtPeak = this.#livePages;
  }

  freed(allocation: Allocation, operation: number): void {
    this.#liveBuffers--;
    this.#livePages -= allocation.pages;
    this.#liveBytes -= allocation.size;
    this.#shares.freed(allocation);
    this.#watchFragmentation(operation, allocation, true);
  }

  /** The moment that counts is the one with most free pages outside the largest hole: a full pool of two single holes is no worry. */
  #watchFragmentation(operation: number, allocation: Allocation, isFreed: boolean): void {
    const freePages = this.#pool.pageCount - this.#pool.usedPages - (this.#pool.pinnedPages ?? 0);
    const atLeast = this.#hole.atLeast(allocation, isFreed);
    if (atLeast >= this.#smallestHolePages && freePages - atLeast <= this.#mostStranded) return;
    const largestHolePages = this.#hole.look();
    if (largestHolePages < this.#smallestHolePages) this.#smallestHolePages = largestHolePages;
    if (freePages - largestHolePages <= this.#mostStranded) return;
    this.#mostStranded = freePages - largestHolePages;
    this.#fragmentation = { share: 1 - largestHolePages / freePages, freePages, largestHolePages, operation };
  }

  figures(): PoolFigures {
    // Not all that is used is the workload's: an atomic pool grows, a DMA pool takes a page.
    const endPages = this.#pool.usedEnd ?? this.#endPages;
    const { kind, region, name, base, pageSize, pageCount } = this.#pool;
    return {
      pool: this.#index,
      kind,
      region,
      name,
      base,
      pageSize,
      pageCount,
      devices: [...this.devices],
      usedPagesBefore: this.#usedPagesBefore,
      succeeded: this.#succeeded,
      failed: this.failed,
      peakPages: this.#peakPages,
      peakOperation: this.#peakOperation,
      requestedBytesAtPeak: this.#bytesAtPeak,
      wasteBytesAtPeak: this.#pagesAtPeak * pageSize - this.#bytesAtPeak,
      devicesAtPeak: this.#shares.atPeak(),
      endPages,
      pinnedPages: this.#pool.pinnedPages ?? 0,
      pinnedBelowEnd: pagesBelow(this.#pool.pinnedRuns ?? [], endPages),
      smallestHolePages: this.#smallestHolePages,
      fragmentation: this.#fragmentation,
      usedPagesAtEnd: this.#pool.usedPages,
      largestHolePagesAtEnd: this.#pool.largestHolePages,
      liveBuffers: this.#liveBuffers,
      liveBytes: this.#liveBytes,
      exact: this.#exact,
    };
  }
}

function pagesBelow(runs: readonly (readonly [number, number])[], limit: number): number {
  return runs.reduce((sum, [first, end]) => sum + Math.max(0, Math.min(end, limit) - first), 0);
}
