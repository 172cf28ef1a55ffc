import { IovaTree, noNode } from './iova-tree.ts';

export interface IovaDomainOptions {
  /** Bytes of a page of IOVA, a power of two. */
  readonly granule: number;
  /** The lowest page frame that is given out, at least 1. */
  readonly startPfn: number;
  /** Whether a search that fails below the cached node begins once more at the limit (behaviour `iovaRetry`). */
  readonly retries: boolean;
}

/** IOVA_ANCHOR: stands above every address, which has 64 bits and pages of 4 KiB at least. */
const anchorPfn = 2 ** 52;

/**
 * IO virtual addresses of one domain (drivers/iommu/iova.c, struct iova_domain; spec 05 §8), in page frames of the granule.
 * Handed out top-down, aligned to their size, beginning at the range that was put in last.
 */
export class IovaDomain {
  readonly granule: number;
  readonly startPfn: number;
  /** First page frame of 4 GiB. */
  readonly dma32Pfn: number;
  readonly #retries: boolean;
  readonly #tree = new IovaTree();
  readonly #anchor: number;
  #cached: number;
  #cached32: number;
  /** Requests of this size or more have failed below 4 GiB since anything there was freed. */
  #max32Size: number;

  constructor({ granule, startPfn, retries }: IovaDomainOptions) {
    this.granule = granule;
    this.startPfn = startPfn;
    this.dma32Pfn = 2 ** 32 / granule;
    this.#retries = retries;
    this.#anchor = this.#tree.insert(anchorPfn, anchorPfn);
    this.#cached = this.#anchor;
    this.#cached32 = this.#anchor;
    this.#max32Size = this.dma32Pfn;
  }

  /** Ranges that are taken, by allocations and reservations. */
  get count(): number {
    return this.#tree.count - 1;
  }

  /** The taken ranges, lowest first, ends inclusive. */
  *ranges(): Iterable<readonly [number, number]> {
    for (let at = this.#tree.firstFrom(0); at !== this.#anchor; at = this.#tree.next(at))
      yield [this.#tree.lo(at), this.#tree.hi(at)];
  }

  /**
   * alloc_iova(): the first page frame of `size` frames that all lie at `limitPfn` or below, a multiple of the next power of
   * two; 0: none.
   */
  allocate(size: number, limitPfn: number): number {
    const limit = Math.min(limitPfn + 1, anchorPfn);
    if (limit <= this.dma32Pfn && size >= this.#max32Size) return 0;

    const from = limit <= this.dma32Pfn ? this.#cached32 : this.#cached;
    const retryPfn = this.#tree.hi(from);
    let pfn = this.#tree.highestFit(size, limit, from);
    if (pfn < this.startPfn && this.#retries && retryPfn < limit) {
      pfn = this.#tree.highestFit(size, limit, this.#anchor);
      if (pfn <= retryPfn) pfn = -1;
    }
    if (pfn < this.startPfn) {
      this.#max32Size = size;
      return 0;
    }

    const node = this.#tree.insert(pfn, pfn + size - 1);
    if (pfn + size - 1 < this.dma32Pfn) this.#cached32 = node;
    else this.#cached = node;
    return pfn;
  }

  /** free_iova(): gives back the range that holds the page frame, if there is one. */
  free(pfn: number): void {
    const node = this.#tree.find(pfn);
    if (node === noNode || node === this.#anchor) return;

    const lo = this.#tree.lo(node);
    const isBelow4GiB = this.#tree.hi(node) < this.dma32Pfn;
    const isAbove32 = isBelow4GiB && lo >= this.#tree.lo(this.#cached32);
    if (node === this.#cached32 || isAbove32) this.#cached32 = this.#tree.next(node);
    if (lo < this.dma32Pfn) this.#max32Size = this.dma32Pfn;
    if (lo >= this.#tree.lo(this.#cached)) this.#cached = this.#tree.next(node);
    this.#tree.remove(node);
  }

  /** reserve_iova(): takes what is free of `[lo, hi]`, and lets ranges that it overlaps grow downwards. */
  reserve(lo: number, hi: number): void {
    let from = lo;
    const last = Math.min(hi, anchorPfn - 1);
    let at = this.#tree.firstEndingFrom(from);
    for (; at !== noNode && this.#tree.lo(at) <= last; at = this.#tree.next(at)) {
      if (from < this.#tree.lo(at)) this.#tree.extendDown(at, from);
      if (last <= this.#tree.hi(at)) return;
      from = this.#tree.hi(at) + 1;
    }
    if (from <= last) this.#tree.insert(from, last);
  }
}
