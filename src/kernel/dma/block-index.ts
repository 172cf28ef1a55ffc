import { alignedBits, countTrailingZeros } from './word-bits.ts';

/** Sets of a cell stand side by side: by the order of the units' largest block, and one. 0, where all is taken, has no set. */
const stride = 8;
const whole = 6;

/**
 * Where in a bitmap of 32-bit words the lowest free block of 2^order pages lies that is aligned to its size. A search and a change look
 * at a few words, whatever the size.
 *
 * Words are units of 32 pages. 32 units are one of the next level, in which a bit stands for a unit that is free as a whole: a block of
 * order 5 is one bit of level 1, one of order 10 of level 2. For each level and each order from 0 to 4 in its units there is a set of
 * the units whose largest block is of that order, with the cells of the set that are not empty as a set above it, up to a single cell.
 */
export class BlockIndex {
  readonly #words: Int32Array;
  /** All sets. */
  readonly #cells: Int32Array;
  /** Where the sets of a level begin, and those above them, at `8 * level + height`. */
  readonly #starts: Int32Array;
  /** By level: how many sets stand above each other. */
  readonly #heights: Int32Array;
  /** By unit: the set that it is in, which is the order of its largest block and one. */
  readonly #largest: Uint8Array;
  /** By level: where its units begin there. */
  readonly #units: Int32Array;

  /** Ones in the words are pages that are not to be had. */
  constructor(words: Int32Array) {
    this.#words = words;
    const starts: number[] = [];
    const heights: number[] = [];
    const units: number[] = [];
    let cells = 0;
    let unitCount = 0;
    // The unit of the last level has one bit: all pages.
    for (let count = words.length, isLast = false; ; count = Math.ceil(count / 32)) {
      let height = 0;
      for (let size = count; height === 0 || size > 1; height++) {
        size = Math.ceil(size / 32);
        starts[8 * units.length + height] = cells;
        cells += size * stride;
      }
      heights.push(height);
      units.push(unitCount);
      unitCount += count;
      if (isLast) break;
      isLast = count === 1;
    }
    this.#starts = Int32Array.from(starts, (start) => start ?? 0);
    this.#heights = Int32Array.from(heights);
    this.#units = Int32Array.from(units);
    this.#cells = new Int32Array(cells);
    this.#largest = new Uint8Array(unitCount);
    this.refresh(0, words.length - 1);
  }

  /** The first page of the lowest free block of `count` pages, a power of two, at a multiple of that; -1: there is none. */
  find(count: number): number {
    const cells = this.#cells;
    const all = 31 - Math.clz32(count);
    // By five, as a multiplication.
    const level = (all * 13) >>> 6;
    if (level >= this.#heights.length) return -1;

    const order = all - 5 * level;
    let unit = 0;
    for (let at = 8 * level + (this.#heights[level] ?? 0) - 1; at >= 8 * level; at--) {
      const place = (this.#starts[at] ?? 0) + unit * stride;
      let set = cells[place + whole] ?? 0;
      for (let larger = whole - 1; larger > order; larger--) set |= cells[place + larger] ?? 0;
      if (set === 0) return -1;
      unit = unit * 32 + 31 - Math.clz32(set & -set);
    }
    const bits = level === 0 ? ~(this.#words[unit] ?? 0) : this.#wholeUnits(level - 1, unit);
    return (unit * 32 + lowestAlignedStart(bits, order)) << (5 * level);
  }

  /** Brings the index up to date above these words. */
  refresh(firstWord: number, lastWord: number): void {
    if (firstWord === lastWord) this.#update(0, firstWord, ~(this.#words[firstWord] ?? 0));
    else if (firstWord >>> 5 !== lastWord >>> 5 || !this.#updateAlike(firstWord >>> 5, firstWord, lastWord))
      this.#refreshWords(firstWord, lastWord);
  }

  #refreshWords(firstWord: number, lastWord: number): void {
    for (let first = firstWord; first <= lastWord; ) {
      const end = first | 31;
      const last = Math.min(end, lastWord);
      if (!this.#updateAlike(first >>> 5, first, last))
        for (let word = first; word <= last; word++) this.#update(0, word, ~(this.#words[word] ?? 0));
      first = last + 1;
    }
  }

  /** The units of a level, 32 from one cell, that are free as a whole: what the unit above has free. */
  #wholeUnits(level: number, cell: number): number {
    return this.#cells[(this.#starts[8 * level] ?? 0) + cell * stride + whole] ?? 0;
  }

  /** A unit has new bits; those of units above follow. Written out in one piece: calls would take most of its time. */
  #update(fromLevel: number, fromUnit: number, newBits: number): void {
    const cells = this.#cells;
    let bits = newBits;
    let unit = fromUnit;
    for (let level = fromLevel; ; level++) {
      const at = (this.#units[level] ?? 0) + unit;
      const before = this.#largest[at] ?? 0;
      const after = setOf(bits);
      if (after === before) return;

      this.#largest[at] = after;
      const cell = unit >>> 5;
      const place = (this.#starts[8 * level] ?? 0) + cell * stride;
      const bit = 1 << (unit & 31);
      if (before !== 0) {
        const left = (cells[place + before] ?? 0) ^ bit;
        cells[place + before] = left;
        if (left === 0) this.#deleteAbove(level, before, cell);
      }
      if (after !== 0) {
        const had = cells[place + after] ?? 0;
        cells[place + after] = had | bit;
        if (had === 0) this.#addAbove(level, after, cell);
      }
      if (before !== whole && after !== whole) return;
      bits = cells[place + whole] ?? 0;
      unit = cell;
    }
  }

  /** Words of one cell that all were free and are taken now, or were taken and are free. False: they are not alike. */
  #updateAlike(cell: number, first: number, last: number): boolean {
    const words = this.#words;
    const bits = words[first] ?? 0;
    const after = bits === 0 ? whole : 0;
    for (let word = first; word <= last; word++)
      if (words[word] !== bits || this.#largest[word] !== whole - after) return false;
    if (bits !== 0 && bits !== -1) return false;

    for (let word = first; word <= last; word++) this.#largest[word] = after;
    const place = cell * stride + whole;
    const had = this.#cells[place] ?? 0;
    const has = had ^ ((-1 >>> (31 - last + first)) << (first & 31));
    this.#cells[place] = has;
    if (had === 0) this.#addAbove(0, whole, cell);
    else if (has === 0) this.#deleteAbove(0, whole, cell);
    this.#update(1, cell, has);
    return true;
  }

  /** A cell of a level's set is no longer empty. */
  #addAbove(level: number, set: number, cell: number): void {
    const end = 8 * level + (this.#heights[level] ?? 0);
    let unit = cell;
    for (let at = 8 * level + 1; at < end; at++) {
      const place = (this.#starts[at] ?? 0) + (unit >>> 5) * stride + set;
      const before = this.#cells[place] ?? 0;
      this.#cells[place] = before | (1 << (unit & 31));
      if (before !== 0) return;
      unit >>>= 5;
    }
  }

  #deleteAbove(level: number, set: number, cell: number): void {
    const end = 8 * level + (this.#heights[level] ?? 0);
    let unit = cell;
    for (let at = 8 * level + 1; at < end; at++) {
      const place = (this.#starts[at] ?? 0) + (unit >>> 5) * stride + set;
      const left = (this.#cells[place] ?? 0) & ~(1 << (unit & 31));
      this.#cells[place] = left;
      if (left !== 0) return;
      unit >>>= 5;
    }
  }
}

/** The lowest bit at which an aligned block of 2^order (up to 4) ones begins; 32: there is none. */
function lowestAlignedStart(free: number, order: number): number {
  let starts = free;
  for (let step = 0; step < order; step++) starts &= starts >>> (1 << step);
  return countTrailingZeros(starts & (alignedBits[order] ?? 0));
}

/** The set of a unit with these free bits: the order of the largest aligned block of ones and one; 0 without any. */
function setOf(free: number): number {
  if (free === 0) return 0;
  if (free === -1) return whole;
  const pairs = free & (free >>> 1) & 0x55555555;
  if (pairs === 0) return 1;
  const fours = pairs & (pairs >>> 2) & 0x11111111;
  if (fours === 0) return 2;
  const eights = fours & (fours >>> 4) & 0x01010101;
  if (eights === 0) return 3;
  return (eights & (eights >>> 8) & 0x00010001) === 0 ? 4 : 5;
}
