interface Range {
  start: number;
  end: number;
}

/** So many items are given out at once, and no more than this part of a stretch: at its end nobody waits long for another. */
const batch = 8;
const partOfStretch = 4;

/**
 * Deals the items of a list out to workers so that each gets neighbours, which share most of what they read: every worker has a
 * stretch of its own, and who is at its end takes the second half of the longest that is left.
 */
export class WorkRanges {
  readonly #ranges: readonly Range[];

  constructor(count: number, workers: number) {
    this.#ranges = Array.from({ length: workers }, (_, index) => ({
      start: Math.floor((count * index) / workers),
      end: Math.floor((count * (index + 1)) / workers),
    }));
  }

  /** The numbers of the items that a worker is to do next; none when all are given out. */
  next(worker: number): readonly number[] {
    const own = this.#ranges[worker];
    if (own === undefined) return [];
    if (own.start === own.end) this.#steal(own);
    const start = own.start;
    own.start = start + Math.min(batch, Math.ceil(lengthOf(own) / partOfStretch));
    return Array.from({ length: own.start - start }, (_, index) => start + index);
  }

  #steal(own: Range): void {
    const longest = this.#ranges.reduce((best, one) => (lengthOf(one) > lengthOf(best) ? one : best), own);
    own.end = longest.end;
    own.start = longest.end - Math.ceil(lengthOf(longest) / 2);
    longest.end = own.start;
  }
}

function lengthOf({ start, end }: Range): number {
  return end - start;
}
