import { countTrailingZeros } from '../word-bits.ts';

/**
 * A set of numbers below `size` that knows its lowest one: bits, with a bit above each word that says whether the word has any,
 * and so on up to one word. Each operation looks at a word a level, of which 2^26 numbers have six.
 */
export class FreeSet {
  readonly #levels: readonly Uint32Array[];

  constructor(size: number) {
    const levels: Uint32Array[] = [];
    for (let count = size; ; count = Math.ceil(count / 32)) {
      levels.push(new Uint32Array(Math.max(1, Math.ceil(count / 32))));
      if (count <= 32) break;
    }
    this.#levels = levels;
  }

  has(value: number): boolean {
    return (((this.#levels[0]?.[value >>> 5] ?? 0) >>> (value & 31)) & 1) === 1;
  }

  add(value: number): void {
    let at = value;
    for (const words of this.#levels) {
      const word = at >>> 5;
      const before = words[word] ?? 0;
      words[word] = before | (1 << (at & 31));
      if (before !== 0) return;
      at = word;
    }
  }

  /** All of `[start, end)`. */
  addRange(start: number, end: number): void {
    let low = start;
    let high = end;
    for (const words of this.#levels) {
      if (high <= low) return;
      const firstWhole = (low + 31) >>> 5;
      const endWhole = high >>> 5;
      if (firstWhole < endWhole) words.fill(0xffffffff, firstWhole, endWhole);
      for (let at = low; at < Math.min(high, firstWhole * 32); at++) setBit(words, at);
      for (let at = Math.max(low, endWhole * 32); at < high; at++) setBit(words, at);
      low >>>= 5;
      high = ((high - 1) >>> 5) + 1;
    }
  }

  delete(value: number): void {
    let at = value;
    for (const words of this.#levels) {
      const word = at >>> 5;
      const after = (words[word] ?? 0) & ~(1 << (at & 31));
      words[word] = after;
      if (after !== 0) return;
      at = word;
    }
  }

  /** The lowest number in the set; -1 if it is empty. */
  get lowest(): number {
    let at = 0;
    for (let level = this.#levels.length - 1; level >= 0; level--) {
      const bits = this.#levels[level]?.[at] ?? 0;
      if (bits === 0) return -1;
      at = at * 32 + countTrailingZeros(bits);
    }
    return at;
  }
}

function setBit(words: Uint32Array, at: number): void {
  words[at >>> 5] = (words[at >>> 5] ?? 0) | (1 << (at & 31));
}
