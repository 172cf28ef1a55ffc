import { AlignedIndex, lowestAlignedStart } from './aligned-index.ts';
import { FreeRunIndex } from './free-run-index.ts';
import { countOnes, countTrailingZeros } from './word-bits.ts';

/**
 * One bit a page, set where the page is taken. First-fit searches for aligned blocks of a power of two, which are most, take about
 * constant time by an index of their own; others, by an index over free runs that is kept from the first such search on, time
 * logarithmic in the size and linear only in the number of runs that are long enough and badly aligned.
 */
export class PageBitmap {
  readonly pageCount: number;
  /** Bits beyond the last page are set. */
  readonly #words: Int32Array;
  readonly #blocks: AlignedIndex;
  #runIndex: FreeRunIndex | undefined;
  #taken = 0;

  constructor(pageCount: number) {
    this.pageCount = pageCount;
    this.#words = new Int32Array(Math.max(1, Math.ceil(pageCount / 32)));
    const beyond = this.#words.length * 32 - pageCount;
    if (beyond > 0) this.#words[this.#words.length - 1] = beyond >= 32 ? -1 : -1 << (32 - beyond);
    this.#blocks = new AlignedIndex(this.#words.length);
    for (let word = 0; word < this.#words.length; word++)
      this.#blocks.update(word, ~(this.#words[word] ?? 0));
  }

  get takenCount(): number {
    return this.#taken;
  }

  get freeCount(): number {
    return this.pageCount - this.#taken;
  }

  /** Length of the longest free run, wherever it begins. */
  get longestFreeRun(): number {
    return this.#runs.longestFreeRun;
  }

  isTaken(page: number): boolean {
    return page < this.pageCount && (((this.#words[page >>> 5] ?? 0) >>> (page & 31)) & 1) === 1;
  }

  /**
   * The lowest page `p` with `p + offset` a multiple of `align` (a power of two) and `count` free pages from it; -1 if
   * there is none. `count` is at least 1; the search begins at `start`.
   */
  findFree(count: number, align: number, offset: number, start = 0): number {
    if (start === 0 && offset === 0 && count <= align)
      return count === align ? this.#findAligned(count) : this.#runs.findBlock(count, align);

    let from = start;
    while (from + count <= this.pageCount) {
      const run = this.#runs.nextRun(from, count);
      if (run < 0) return -1;

      const candidate = alignUp(run + offset, align) - offset;
      if (candidate === run) return run;

      const end = this.nextTaken(run);
      if (candidate + count <= end) return candidate;
      from = end + 1;
    }
    return -1;
  }

  /** Longest stretch of free pages that begins where `p + offset` is a multiple of `align`. */
  longestAligned(align: number, offset: number): number {
    let longest = 0;
    for (const [start, end] of this.freeRuns()) {
      const candidate = alignUp(start + offset, align) - offset;
      longest = Math.max(longest, end - candidate);
    }
    return longest;
  }

  take(first: number, count: number): void {
    this.#write(first, first + count, true);
  }

  /** Clears the bits, set or not; pages beyond the end are none. */
  release(first: number, count: number): void {
    this.#write(first, Math.min(first + count, this.pageCount), false);
  }

  /** Runs of taken pages, `[first, end)`, ascending. */
  takenRuns(): (readonly [number, number])[] {
    return this.#runsOf(true);
  }

  /** Runs of free pages, `[first, end)`, ascending. */
  freeRuns(): (readonly [number, number])[] {
    return this.#runsOf(false);
  }

  /** The first page at or after `from` that is taken; `limit`, or the end, if there is none before it. */
  nextTaken(from: number, limit: number = this.pageCount): number {
    return this.#next(from, true, limit);
  }

  /** The first page at or after `from` that is free; `pageCount` if there is none. */
  nextFree(from: number): number {
    return this.#next(from, false, this.pageCount);
  }

  get #runs(): FreeRunIndex {
    this.#runIndex ??= new FreeRunIndex(this.#words);
    return this.#runIndex;
  }

  #runsOf(taken: boolean): (readonly [number, number])[] {
    const runs: (readonly [number, number])[] = [];
    for (let start = this.#next(0, taken, this.pageCount); start < this.pageCount; ) {
      const end = this.#next(start, !taken, this.pageCount);
      runs.push([start, end]);
      start = this.#next(end, taken, this.pageCount);
    }
    return runs;
  }

  /** The first page at or after `from` that is taken, or free; `limit` if there is none before it. */
  #next(from: number, taken: boolean, limit: number): number {
    const end = Math.min(limit, this.pageCount);
    if (from >= end) return end;
    const flip = taken ? 0 : -1;
    let word = from >>> 5;
    let bits = ((this.#words[word] ?? 0) ^ flip) & (-1 << (from & 31));
    while (bits === 0) {
      word++;
      if (word * 32 >= end) return end;
      bits = (this.#words[word] ?? 0) ^ flip;
    }
    return Math.min(end, word * 32 + countTrailingZeros(bits));
  }

  /** The lowest aligned block of so many pages, a power of two. */
  #findAligned(count: number): number {
    if (count > this.pageCount) return -1;
    const order = 31 - Math.clz32(count);
    const word = this.#blocks.lowestWord(order);
    if (word < 0 || order >= 5) return word < 0 ? -1 : word * 32;
    return word * 32 + lowestAlignedStart(~(this.#words[word] ?? 0), order);
  }

  #write(first: number, end: number, taken: boolean): void {
    if (end <= first) return;
    const firstWord = first >>> 5;
    const lastWord = (end - 1) >>> 5;
    for (let word = firstWord; word <= lastWord; word++) {
      let mask = -1;
      if (word === firstWord) mask <<= first & 31;
      if (word === lastWord) mask &= -1 >>> (31 - ((end - 1) & 31));
      const before = this.#words[word] ?? 0;
      const bits = taken ? mask & ~before : mask & before;
      if (bits === 0) continue;
      const after = before ^ bits;
      this.#words[word] = after;
      const changed = bits === -1 ? 32 : countOnes(bits);
      this.#taken += taken ? changed : -changed;
      this.#blocks.update(word, ~after);
    }
    if (this.#runIndex !== undefined) this.#runIndex.refresh(firstWord, lastWord);
  }
}

function alignUp(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}
