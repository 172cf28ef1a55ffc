import { alignedBits, countTrailingZeros, leftmostInWord, longestRunInWord, runStarts } from './word-bits.ts';

/**
 * An index over the free runs of a bitmap of 32-bit words, in which the pages beyond the last are taken: searches for a run take
 * time logarithmic in the size.
 *
 * A complete binary tree stands over the words; each node knows the free run at its start, at its end, and the longest one in it.
 */
export class FreeRunIndex {
  readonly #words: Int32Array;
  /** Number of leaves: words, rounded up to a power of two. */
  readonly #leaves: number;
  readonly #prefix: Int32Array;
  readonly #suffix: Int32Array;
  readonly #longest: Int32Array;
  #carried = 0;

  constructor(words: Int32Array) {
    this.#words = words;
    this.#leaves = 2 ** Math.ceil(Math.log2(words.length));
    this.#prefix = new Int32Array(2 * this.#leaves);
    this.#suffix = new Int32Array(2 * this.#leaves);
    this.#longest = new Int32Array(2 * this.#leaves);
    this.refresh(0, words.length - 1);
  }

  /** Length of the longest free run, wherever it begins. */
  get longestFreeRun(): number {
    return this.#longest[1] ?? 0;
  }

  /**
   * The lowest multiple of `align` with `count` free pages from it, which are no more than the alignment: aligned blocks are then
   * nodes of the tree, or parts of a word, and nodes without a run of that length are passed over. -1 if there is none.
   */
  findBlock(count: number, align: number): number {
    return this.#blockBelow(1, 0, this.#leaves * 32, count, align);
  }

  #blockBelow(node: number, start: number, width: number, count: number, align: number): number {
    if ((this.#longest[node] ?? 0) < count) return -1;
    if (width <= align) return (this.#prefix[node] ?? 0) >= count ? start : -1;
    if (width === 32) return this.#findInWord(start, count, align);

    const half = width / 2;
    const found = this.#blockBelow(2 * node, start, half, count, align);
    return found >= 0 ? found : this.#blockBelow(2 * node + 1, start + half, half, count, align);
  }

  /** For an alignment below 32: bits at which a run of ones begins that an aligned block may begin at. */
  #findInWord(start: number, count: number, align: number): number {
    const free = ~(this.#words[start >>> 5] ?? -1) >>> 0;
    const starts = (runStarts(free, count) & (alignedBits[31 - Math.clz32(align)] ?? 0)) >>> 0;
    return starts === 0 ? -1 : start + countTrailingZeros(starts);
  }

  /** Where the first `count` free pages at or after `from` begin; -1 if there are none. */
  nextRun(from: number, count: number): number {
    this.#carried = 0;
    return this.#search(1, 0, this.#leaves * 32, from, count);
  }

  /** The part of {@link nextRun} below one node; `#carried` is the free run that ends where the node begins. */
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
    const taken = (this.#words[start >>> 5] ?? -1) | ((1 << (from - start)) - 1);
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

  /** Brings the index up to date above these words. */
  refresh(firstWord: number, lastWord: number): void {
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
    const taken = this.#words[word] ?? -1;
    const leaf = this.#leaves + word;
    this.#prefix[leaf] = countTrailingZeros(taken);
    this.#suffix[leaf] = Math.clz32(taken);
    this.#longest[leaf] = longestRunInWord(~taken >>> 0);
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
