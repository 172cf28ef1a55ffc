import { BlockIndex } from './block-index.ts';
import { FitIndex } from './fit-index.ts';
import { countOnes, countTrailingZeros } from './word-bits.ts';
import { WordRanges } from './word-ranges.ts';

/** How most requests of a bitmap are aligned, by which its index is made. */
export type UsualAlign =
  /** Powers of two, at multiples of themselves. */
  | { readonly kind: 'blocks' }
  /**
   * Any count, at multiples of the power of two that holds it, up to `limit`; multiples are counted from `lead` pages before the
   * first.
   */
  | { readonly kind: 'exact'; readonly limit: number; readonly lead: number };

/** An index over the words of a bitmap, whose ones are pages that are not to be had. */
interface FreeIndex {
  /**
   * The lowest page `p` with `p + offset` a multiple of `align` and `count` free pages from it; -1: there is none. -2: that is not how the
   * index aligns so many.
   */
  find(count: number, align: number, offset: number): number;
  /** These words changed. */
  refresh(firstWord: number, lastWord: number): void;
}

const blocks: UsualAlign = { kind: 'blocks' };

/**
 * One bit a page, set where the page is taken. First-fit searches take time logarithmic in the size if they are aligned as the
 * bitmap expects, which all of the kernel's are; others look at one run of free pages after the other. Nothing is allocated by a
 * search or a change.
 */
export class PageBitmap {
  readonly pageCount: number;
  readonly #align: UsualAlign;
  /** Bits beyond the last page are set. */
  readonly #words: Int32Array;
  /** Pages that are not taken, and that no search finds; undefined: there were none so far. */
  #blocked: Int32Array | undefined;
  /** The two together; where nothing is blocked, the words themselves. */
  #closed: Int32Array;
  #index: FreeIndex;
  /** Of runs that need not be aligned; the words that changed since it was last asked. */
  #runs: FitIndex | undefined;
  readonly #stale = new WordRanges();
  #changes = 0;
  #taken = 0;
  #blockedCount = 0;
  #takenEnd = 0;

  constructor(pageCount: number, align: UsualAlign = blocks) {
    this.pageCount = pageCount;
    this.#align = align;
    this.#words = new Int32Array(Math.max(1, Math.ceil(pageCount / 32)));
    const beyond = this.#words.length * 32 - pageCount;
    if (beyond > 0) this.#words[this.#words.length - 1] = beyond >= 32 ? -1 : -1 << (32 - beyond);
    this.#closed = this.#words;
    this.#index = indexOver(this.#words, align);
  }

  get takenCount(): number {
    return this.#taken;
  }

  get freeCount(): number {
    return this.pageCount - this.#taken;
  }

  /** The page behind the highest that was ever taken. */
  get takenEnd(): number {
    return this.#takenEnd;
  }

  /** Pages that are blocked, taken ones among them. */
  get blockedCount(): number {
    return this.#blockedCount;
  }

  /** How often pages were taken, freed or blocked: whoever knows something of the pages knows it until this changes. */
  get changes(): number {
    return this.#changes;
  }

  /** Length of the longest run of pages that can be had, wherever it begins. From the first time that it is asked for, an index knows it. */
  get longestFreeRun(): number {
    return this.#runIndex().largest;
  }

  /** The first page of the lowest of the longest; 0 where there is none. */
  get longestFreeRunStart(): number {
    const runs = this.#runIndex();
    return runs.largest === 0 ? 0 : runs.find(runs.largest, 1, 0);
  }

  isTaken(page: number): boolean {
    return page < this.pageCount && (((this.#words[page >>> 5] ?? 0) >>> (page & 31)) & 1) === 1;
  }

  /**
   * The lowest page `p` with `p + offset` a multiple of `align` (a power of two) and `count` free pages from it, none of which is
   * blocked; -1 if there is none. `count` is at least 1.
   */
  findFree(count: number, align: number, offset = 0): number {
    if (count > this.pageCount) return -1;
    const first = this.#index.find(count, align, offset);
    return first === -2 ? this.#findByRuns(this.#closed, count, align, offset) : first;
  }

  /** The same, as if nothing were blocked. Looks at one run after the other. */
  findUntaken(count: number, align: number, offset = 0): number {
    return this.#findByRuns(this.#words, count, align, offset);
  }

  /** Longest stretch of pages that can be had and begins where `p + offset` is a multiple of `align`. */
  longestAligned(align: number, offset: number): number {
    let longest = 0;
    for (const [start, end] of this.openRuns()) {
      const candidate = alignUp(start + offset, align) - offset;
      longest = Math.max(longest, end - candidate);
    }
    return longest;
  }

  take(first: number, count: number): void {
    if (first + count > this.#takenEnd) this.#takenEnd = first + count;
    this.#write(first, first + count, true);
  }

  /** Clears the bits, set or not; pages beyond the end are none. */
  release(first: number, count: number): void {
    this.#write(first, Math.min(first + count, this.pageCount), false);
  }

  /** No search finds these pages, taken or not, until they are unblocked. */
  block(first: number, count: number): void {
    if (this.#blocked === undefined) {
      this.#blocked = new Int32Array(this.#words.length);
      this.#closed = this.#words.slice();
      this.#index = indexOver(this.#closed, this.#align);
      this.#runs = undefined;
      this.#stale.clear();
    }
    this.#writeBlocked(this.#blocked, first, Math.min(first + count, this.pageCount), true);
  }

  unblock(first: number, count: number): void {
    if (this.#blocked === undefined) return;
    this.#writeBlocked(this.#blocked, first, Math.min(first + count, this.pageCount), false);
  }

  /** Whether any pages were ever blocked. */
  get hasBlocked(): boolean {
    return this.#blocked !== undefined;
  }

  /** Runs of blocked pages, `[first, end)`, ascending. */
  blockedRuns(): (readonly [number, number])[] {
    return this.#blocked === undefined ? [] : this.#runsOf(this.#blocked, true);
  }

  /** Runs of taken pages, `[first, end)`, ascending. */
  takenRuns(): (readonly [number, number])[] {
    return this.#runsOf(this.#words, true);
  }

  /** Runs of free pages, `[first, end)`, ascending. */
  freeRuns(): (readonly [number, number])[] {
    return this.#runsOf(this.#words, false);
  }

  /** Runs of pages that are neither taken nor blocked, `[first, end)`, ascending. */
  openRuns(): (readonly [number, number])[] {
    return this.#runsOf(this.#closed, false);
  }

  /** The first page at or after `from` that is taken; `limit`, or the end, if there is none before it. */
  nextTaken(from: number, limit: number = this.pageCount): number {
    return this.#next(this.#words, from, true, limit);
  }

  /** The first page at or after `from` that is free; `pageCount` if there is none. */
  nextFree(from: number): number {
    return this.#next(this.#words, from, false, this.pageCount);
  }

  #runIndex(): FitIndex {
    if (this.#runs === undefined) this.#runs = new FitIndex(this.#closed, 1);
    else this.#stale.takeAll(this.#runs);
    return this.#runs;
  }

  #refresh(firstWord: number, lastWord: number): void {
    this.#changes++;
    this.#index.refresh(firstWord, lastWord);
    if (this.#runs !== undefined) this.#stale.add(firstWord, lastWord);
  }

  /** bitmap_find_next_zero_area_off(). */
  #findByRuns(words: Int32Array, count: number, align: number, offset: number): number {
    for (let from = 0; ; ) {
      const first = alignUp(this.#next(words, from, false, this.pageCount) + offset, align) - offset;
      if (first + count > this.pageCount) return -1;
      const taken = this.#next(words, first, true, first + count);
      if (taken === first + count) return first;
      from = taken + 1;
    }
  }

  #runsOf(words: Int32Array, ones: boolean): (readonly [number, number])[] {
    const runs: (readonly [number, number])[] = [];
    for (let start = this.#next(words, 0, ones, this.pageCount); start < this.pageCount; ) {
      const end = this.#next(words, start, !ones, this.pageCount);
      runs.push([start, end]);
      start = this.#next(words, end, ones, this.pageCount);
    }
    return runs;
  }

  /** The first page at or after `from` whose bit is a one, or a zero; `limit` if there is none before it. */
  #next(words: Int32Array, from: number, ones: boolean, limit: number): number {
    const end = Math.min(limit, this.pageCount);
    if (from >= end) return end;
    const flip = ones ? 0 : -1;
    let word = from >>> 5;
    let bits = ((words[word] ?? 0) ^ flip) & (-1 << (from & 31));
    while (bits === 0) {
      word++;
      if (word * 32 >= end) return end;
      bits = (words[word] ?? 0) ^ flip;
    }
    return Math.min(end, word * 32 + countTrailingZeros(bits));
  }

  /** One function, as every operation comes by, and V8 makes one piece of code of functions only up to a limit. */
  #write(first: number, end: number, taken: boolean): void {
    if (end <= first) return;
    const words = this.#words;
    const firstWord = first >>> 5;
    const lastWord = (end - 1) >>> 5;
    const flip = taken ? -1 : 0;
    let mask = -1 << (first & 31);
    let changed = end - first;
    for (let word = firstWord; word <= lastWord; word++) {
      if (word === lastWord) mask &= -1 >>> (31 - ((end - 1) & 31));
      const before = words[word] as number;
      const bits = mask & (before ^ flip);
      words[word] = before ^ bits;
      if (bits !== mask) changed -= countOnes(mask ^ bits);
      mask = -1;
    }
    if (changed === 0) return;
    this.#taken += taken ? changed : -changed;
    if (this.#blocked !== undefined) this.#close(this.#blocked, firstWord, lastWord);
    this.#refresh(firstWord, lastWord);
  }

  #writeBlocked(blocked: Int32Array, first: number, end: number, isBlocked: boolean): void {
    if (end <= first) return;
    const firstWord = first >>> 5;
    const lastWord = (end - 1) >>> 5;
    for (let word = firstWord; word <= lastWord; word++) {
      const mask = maskOf(word, first, end);
      const before = blocked[word] ?? 0;
      const after = isBlocked ? before | mask : before & ~mask;
      blocked[word] = after;
      this.#blockedCount += countOnes(after) - countOnes(before);
    }
    this.#close(blocked, firstWord, lastWord);
    this.#refresh(firstWord, lastWord);
  }

  #close(blocked: Int32Array, firstWord: number, lastWord: number): void {
    for (let word = firstWord; word <= lastWord; word++)
      this.#closed[word] = (this.#words[word] ?? 0) | (blocked[word] ?? 0);
  }
}

function indexOver(words: Int32Array, align: UsualAlign): FreeIndex {
  if (align.kind === 'blocks') return new BlockIndex(words);
  return new FitIndex(words, align.limit, align.lead);
}

/** The bits of a word that stand for pages of `[first, end)`. */
function maskOf(word: number, first: number, end: number): number {
  let mask = -1;
  if (word === first >>> 5) mask <<= first & 31;
  if (word === (end - 1) >>> 5) mask &= -1 >>> (31 - ((end - 1) & 31));
  return mask;
}

function alignUp(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}
