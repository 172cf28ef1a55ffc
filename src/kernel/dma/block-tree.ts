import { OrderTree } from './order-tree.ts';
import { lowestBlock, ordersOf } from './word-orders.ts';

/** Order of the blocks that a whole word is. */
const wordOrder = 5;

/**
 * Where in a bitmap of 32-bit words the lowest block of 2^order zeroes lies that is aligned to its size: an {@link OrderTree} of what fits
 * into each word. Blocks of more than a word are those of a bitmap of words, with a tree of its own.
 *
 * Here and in all that an operation on a pool comes by, numbers of typed arrays are taken `as number` within their bounds: V8 makes one
 * piece of code of a few functions only up to a limit, which another `?? 0` brings nearer.
 */
export class BlockTree {
  readonly #words: Int32Array;
  readonly #tree: OrderTree;
  /** Ones are words that are not zero. */
  readonly #broken: Int32Array;
  /** Of blocks larger than a word. */
  readonly #larger: BlockTree | undefined;

  constructor(words: Int32Array) {
    this.#words = words;
    this.#tree = new OrderTree(words.length);
    this.#broken = new Int32Array(Math.ceil(words.length / 32)).fill(-1);
    this.#larger = words.length > 1 ? new BlockTree(this.#broken) : undefined;
    for (let word = 0; word < words.length; word++) this.refresh(word);
  }

  /** The lowest, as its first bit; -1: there is none. */
  find(order: number): number {
    if (order > wordOrder) return this.#findLarger(order - wordOrder);
    const word = this.#tree.find(order);
    return word < 0 ? -1 : word * 32 + lowestBlock(~(this.#words[word] as number), order);
  }

  /** This word changed. */
  refresh(word: number): void {
    const taken = this.#words[word] as number;
    this.#tree.set(word, ordersOf(~taken));
    const broken = this.#broken;
    const bit = 1 << (word & 31);
    const before = broken[word >>> 5] as number;
    const after = taken === 0 ? before & ~bit : before | bit;
    if (after === before) return;
    broken[word >>> 5] = after;
    this.#larger?.refresh(word >>> 5);
  }

  #findLarger(order: number): number {
    const word = this.#larger === undefined ? -1 : this.#larger.find(order);
    return word < 0 ? -1 : word * 32;
  }
}
