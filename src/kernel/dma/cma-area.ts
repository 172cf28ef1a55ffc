import { getOrder } from './get-order.ts';
import { PageBitmap } from './page-bitmap.ts';

export interface CmaAreaOptions {
  readonly name: string;
  /** Path of the region that made it. */
  readonly region: string | undefined;
  readonly basePage: number;
  readonly pageCount: number;
  readonly pageSize: number;
  /** CONFIG_CMA_ALIGNMENT. */
  readonly maxAlignOrder: number;
  readonly exact: boolean;
  /** False: cma_activate_area() gave up on it, and it holds nothing. */
  readonly activated: boolean;
}

/**
 * A CMA area in use (mm/cma.c cma_alloc(); spec 06 §4): exact page counts, first fit from the bottom, aligned by the
 * request's order in physical addresses.
 */
export class CmaArea {
  readonly name: string;
  readonly region: string | undefined;
  readonly basePage: number;
  readonly pageSize: number;
  readonly exact: boolean;
  readonly activated: boolean;
  readonly pageCount: number;
  #bitmap: PageBitmap | undefined;
  /** Pages that are free by the bitmap and that the page allocator has spoilt. */
  readonly #stranded = new Set<number>();
  readonly #maxAlignOrder: number;

  constructor(options: CmaAreaOptions) {
    this.name = options.name;
    this.region = options.region;
    this.basePage = options.basePage;
    this.pageSize = options.pageSize;
    this.exact = options.exact;
    this.activated = options.activated;
    this.pageCount = options.activated ? options.pageCount : 0;
    this.#maxAlignOrder = options.maxAlignOrder;
  }

  /** Made when it is first looked at. */
  get bitmap(): PageBitmap {
    this.#bitmap ??= new PageBitmap(this.pageCount);
    return this.#bitmap;
  }

  get base(): bigint {
    return BigInt(this.basePage) * BigInt(this.pageSize);
  }

  /** Pages by which a request of this size is aligned (cma_alloc_aligned()). */
  alignPages(size: number): number {
    return 2 ** Math.min(getOrder(size, this.pageSize), this.#maxAlignOrder);
  }

  /** cma_alloc() of whole pages: the first one's index, or -1. */
  allocate(pageCount: number, alignPages: number): number {
    if (pageCount === 0 || pageCount > this.pageCount) return -1;

    const offset = this.basePage % alignPages;
    let first = this.bitmap.findFree(pageCount, alignPages, offset);
    // alloc_contig_range() says -EBUSY to these, and the search goes on behind.
    while (first >= 0 && this.#isStranded(first, pageCount))
      first = this.bitmap.findFree(pageCount, alignPages, offset, first + alignPages);
    if (first >= 0) this.bitmap.take(first, pageCount);
    return first;
  }

  /**
   * What __free_pages() leaves behind that is given a buffer of this area as if it were the page allocator's: it frees a power
   * of two of pages, meets free ones beyond the buffer ("Bad page state"), and nobody can have those again.
   */
  strand(first: number, pageCount: number): void {
    const end = Math.min(first + 2 ** getOrder(pageCount, 1), this.pageCount);
    for (let page = first + pageCount; page < end; page++)
      if (!this.bitmap.isTaken(page)) this.#stranded.add(page);
  }

  #isStranded(first: number, pageCount: number): boolean {
    if (this.#stranded.size === 0) return false;
    for (let page = first; page < first + pageCount; page++) if (this.#stranded.has(page)) return true;
    return false;
  }

  /** cma_release(): whether the page is one of this area's; if so its bits are cleared. */
  release(page: number, pageCount: number): boolean {
    const first = page - this.basePage;
    if (first < 0 || first >= this.pageCount) return false;

    this.bitmap.release(first, pageCount);
    return true;
  }
}
