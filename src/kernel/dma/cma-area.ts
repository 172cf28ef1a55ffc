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
  /** Told of each request that finds nothing, unless it asks not to be told of. */
  readonly onFailure?: ((failure: CmaFailure) => void) | undefined;
}

/** A request that cma_alloc() has nothing for. */
export interface CmaFailure {
  readonly area: CmaArea;
  readonly pageCount: number;
  /** More pages than the area has: older kernels look no further. */
  readonly isTooLarge: boolean;
  /** Whether pages were found whose contents would not move (-EBUSY). */
  readonly wasBusy: boolean;
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
  readonly #maxAlignOrder: number;
  /** How far behind a multiple of the largest alignment it begins, in pages. */
  readonly #lead: number;
  readonly #onFailure: CmaAreaOptions['onFailure'];

  constructor(options: CmaAreaOptions) {
    this.name = options.name;
    this.region = options.region;
    this.basePage = options.basePage;
    this.pageSize = options.pageSize;
    this.exact = options.exact;
    this.activated = options.activated;
    this.pageCount = options.activated ? options.pageCount : 0;
    this.#maxAlignOrder = options.maxAlignOrder;
    this.#lead = options.basePage % 2 ** options.maxAlignOrder;
    this.#onFailure = options.onFailure;
  }

  /** Made when it is first looked at. Pages that are busy are blocked in it: free by their bits, and nobody gets them. */
  get bitmap(): PageBitmap {
    if (this.#bitmap === undefined) {
      const limit = 1 << this.#maxAlignOrder;
      this.#bitmap = new PageBitmap(this.pageCount, { kind: 'exact', limit, lead: this.#lead });
    }
    return this.#bitmap;
  }

  get base(): bigint {
    return BigInt(this.basePage) * BigInt(this.pageSize);
  }

  /** Runs of pages that are busy, `[first, end)`, ascending. */
  get busyRuns(): readonly (readonly [number, number])[] {
    return this.#bitmap?.blockedRuns() ?? [];
  }

  /** Pages by which a request of this size is aligned (cma_alloc_aligned()). */
  alignPages(size: number): number {
    return 1 << Math.min(getOrder(size, this.pageSize), this.#maxAlignOrder);
  }

  /** cma_alloc() of whole pages: the first one's index, or -1. `noWarn`: nobody is told of a failure (__GFP_NOWARN). */
  allocate(pageCount: number, alignPages: number, noWarn = false): number {
    // Neither an area without pages nor a request for none is told of.
    if (pageCount === 0 || this.pageCount === 0) return -1;
    if (pageCount > this.pageCount)
      return this.#fail(pageCount, noWarn, { isTooLarge: true, wasBusy: false });

    const isWithinLimit = alignPages <= 1 << this.#maxAlignOrder;
    const offset = isWithinLimit ? this.#lead & (alignPages - 1) : this.basePage % alignPages;
    const bitmap = this.#bitmap ?? this.bitmap;
    const first = bitmap.findFree(pageCount, alignPages, offset);
    if (first < 0) {
      const wasBusy = bitmap.hasBlocked && bitmap.findUntaken(pageCount, alignPages, offset) >= 0;
      return this.#fail(pageCount, noWarn, { isTooLarge: false, wasBusy });
    }
    bitmap.take(first, pageCount);
    return first;
  }

  /**
   * Pages whose contents cannot be moved: pinned by get_user_pages(), or under writeback. alloc_contig_range() says -EBUSY to a
   * request that meets one, and the search goes on one alignment further, so that the lowest place without any is found. Those that
   * are taken already are as they were.
   */
  markBusy(first: number, pageCount: number): void {
    const start = Math.max(0, first);
    this.bitmap.block(start, first + pageCount - start);
  }

  /** The pages can be moved again. */
  clearBusy(first: number, pageCount: number): void {
    const start = Math.max(0, first);
    this.bitmap.unblock(start, first + pageCount - start);
  }

  /**
   * Makes those of the pages busy that can be: a page that a buffer holds is no page that anybody else has. How many were not busy
   * before.
   */
  pin(first: number, pageCount: number): number {
    const { bitmap } = this;
    const before = bitmap.blockedCount;
    const end = Math.min(first + pageCount, this.pageCount);
    for (let at = bitmap.nextFree(Math.max(0, first)); at < end; ) {
      const taken = bitmap.nextTaken(at, end);
      this.markBusy(at, taken - at);
      at = bitmap.nextFree(taken);
    }
    return bitmap.blockedCount - before;
  }

  /**
   * What __free_pages() leaves behind that is given a buffer of this area as if it were the page allocator's: it frees a power
   * of two of pages, meets free ones beyond the buffer ("Bad page state"), and nobody can have those again.
   */
  strand(first: number, pageCount: number): void {
    const end = Math.min(first + 2 ** getOrder(pageCount, 1), this.pageCount);
    for (let page = first + pageCount; page < end; page++)
      if (!this.bitmap.isTaken(page)) this.markBusy(page, 1);
  }

  /** cma_release(): whether the page is one of this area's; if so its bits are cleared. */
  release(page: number, pageCount: number): boolean {
    const first = page - this.basePage;
    if (first < 0 || first >= this.pageCount) return false;

    this.bitmap.release(first, pageCount);
    return true;
  }

  #fail(pageCount: number, noWarn: boolean, why: Omit<CmaFailure, 'area' | 'pageCount'>): -1 {
    if (!noWarn) this.#onFailure?.({ area: this, pageCount, ...why });
    return -1;
  }
}
