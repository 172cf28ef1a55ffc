import type { IovaCache } from './iova-cache.ts';
import type { OperationClock } from './operation-clock.ts';

/** IOVA_DEFAULT_FQ_SIZE: entries of the ring, of which one stays empty. */
const ringSize = 256;
/** IOVA_DEFAULT_FQ_TIMEOUT in milliseconds. */
const timeout = 10;

/**
 * The flush queue of a domain in lazy mode (`iommu.strict=0`; drivers/iommu/dma-iommu.c, queue_iova()): unmapped IOVAs come back
 * only after the IOMMU's buffers were flushed, when the ring is full or 10 ms after the first one.
 */
export class FlushQueue {
  readonly #cache: IovaCache;
  readonly #clock: OperationClock;
  #waiting: { readonly pfn: number; readonly pages: number }[] = [];
  #flushAt: number | undefined;

  constructor(cache: IovaCache, clock: OperationClock) {
    this.#cache = cache;
    this.#clock = clock;
  }

  get length(): number {
    return this.#waiting.length;
  }

  queue(pfn: number, pages: number): void {
    this.flushDue();
    if (this.#waiting.length === ringSize - 1) this.#flush();
    this.#waiting.push({ pfn, pages });
    this.#flushAt ??= this.#clock.after(timeout);
  }

  /** fq_flush_timeout(), where its time has come. */
  flushDue(): void {
    if (this.#flushAt === undefined || this.#clock.now < this.#flushAt) return;
    this.#flushAt = undefined;
    this.#flush();
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { pfn, pages } of waiting) this.#cache.free(pfn, pages);
  }
}
