import { alignedBits, countTrailingZeros } from './word-bits.ts';

/**
 * Where in a bitmap of 32-bit words the lowest free block of 2^order pages lies that is aligned to its size. For each order there is
 * a set of words, as bits with summaries above them, so that a search and a change look at a few words whatever the size.
 *
 * Up to order 5 the set has the words whose largest block is of that order, so that a word is in one set at most; above that, the
 * first words of all blocks that are free.
 */
export class AlignedIndex {
  /** All sets, one behind the other, each with its levels one behind the other. */
  readonly #bits: Int32Array;
  readonly #setLength: number;
  /** Where each level begins in a set; the last is one word. */
  readonly #levels: Int32Array;
  readonly #orders: number;
  /** By word: the largest order up to 5 of which it has a block; -1: none. */
  readonly #largest: Int8Array;

  /** Of a bitmap of so many words, in which all pages are taken. */
  constructor(wordCount: number) {
    const levels: number[] = [];
    let length = 0;
    for (let count = wordCount; ; count = Math.ceil(count / 32)) {
      levels.push(length);
      length += Math.max(1, Math.ceil(count / 32));
      if (count <= 32) break;
    }
    this.#levels = Int32Array.from(levels);
    this.#setLength = length;
    this.#orders = 6 + Math.floor(Math.log2(Math.max(1, wordCount)));
    this.#bits = new Int32Array(length * this.#orders);
    this.#largest = new Int8Array(wordCount).fill(-1);
  }

  /** The first word of the lowest free block of this order, in which it begins if it is no longer than a word; -1: there is none. */
  lowestWord(order: number): number {
    if (order >= 5) return order >= this.#orders ? -1 : this.#lowest(order);
    let word = -1;
    for (let larger = order; larger <= 5; larger++) {
      const found = this.#lowest(larger);
      if (found >= 0 && (word < 0 || found < word)) word = found;
    }
    return word;
  }

  /** A word has new bits; `free` has ones where pages are free. Written out in one piece: calls would take most of its time. */
  update(word: number, free: number): void {
    const before = this.#largest[word] ?? -1;
    const after = largestOrderIn(free);
    if (after === before) return;
    this.#largest[word] = after;

    const cell = word >>> 5;
    const bit = 1 << (word & 31);
    if (before >= 0) {
      const place = before * this.#setLength + cell;
      const left = (this.#bits[place] ?? 0) & ~bit;
      this.#bits[place] = left;
      if (left === 0) this.#deleteAbove(place - cell, cell);
      if (before === 5) this.#splitBlocks(word);
    }
    if (after >= 0) {
      const place = after * this.#setLength + cell;
      const had = this.#bits[place] ?? 0;
      this.#bits[place] = had | bit;
      if (had === 0) this.#addAbove(place - cell, cell);
      if (after === 5) this.#joinBlocks(word);
    }
  }

  #lowest(order: number): number {
    const set = order * this.#setLength;
    let at = 0;
    for (let level = this.#levels.length - 1; level >= 0; level--) {
      const bits = this.#bits[set + (this.#levels[level] ?? 0) + at] ?? 0;
      if (bits === 0) return -1;
      at = at * 32 + 31 - Math.clz32(bits & -bits);
    }
    return at;
  }

  /** A word became free: so are the larger blocks whose other half is free. */
  #joinBlocks(word: number): void {
    let first = word;
    for (let order = 6; order < this.#orders; order++) {
      const half = 1 << (order - 6);
      if (!this.#has(order - 1, first ^ half)) return;
      first &= ~half;
      this.#add(order, first);
    }
  }

  #splitBlocks(word: number): void {
    for (let order = 6; order < this.#orders; order++) {
      const first = word & -(1 << (order - 5));
      if (!this.#has(order, first)) return;
      this.#delete(order, first);
    }
  }

  #has(order: number, word: number): boolean {
    return (((this.#bits[order * this.#setLength + (word >>> 5)] ?? 0) >>> (word & 31)) & 1) === 1;
  }

  #add(order: number, word: number): void {
    const set = order * this.#setLength;
    const lowest = set + (word >>> 5);
    const before = this.#bits[lowest] ?? 0;
    this.#bits[lowest] = before | (1 << (word & 31));
    if (before === 0) this.#addAbove(set, word >>> 5);
  }

  #addAbove(set: number, index: number): void {
    let at = index;
    for (let level = 1; level < this.#levels.length; level++) {
      const place = set + (this.#levels[level] ?? 0) + (at >>> 5);
      const before = this.#bits[place] ?? 0;
      this.#bits[place] = before | (1 << (at & 31));
      if (before !== 0) return;
      at >>>= 5;
    }
  }

  #delete(order: number, word: number): void {
    const set = order * this.#setLength;
    const lowest = set + (word >>> 5);
    const after = (this.#bits[lowest] ?? 0) & ~(1 << (word & 31));
    this.#bits[lowest] = after;
    if (after === 0) this.#deleteAbove(set, word >>> 5);
  }

  #deleteAbove(set: number, index: number): void {
    let at = index;
    for (let level = 1; level < this.#levels.length; level++) {
      const place = set + (this.#levels[level] ?? 0) + (at >>> 5);
      const after = (this.#bits[place] ?? 0) & ~(1 << (at & 31));
      this.#bits[place] = after;
      if (after !== 0) return;
      at >>>= 5;
    }
  }
}

/** The bits at which aligned blocks of 2^order (up to 5) ones begin. */
export function alignedStarts(free: number, order: number): number {
  let starts = free;
  for (let step = 0; step < order; step++) starts &= starts >>> (1 << step);
  return order === 5 ? starts & 1 : starts & (alignedBits[order] ?? 0);
}

/** The lowest of them; 32: there are none. */
export function lowestAlignedStart(free: number, order: number): number {
  return countTrailingZeros(alignedStarts(free, order));
}

/** The largest order up to 5 of which a word has an aligned block of ones; -1 of 0. */
function largestOrderIn(free: number): number {
  if (free === 0) return -1;
  if (free === -1) return 5;
  const pairs = free & (free >>> 1) & 0x55555555;
  if (pairs === 0) return 0;
  const fours = pairs & (pairs >>> 2) & 0x11111111;
  if (fours === 0) return 1;
  const eights = fours & (fours >>> 4) & 0x01010101;
  if (eights === 0) return 2;
  return (eights & (eights >>> 8) & 0x00010001) === 0 ? 3 : 4;
}
