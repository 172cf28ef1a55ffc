import type { Allocation, PoolState } from '../kernel/dma/types.ts';

/**
 * A hole of a pool that was the largest when it was looked for. To look costs more than an allocation; to cut what is allocated out
 * of the known hole does not, and what is left of it is as much as the largest hole has at least.
 */
export class KnownHole {
  readonly #pool: PoolState;
  #first = 0;
  #end = 0;
  /** What the pool counted when the hole was as it is known. */
  #changes: number | undefined;

  constructor(pool: PoolState) {
    this.#pool = pool;
  }

  /** Pages that the largest hole has at least: after one buffer was allocated or freed since the last call, or anything else. */
  atLeast(allocation: Allocation, isFreed: boolean): number {
    const { changes } = this.#pool;
    const { firstPage, pages } = allocation;
    if (changes === undefined || firstPage === undefined || this.#changes === undefined) return 0;
    if (changes === this.#changes) return this.#end - this.#first;
    // Somebody else took pages in between.
    if (changes !== this.#changes + 1) return 0;
    this.#changes = changes;
    if (!isFreed) this.#cut(firstPage, firstPage + pages);
    return this.#end - this.#first;
  }

  /** Looks for it: pages of the largest hole. */
  look(): number {
    const { changes, largestHoleStart, largestHolePages } = this.#pool;
    this.#changes = largestHoleStart === undefined ? undefined : changes;
    this.#first = largestHoleStart ?? 0;
    this.#end = this.#first + largestHolePages;
    return largestHolePages;
  }

  #cut(first: number, end: number): void {
    if (end <= this.#first || first >= this.#end) return;
    const below = Math.max(0, first - this.#first);
    const above = Math.max(0, this.#end - end);
    if (below >= above) this.#end = this.#first + below;
    else this.#first = this.#end - above;
  }
}
