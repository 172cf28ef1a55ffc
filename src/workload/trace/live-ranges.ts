interface Range<T> {
  readonly start: number;
  readonly end: number;
  readonly thing: T;
}

/** Stretches that are kept though nothing is in them. */
const mostEmpty = 4096;

/**
 * Ranges of addresses that are live, each with what it stands for. Ranges may lie over one another. All questions take time by what
 * lies near, and memory is what is live.
 */
export class LiveRanges<T> {
  readonly #stretch: number;
  readonly #starts = new Map<number, Range<T>[]>();
  readonly #stretches = new Map<number, Set<Range<T>>>();
  #count = 0;

  /** @param stretch ranges are filed by stretches of so many units; a longer one stands in several */
  constructor(stretch: number = 2 ** 20) {
    this.#stretch = stretch;
  }

  get size(): number {
    return this.#count;
  }

  *values(): Iterable<T> {
    for (const ranges of this.#starts.values()) for (const { thing } of ranges) yield thing;
  }

  add(start: number, size: number, thing: T): void {
    const range = { start, end: start + Math.max(1, size), thing };
    const known = this.#starts.get(start);
    if (known === undefined) this.#starts.set(start, [range]);
    else known.push(range);
    const last = this.#lastKey(range);
    for (let key = this.#firstKey(range); key <= last; key++) {
      const near = this.#stretches.get(key);
      if (near === undefined) this.#stretches.set(key, new Set([range]));
      else near.add(range);
    }
    this.#count++;
  }

  /** Takes out what begins there: of several the last of that size, else the last; undefined: nothing begins there. */
  take(start: number, size?: number): T | undefined {
    const ranges = this.#starts.get(start);
    if (ranges === undefined) return undefined;
    const isOnly = ranges.length === 1;
    const range = isOnly ? ranges[0] : takeOfSeveral(ranges, start, size);
    if (range === undefined) return undefined;
    if (isOnly) this.#starts.delete(start);
    const last = this.#lastKey(range);
    for (let key = this.#firstKey(range); key <= last; key++) {
      const near = this.#stretches.get(key);
      near?.delete(range);
      // What comes and goes would make its stretch anew each time.
      if (near?.size === 0 && this.#stretches.size > mostEmpty) this.#stretches.delete(key);
    }
    this.#count--;
    return range.thing;
  }

  /** Of those that begin there the last one. */
  at(start: number): T | undefined {
    return this.#starts.get(start)?.at(-1)?.thing;
  }

  /** All that have a byte of the range, with where they begin. */
  over(start: number, size: number): readonly { readonly start: number; readonly thing: T }[] {
    const end = start + Math.max(1, size);
    const first = this.#firstKey({ start });
    const last = this.#lastKey({ start, end });
    const found: Range<T>[] = [];
    for (let key = first; key <= last; key++) {
      for (const range of this.#stretches.get(key) ?? []) {
        // One that stands in several stretches is told in the first of these.
        const isNew = key === first || this.#firstKey(range) === key;
        if (isNew && range.start < end && start < range.end) found.push(range);
      }
    }
    return found;
  }

  #firstKey({ start }: { readonly start: number }): number {
    return Math.floor(start / this.#stretch);
  }

  #lastKey({ start, end }: { readonly start: number; readonly end: number }): number {
    const last = Math.floor((end - 1) / this.#stretch);
    return Math.min(last, Math.floor(start / this.#stretch) + mostStretches - 1);
  }
}

/** Of several that begin there the last of that size, else the last. */
function takeOfSeveral<T>(ranges: Range<T>[], start: number, size: number | undefined): Range<T> | undefined {
  const bySize =
    size === undefined ? -1 : ranges.findLastIndex(({ end }) => end - start === Math.max(1, size));
  const [range] = ranges.splice(bySize === -1 ? ranges.length - 1 : bySize, 1);
  return range;
}

/** Most stretches that a range is filed in: what no machine has is no reason to fill memory. */
const mostStretches = 1 << 16;
