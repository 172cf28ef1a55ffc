interface Range<T> {
  readonly start: number;
  readonly end: number;
  readonly thing: T;
}

/** Ranges are filed by stretches of this size; a longer one stands in several. */
const stretch = 2 ** 24;

/**
 * Ranges of addresses that are live, each with what it stands for. Ranges may lie over one another. All questions take time by what
 * lies near, and memory is what is live.
 */
export class LiveRanges<T> {
  readonly #starts = new Map<number, Range<T>[]>();
  readonly #stretches = new Map<number, Set<Range<T>>>();
  #count = 0;

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
    for (const key of keysOf(range)) {
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
    const bySize =
      size === undefined ? -1 : ranges.findLastIndex(({ end }) => end - start === Math.max(1, size));
    const [range] = ranges.splice(bySize === -1 ? ranges.length - 1 : bySize, 1);
    if (range === undefined) return undefined;
    if (ranges.length === 0) this.#starts.delete(start);
    for (const key of keysOf(range)) {
      const near = this.#stretches.get(key);
      near?.delete(range);
      if (near?.size === 0) this.#stretches.delete(key);
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
    const found = new Set<Range<T>>();
    for (const key of keysOf({ start, end })) {
      for (const range of this.#stretches.get(key) ?? []) {
        if (range.start < end && start < range.end) found.add(range);
      }
    }
    return [...found];
  }
}

/** Most stretches that a range is filed in: what no machine has is no reason to fill memory. */
const mostStretches = 1 << 16;

function* keysOf({ start, end }: { readonly start: number; readonly end: number }): Iterable<number> {
  const last = Math.floor((end - 1) / stretch);
  let count = 0;
  for (let key = Math.floor(start / stretch); key <= last && count < mostStretches; key++, count++) yield key;
}
