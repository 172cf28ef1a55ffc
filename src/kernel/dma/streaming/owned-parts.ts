/**
 * Parts of a mapping that the CPU owns for the time being: stretches of bytes `[first, end)` in order, none touching another. A
 * search takes logarithmic time, however many parts a driver makes of a mapping.
 */
export class OwnedParts {
  readonly #firsts: number[] = [];
  readonly #ends: number[] = [];

  /** Whether all of the bytes are owned. */
  covers(first: number, end: number): boolean {
    const at = this.#after(first) - 1;
    return at >= 0 && end <= (this.#ends[at] ?? 0);
  }

  add(first: number, end: number): void {
    if (first >= end) return;
    const from = this.#endingAtOrAfter(first);
    const to = this.#after(end);
    const start = from < to ? Math.min(first, this.#firsts[from] ?? first) : first;
    const stop = from < to ? Math.max(end, this.#ends[to - 1] ?? end) : end;
    this.#firsts.splice(from, to - from, start);
    this.#ends.splice(from, to - from, stop);
  }

  remove(first: number, end: number): void {
    if (first >= end) return;
    const from = this.#endingAtOrAfter(first + 1);
    const to = this.#after(end - 1);
    if (from >= to) return;
    const start = this.#firsts[from] ?? 0;
    const stop = this.#ends[to - 1] ?? 0;
    const firsts: number[] = [];
    const ends: number[] = [];
    if (start < first) {
      firsts.push(start);
      ends.push(first);
    }
    if (stop > end) {
      firsts.push(end);
      ends.push(stop);
    }
    this.#firsts.splice(from, to - from, ...firsts);
    this.#ends.splice(from, to - from, ...ends);
  }

  /** How many parts begin at `at` or before. */
  #after(at: number): number {
    return lowerBound(this.#firsts, at + 1);
  }

  /** How many parts end before `at`. */
  #endingAtOrAfter(at: number): number {
    return lowerBound(this.#ends, at);
  }
}

/** How many of the ascending numbers are below `value`. */
function lowerBound(numbers: readonly number[], value: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
