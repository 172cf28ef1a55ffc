import type { CmaArea } from './cma-area.ts';
import { getOrder, pagesOf } from './get-order.ts';
import type { Gfp } from './gfp.ts';
import { PageBitmap, type UsualAlign } from './page-bitmap.ts';
import type { PageAllocator } from './pages/page-allocator.ts';

/** gen_pool_first_fit_order_align(): by the order of the size, whatever that is. */
const bySize: UsualAlign = { kind: 'exact', limit: 2 ** 30, lead: 0 };

/** A stretch of pages that an atomic pool has added to itself. */
interface Chunk {
  /** Physical page; undefined: from the page allocator, whose addresses are not promised. */
  readonly firstPage: number | undefined;
  /** The page that stands for it, where it is the page allocator's: right as to its zone. Undefined: there is no page allocator. */
  readonly likelyPage: number | undefined;
  readonly bitmap: PageBitmap;
}

/** Pages out of an atomic pool. */
export interface AtomicPages {
  readonly pool: AtomicPool;
  readonly chunk: Chunk;
  readonly first: number;
  readonly pages: number;
}

/** Where an atomic pool's pages come from. */
export interface AtomicPoolSource {
  readonly pageSize: number;
  readonly maxPageOrder: number;
  /** The default CMA area, if all of it lies in this pool's zone. */
  readonly cma: CmaArea | undefined;
  /** atomic_pool_size in bytes: the initial size, and the mark below which a pool grows. */
  readonly mark: number;
  readonly gfp: Gfp;
  /** Undefined: its pages are there without end. */
  readonly pages?: (() => PageAllocator) | undefined;
  /** As 32-bit Arm and old kernels do: one piece of just that size, from CMA or, where there is none, the page allocator. */
  readonly isWhole?: boolean;
}

/**
 * One of the pools for allocations that must not sleep (kernel/dma/pool.c; spec 05 §5). It grows in the background when it
 * runs low; here that happens a given number of operations later.
 */
export class AtomicPool {
  readonly #source: AtomicPoolSource;
  /** Newest first, as a search meets them. */
  readonly #chunks: Chunk[] = [];
  #pageCount = 0;
  #freePages = 0;

  private constructor(source: AtomicPoolSource) {
    this.#source = source;
  }

  /** __dma_atomic_pool_init(): undefined where no memory was found. */
  static create(source: AtomicPoolSource): AtomicPool | undefined {
    const pool = new AtomicPool(source);
    const { isWhole = false, mark, pageSize } = source;
    const isMade = isWhole ? pool.#addWhole(pagesOf(mark, pageSize)) : pool.#expand(mark);
    return isMade ? pool : undefined;
  }

  /** gen_pool_size(). */
  get byteCount(): number {
    return this.#pageCount * this.#source.pageSize;
  }

  /** gen_pool_avail() against atomic_pool_size. */
  get isLow(): boolean {
    return this.#freePages * this.#source.pageSize < this.#source.mark;
  }

  get freePages(): number {
    return this.#freePages;
  }

  /** gen_pool_alloc(): first fit by the order of the size, aligned from the start of each chunk. */
  allocate(pages: number): AtomicPages | undefined {
    const align = 2 ** getOrder(pages, 1);
    for (const chunk of this.#chunks) {
      const first = chunk.bitmap.findFree(pages, align);
      if (first < 0) continue;
      chunk.bitmap.take(first, pages);
      this.#freePages -= pages;
      return { pool: this, chunk, first, pages };
    }
    return undefined;
  }

  /** dma_free_from_pool(), of pages that this pool gave. */
  release({ chunk, first, pages }: AtomicPages): void {
    const before = chunk.bitmap.freeCount;
    chunk.bitmap.release(first, pages);
    this.#freePages += chunk.bitmap.freeCount - before;
  }

  /** atomic_pool_resize(): a pool that is low doubles. */
  grow(): void {
    if (this.isLow) this.#expand(this.byteCount);
  }

  /** atomic_pool_expand(): the largest order that CMA or else the page allocator has, from that of the size downwards. */
  #expand(size: number): boolean {
    const { pageSize, maxPageOrder, gfp } = this.#source;
    for (let order = Math.min(getOrder(size, pageSize), maxPageOrder); order >= 0; order--) {
      const pages = 2 ** order;
      const first = this.#fromCma(pages);
      if (first >= 0) return this.#add(pages, first, undefined);
      const block = this.#source.pages?.().allocate(order, gfp);
      if (block !== undefined || this.#source.pages === undefined)
        return this.#add(pages, undefined, block?.pfn);
    }
    return false;
  }

  #addWhole(pages: number): boolean {
    const { cma, gfp, maxPageOrder } = this.#source;
    if (cma !== undefined) {
      const first = this.#fromCma(pages);
      return first >= 0 && this.#add(pages, first, undefined);
    }
    if (getOrder(pages, 1) > maxPageOrder) return false;
    const run = this.#source.pages?.().allocateExact(pages, gfp);
    if (run === undefined && this.#source.pages !== undefined) return false;
    return this.#add(pages, undefined, run?.pfn);
  }

  /** A physical page, or -1. */
  #fromCma(pages: number): number {
    const { cma, pageSize } = this.#source;
    if (cma === undefined) return -1;
    const first = cma.allocate(pages, cma.alignPages(pages * pageSize));
    return first < 0 ? -1 : cma.basePage + first;
  }

  #add(pages: number, firstPage: number | undefined, likelyPage: number | undefined): boolean {
    this.#chunks.unshift({ firstPage, likelyPage, bitmap: new PageBitmap(pages, bySize) });
    this.#pageCount += pages;
    this.#freePages += pages;
    return true;
  }
}

/** Gives pages back to the pool that they came from. */
export function releaseAtomic(atomic: AtomicPages): void {
  atomic.pool.release(atomic);
}
