import { countTrailingZeros } from '../word-bits.ts';

/**
 * A block of the largest order that is not free as a whole: a bit for each piece that it can be split into, set where that piece
 * is free. Pieces are numbered as nodes of a binary tree: 1 is the block, 2n and 2n + 1 are the halves of n.
 */
export class SplitBlock {
  readonly #words: Uint32Array;

  constructor(maxOrder: number) {
    this.#words = new Uint32Array(Math.max(1, 2 ** (maxOrder + 1 - 5)));
  }

  has(node: number): boolean {
    return (((this.#words[node >>> 5] ?? 0) >>> (node & 31)) & 1) === 1;
  }

  add(node: number): void {
    this.#words[node >>> 5] = (this.#words[node >>> 5] ?? 0) | (1 << (node & 31));
  }

  delete(node: number): void {
    this.#words[node >>> 5] = (this.#words[node >>> 5] ?? 0) & ~(1 << (node & 31));
  }

  /** The lowest free piece on a level of `width` pieces; 0 if there is none. */
  lowestOn(width: number): number {
    if (width < 32) {
      const bits = ((this.#words[0] ?? 0) >>> width) & (2 ** width - 1);
      return bits === 0 ? 0 : width + countTrailingZeros(bits);
    }
    for (let word = width >>> 5; word < width >>> 4; word++) {
      const bits = this.#words[word] ?? 0;
      if (bits !== 0) return word * 32 + countTrailingZeros(bits);
    }
    return 0;
  }

  /** Whether the piece, one that it is a part of, or a part of it is free. */
  isPartlyFree(node: number): boolean {
    for (let above = node; above >= 1; above >>>= 1) if (this.has(above)) return true;
    for (let first = node * 2, count = 2; first < this.#words.length * 32; first *= 2, count *= 2)
      if (this.#hasAny(first, count)) return true;
    return false;
  }

  /** `count` is a power of two and `first` a multiple of it. */
  #hasAny(first: number, count: number): boolean {
    if (count < 32) return (((this.#words[first >>> 5] ?? 0) >>> (first & 31)) & (2 ** count - 1)) !== 0;
    for (let word = first >>> 5; word < (first + count) >>> 5; word++)
      if (this.#words[word] !== 0) return true;
    return false;
  }
}
