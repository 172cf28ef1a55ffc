import { BlockTree } from './block-tree.ts';
import { OrderTree } from './order-tree.ts';
import { lowestBlock, ordersOf } from './word-orders.ts';

/** Order of the blocks that a whole word is. */
const wordOrder = 5;

/**
 * Where in a bitmap of 32-bit words the lowest free block of 2^order pages lies that is aligned to its size.
 *
 * Words that are free as a whole stand in a bitmap of their own, in which larger blocks are looked for, and not among the others: so a
 * change of whole words, which most are, is one there, and of nothing else.
 */
export class BlockIndex {
  readonly #words: Int32Array;
  /** By word: the orders of the blocks that fit into it, none where it is free as a whole. */
  readonly #parts: OrderTree;
  /** Ones are words that are not free as a whole. */
  readonly #broken: Int32Array;
  readonly #wholes: BlockTree;

  /** Ones in the words are pages that are not to be had. */
  constructor(words: Int32Array) {
    this.#words = words;
    this.#parts = new OrderTree(words.length);
    this.#broken = new Int32Array(Math.ceil(words.length / 32)).fill(-1);
    this.#wholes = new BlockTree(this.#broken);
    this.refresh(0, words.length - 1);
  }

  /**
   * The first page of the lowest free block of `count` pages, a power of two, at a multiple of that; -1: there is none. -2: the request is
   * not aligned so.
   */
  find(count: number, align: number, offset: number): number {
    if (count !== align || offset !== 0) return -2;
    const order = 31 - Math.clz32(count);
    const whole = this.#wholes.find(Math.max(0, order - wordOrder)) * 32;
    if (order >= wordOrder) return Math.max(whole, -1);
    const part = this.#parts.find(order);
    if (part < 0 || (whole >= 0 && whole < part * 32)) return Math.max(whole, -1);
    return part * 32 + lowestBlock(~(this.#words[part] as number), order);
  }

  /** Brings the index up to date above these words. */
  refresh(firstWord: number, lastWord: number): void {
    const words = this.#words;
    const broken = this.#broken;
    let at = firstWord >>> 5;
    let before = broken[at] as number;
    let after = before;
    for (let word = firstWord; word <= lastWord; word++) {
      const taken = words[word] as number;
      this.#parts.set(word, taken === 0 || taken === -1 ? 0 : ordersOf(~taken));
      const bit = 1 << (word & 31);
      after = taken === 0 ? after & ~bit : after | bit;
      if (word < lastWord && bit > 0) continue;
      // The last of the words in one of the bitmap, and not just of those that changed.
      if (after !== before) {
        broken[at] = after;
        this.#wholes.refresh(at);
      }
      if (word === lastWord) return;
      at++;
      before = broken[at] as number;
      after = before;
    }
  }
}
