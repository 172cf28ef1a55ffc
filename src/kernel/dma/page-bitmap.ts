import {
  alignedBits,
  countOnes,
  countTrailingZeros,
  leftmostInWord,
  longestRunInWord,
  runStarts,
} from './word-bits.ts';

/**
 * One bit a page, set where the page is taken, with an index over its free runs: first-fit searches take time
 * logarithmic in the size and linear only in the number of runs that are long enough and badly aligned.
 *
 * A complete binary tree stands over the 32-bit words; each node knows the free run at its start, at its end, and the
 * longest one in it.
 */
export class PageBitmap {
  readonly pageCount: number;
  readonly #words: Uint32Array;
  /** Number of leaves: words, rounded up to a power of two. */
  readonly #leaves: number;
  readonly #prefix: Int32Array;
  readonly #suffix: Int32Array;
  readonly #longest: Int32Array;
  #taken = 0;
  #carried = 0;

  constructor(pageCount: number) {
    this.pageCount = pageCount;
    const wordCount = Math.max(1, Math.ceil(pageCount / 32));
    this.#words = new Uint32Array(wordCount);
    this.#leaves = 2 ** Math.ceil(Math.log2(wordCount));
    this.#prefix = new Int32Array(2 * this.#leaves);
    this.#suffix = new Int32Array(2 * this.#leaves);
    this.#longest = new Int32Array(2 * this.#leaves);
    this.#refresh(0, wordCount - 1);
  }

  get takenCount(): number {
    return this.#taken;
  }

  get freeCount(): number {
    return this.pageCount - this.#taken;
  }

  /** Length of the longest free run, wherever it begins. */
  get longestFreeRun(): number {
    return this.#longest[1] ?? 0;
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
      return this.#findBlock(1, 0, this.#leaves * 32, count, align);

    let from = start;
    while (from + count <= this.pageCount) {
      const run = this.#nextRun(from, count);
      if (run < 0) return -1;

      const candidate = alignUp(run + offset, align) - offset;
      if (candidate === run) return run;

      const end = this.#endOfRun(run);
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
    return this.#runs(true);
  }

  /** Runs of free pages, `[first, end)`, ascending. */
  freeRuns(): (readonly [number, number])[] {
    return this.#runs(false);
  }

  #runs(taken: boolean): (readonly [number, number])[] {
    const runs: (readonly [number, number])[] = [];
    for (let start = this.#next(0, taken); start < this.pageCount; ) {
      const end = this.#next(start, !taken);
      runs.push([start, end]);
      start = this.#next(end, taken);
    }
    return runs;
  }

  /** The first page at or after `from` that is taken, or free; `pageCount` if there is none. */
  #next(from: number, taken: boolean): number {
    const flip = taken ? 0 : 0xffffffff;
    let word = from >>> 5;
    if (word >= this.#words.length) return this.pageCount;
    let bits = (((this.#words[word] ?? 0) ^ flip) & (0xffffffff << (from & 31))) >>> 0;
    while (bits === 0) {
      word++;
      if (word >= this.#words.length) return this.pageCount;
      bits = ((this.#words[word] ?? 0) ^ flip) >>> 0;
    }
    return Math.min(this.pageCount, word * 32 + countTrailingZeros(bits));
  }

  #endOfRun(start: number): number {
    return this.#next(start, true);
  }

  /**
   * The search for no more pages than the alignment, below one node: aligned blocks are then nodes of the tree, or parts of
   * a word, and nodes without a run of that length are passed over.
   */
  #findBlock(node: number, start: number, width: number, count: number, align: number): number {
    if ((this.#longest[node] ?? 0) < count) return -1;
    if (width <= align) return (this.#prefix[node] ?? 0) >= count ? start : -1;
    if (width === 32) return this.#findInWord(start, count, align);

    const half = width / 2;
    const found = this.#findBlock(2 * node, start, half, count, align);
    return found >= 0 ? found : this.#findBlock(2 * node + 1, start + half, half, count, align);
  }

  /** For an alignment below 32: bits at which a run of ones begins that an aligned block may begin at. */
  #findInWord(start: number, count: number, align: number): number {
    const free = ~this.#takenOrBeyond(start >>> 5) >>> 0;
    const starts = (runStarts(free, count) & (alignedBits[31 - Math.clz32(align)] ?? 0)) >>> 0;
    return starts === 0 ? -1 : start + countTrailingZeros(starts);
  }

  /** Where the first `count` free pages at or after `from` begin; -1 if there are none. */
  #nextRun(from: number, count: number): number {
    this.#carried = 0;
    return this.#search(1, 0, this.#leaves * 32, from, count);
  }

  /** The part of {@link #nextRun} below one node; `#carried` is the free run that ends where the node begins. */
  #search(node: number, start: number, width: number, from: number, count: number): number {
    if (start + width <= from) return -1;
    if (start >= from) {
      if (this.#carried + (this.#prefix[node] ?? 0) >= count) return start - this.#carried;
      if ((this.#longest[node] ?? 0) >= count) return this.#leftmost(node, start >>> 5, width >>> 5, count);
      const suffix = this.#suffix[node] ?? 0;
      this.#carried = suffix === width ? this.#carried + width : suffix;
      return -1;
    }
    if (width === 32) return this.#searchPartOfWord(start, from, count);

    const half = width / 2;
    const found = this.#search(2 * node, start, half, from, count);
    return found >= 0 ? found : this.#search(2 * node + 1, start + half, half, from, count);
  }

  #searchPartOfWord(start: number, from: number, count: number): number {
    const taken = this.#takenOrBeyond(start >>> 5) | ((1 << (from - start)) - 1);
    const free = ~taken >>> 0;
    if (longestRunInWord(free) >= count) return start + leftmostInWord(free, count);
    this.#carried = Math.clz32(taken);
    return -1;
  }

  /** Leftmost run of `count` that lies below this node; -1 if it has none. */
  #leftmost(from: number, firstWord: number, wordCount: number, count: number): number {
    if ((this.#longest[from] ?? 0) < count) return -1;
    let node = from;
    let first = firstWord;
    let width = wordCount;
    while (width > 1) {
      const left = 2 * node;
      width /= 2;
      if ((this.#longest[left] ?? 0) >= count) {
        node = left;
        continue;
      }
      const across = this.#suffix[left] ?? 0;
      if (across > 0 && across + (this.#prefix[left + 1] ?? 0) >= count) return (first + width) * 32 - across;
      node = left + 1;
      first += width;
    }
    return first * 32 + leftmostInWord(~(this.#words[first] ?? 0) >>> 0, count);
  }

  #write(first: number, end: number, taken: boolean): void {
    if (end <= first) return;
    const firstWord = first >>> 5;
    const lastWord = (end - 1) >>> 5;
    for (let word = firstWord; word <= lastWord; word++) {
      const low = word === firstWord ? first & 31 : 0;
      const high = word === lastWord ? ((end - 1) & 31) + 1 : 32;
      const mask = high - low === 32 ? 0xffffffff : (((1 << (high - low)) - 1) << low) >>> 0;
      const before = this.#words[word] ?? 0;
      const after = (taken ? before | mask : before & ~mask) >>> 0;
      this.#words[word] = after;
      this.#taken += countOnes(after) - countOnes(before);
    }
    this.#refresh(firstWord, lastWord);
  }

  /** Brings the index up to date above these words. */
  #refresh(firstWord: number, lastWord: number): void {
    for (let word = firstWord; word <= lastWord; word++) this.#refreshLeaf(word);

    let low = (this.#leaves + firstWord) >>> 1;
    let high = (this.#leaves + lastWord) >>> 1;
    let isChanged = true;
    for (let half = 32; low >= 1 && isChanged; half *= 2) {
      isChanged = false;
      for (let node = low; node <= high; node++) if (this.#combine(node, half)) isChanged = true;
      low >>>= 1;
      high >>>= 1;
    }
  }

  #refreshLeaf(word: number): void {
    const taken = this.#takenOrBeyond(word);
    const leaf = this.#leaves + word;
    this.#prefix[leaf] = countTrailingZeros(taken);
    this.#suffix[leaf] = Math.clz32(taken);
    this.#longest[leaf] = longestRunInWord(~taken >>> 0);
  }

  /** A word of the bitmap; bits beyond the last page are set. */
  #takenOrBeyond(word: number): number {
    const valid = this.pageCount - word * 32;
    if (valid >= 32) return this.#words[word] ?? 0;
    return valid <= 0 ? 0xffffffff : ((this.#words[word] ?? 0) | (0xffffffff << valid)) >>> 0;
  }

  /** A node from its two halves of `half` pages each; whether that changed it. */
  #combine(node: number, half: number): boolean {
    const left = 2 * node;
    const right = left + 1;
    const leftPrefix = this.#prefix[left] ?? 0;
    const rightPrefix = this.#prefix[right] ?? 0;
    const leftSuffix = this.#suffix[left] ?? 0;
    const rightSuffix = this.#suffix[right] ?? 0;
    const prefix = leftPrefix === half ? half + rightPrefix : leftPrefix;
    const suffix = rightSuffix === half ? half + leftSuffix : rightSuffix;
    const longest = Math.max(this.#longest[left] ?? 0, this.#longest[right] ?? 0, leftSuffix + rightPrefix);
    const isSame =
      this.#prefix[node] === prefix && this.#suffix[node] === suffix && this.#longest[node] === longest;
    if (isSame) return false;

    this.#prefix[node] = prefix;
    this.#suffix[node] = suffix;
    this.#longest[node] = longest;
    return true;
  }
}

function alignUp(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}
