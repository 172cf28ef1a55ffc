import type { CmaArea } from './cma-area.ts';
import { getOrder } from './get-order.ts';
import { PageBitmap } from './page-bitmap.ts';

/** A stretch of pages that an atomic pool has added to itself. */
interface Chunk {
  /** Physical page; undefined: from the page allocator, whose addresses are not known. */
  readonly firstPage: number | undefined;
  readonly bitmap: PageBitmap;
}

/** Pages out of an atomic pool. */
export interface AtomicPages {
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
}

/**
 * One of the pools for allocations that must not sleep (kernel/dma/pool.c; spec 05 §5). It grows in the background when it
 * runs low; here that happens a given number of operations later.
 */
export class AtomicPool {
  readonly #source: AtomicPoolSource;
  /** Newest first, as a search meets them. */
  readonly #chunks: Chunk[] = [];

  constructor(source: AtomicPoolSource) {
    this.#source = source;
    this.#expand(source.mark);
  }

  get isLow(): boolean {
    return (
      this.#chunks.reduce((free, { bitmap }) => free + bitmap.freeCount, 0) * this.#source.pageSize <
      this.#source.mark
    );
  }

  allocate(pages: number): AtomicPages | undefined {
    const align = 2 ** getOrder(pages, 1);
    for (const chunk of this.#chunks) {
      const first = chunk.bitmap.findFree(pages, align, 0);
      if (first < 0) continue;
      chunk.bitmap.take(first, pages);
      return { chunk, first, pages };
    }
    return undefined;
  }

  /** atomic_pool_resize(): a pool that is low doubles. */
  grow(): void {
    if (!this.isLow) return;
    const pages = this.#chunks.reduce((sum, { bitmap }) => sum + bitmap.pageCount, 0);
    this.#expand(pages * this.#source.pageSize);
  }

  #expand(size: number): void {
    const { pageSize, maxPageOrder, cma } = this.#source;
    const order = Math.min(getOrder(size, pageSize), maxPageOrder);
    const pages = 2 ** order;
    const first = cma === undefined ? -1 : cma.allocate(pages, cma.alignPages(pages * pageSize));
    this.#chunks.unshift({
      firstPage: cma === undefined || first < 0 ? undefined : cma.basePage + first,
      bitmap: new PageBitmap(pages),
    });
  }
}

/** Gives pages back to the chunk that they came from. */
export function releaseAtomic({ chunk, first, pages }: AtomicPages): void {
  chunk.bitmap.release(first, pages);
}
