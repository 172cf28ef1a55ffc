import type { KernelLog } from '../../log.ts';

/** PREALLOC_DMA_DEBUG_ENTRIES, unless `dma_debug_entries=` says otherwise. */
export const preallocatedEntries = 65536;

/** sizeof(struct dma_debug_entry), with five addresses of the call's trace. */
const entrySize = 128;

/** Counts the entries that dma-debug has set aside: they grow by a page's worth when none is left. */
export class EntryPool {
  #free: number;
  #least: number;
  #total: number;
  readonly #asked: number;
  readonly #step: number;

  /** `asked`: entries to set aside; whole pages are taken. 0: dma-debug is off. */
  constructor(asked: number, pageSize: number) {
    this.#asked = asked;
    this.#step = Math.floor(pageSize / entrySize);
    this.#total = Math.ceil(asked / this.#step) * this.#step;
    this.#free = this.#total;
    this.#least = this.#total;
  }

  /** num_free_entries. */
  get free(): number {
    return this.#free;
  }

  /** min_free_entries. */
  get least(): number {
    return this.#least;
  }

  /** nr_total_entries. */
  get total(): number {
    return this.#total;
  }

  /** dma_entry_alloc(). Each time that the pool has grown by as much as was asked for at first, it says so. */
  take(log: KernelLog): void {
    if (this.#free === 0) {
      this.#free += this.#step;
      this.#total += this.#step;
      if (this.#total % this.#asked < this.#step) {
        const times = Math.floor(this.#total / this.#asked);
        log.info(`DMA-API: dma_debug_entry pool grown to ${this.#total} (${times}00%)`);
      }
    }
    this.#free--;
    this.#least = Math.min(this.#least, this.#free);
  }

  /** dma_entry_free(). */
  give(): void {
    this.#free++;
  }
}
