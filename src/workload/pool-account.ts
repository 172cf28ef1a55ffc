import type { Allocation, PoolState } from '../kernel/dma/types.ts';
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
  #mostStranded = 0;
  #fragmentation: FragmentedMoment | undefined;

  constructor(index: number, pool: PoolState) {
    this.#index = index;
    this.#pool = pool;
    this.#usedPagesBefore = pool.usedPages;
    this.#peakPages = this.#usedPagesBefore;
  }

  allocated(allocation: Allocation, operation: number): void {
    this.#succeeded++;
    this.#exact &&= allocation.exact;
    this.#liveBuffers++;
    this.#livePages += allocation.pages;
    this.#liveBytes += allocation.size;

    const { usedPages } = this.#pool;
    if (usedPages > this.#peakPages) {
      this.#peakPages = usedPages;
      this.#peakOperation = operation;
      this.#bytesAtPeak = this.#liveBytes;
      this.#pagesAtPeak = this.#livePages;
    }
    this.#watchFragmentation(operation);
  }

  freed(allocation: Allocation, operation: number): void {
    this.#liveBuffers--;
    this.#livePages -= allocation.pages;
    this.#liveBytes -= allocation.size;
    this.#watchFragmentation(operation);
  }

  /** The moment that counts is the one with most free pages outside the largest hole: a full pool of two single holes is no worry. */
  #watchFragmentation(operation: number): void {
    const freePages = this.#pool.pageCount - this.#pool.usedPages;
    const largestHolePages = this.#pool.largestHolePages;
    if (freePages - largestHolePages <= this.#mostStranded) return;
    this.#mostStranded = freePages - largestHolePages;
    this.#fragmentation = { share: 1 - largestHolePages / freePages, freePages, largestHolePages, operation };
  }

  figures(): PoolFigures {
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
      fragmentation: this.#fragmentation,
      usedPagesAtEnd: this.#pool.usedPages,
      largestHolePagesAtEnd: this.#pool.largestHolePages,
      liveBuffers: this.#liveBuffers,
      liveBytes: this.#liveBytes,
      exact: this.#exact,
    };
  }
}
