interface Range {
  lo: number;
  hi: number;
}

/**
 * The kernel's algorithm as it is written (drivers/iommu/iova.c): a list of ranges, highest first, walked from the cached one
 * downwards. The last one, below which there is nothing, is the end of the walk.
 */
export class NaiveIovaDomain {
  readonly #startPfn: number;
  readonly #retries: boolean;
  readonly #dma32Pfn = 2 ** 20;
  readonly #anchor: Range = { lo: 2 ** 52, hi: 2 ** 52 };
  /** Highest first. */
  readonly #ranges: Range[] = [this.#anchor];
  #cached = this.#anchor;
  #cached32 = this.#anchor;
  #max32Size = this.#dma32Pfn;

  constructor(startPfn: number, retries: boolean) {
    this.#startPfn = startPfn;
    this.#retries = retries;
  }

  get ranges(): readonly (readonly [number, number])[] {
    return this.#ranges
      .slice(1)
      .map(({ lo, hi }) => [lo, hi] as const)
      .reverse();
  }

  allocate(size: number, limitPfn: number): number {
    const limit = limitPfn + 1;
    let align = 1;
    while (align < size) align *= 2;
    if (limit <= this.#dma32Pfn && size >= this.#max32Size) return 0;

    const cached = limit <= this.#dma32Pfn ? this.#cached32 : this.#cached;
    const retryPfn = cached.hi;
    let found = this.#walk(this.#ranges.indexOf(cached), size, align, limit, this.#startPfn);
    if (found === undefined && this.#retries && retryPfn < limit)
      found = this.#walk(0, size, align, limit, retryPfn + 1);
    if (found === undefined) {
      this.#max32Size = size;
      return 0;
    }
    const range = { lo: found, hi: found + size - 1 };
    this.#insert(range);
    if (range.hi < this.#dma32Pfn) this.#cached32 = range;
    else this.#cached = range;
    return found;
  }

  free(pfn: number): void {
    const at = this.#ranges.findIndex(({ lo, hi }) => lo <= pfn && pfn <= hi);
    const range = this.#ranges[at];
    if (range === undefined || range === this.#anchor) return;
    const above = this.#ranges[at - 1] ?? this.#anchor;
    if (range === this.#cached32 || (range.hi < this.#dma32Pfn && range.lo >= this.#cached32.lo))
      this.#cached32 = above;
    if (range.lo < this.#dma32Pfn) this.#max32Size = this.#dma32Pfn;
    if (range.lo >= this.#cached.lo) this.#cached = above;
    this.#ranges.splice(at, 1);
  }

  reserve(from: number, to: number): void {
    let lo = from;
    for (const range of [...this.#ranges].reverse()) {
      if (lo > range.hi || to < range.lo) continue;
      if (lo < range.lo) range.lo = lo;
      if (to > range.hi) lo = range.hi + 1;
      if (lo >= range.lo && to <= range.hi) return;
    }
    this.#insert({ lo, hi: to });
  }

  #walk(start: number, size: number, align: number, limit: number, low: number): number | undefined {
    let high = limit;
    for (let at = start; at < this.#ranges.length; at++) {
      high = Math.min(high, this.#ranges[at]?.lo ?? 0);
      if (high < size) return undefined;
      const pfn = Math.floor((high - size) / align) * align;
      if (pfn < low) return undefined;
      const below = this.#ranges[at + 1];
      if (below === undefined || pfn > below.hi) return pfn;
    }
    return undefined;
  }

  #insert(range: Range): void {
    const at = this.#ranges.findIndex(({ lo }) => lo < range.lo);
    this.#ranges.splice(at < 0 ? this.#ranges.length : at, 0, range);
  }
}
