import { ByteWriter } from './byte-writer.ts';

/**
 * A Map takes 16 million keys, and hostile names have more ends than that: behind these only whole names are found again. The
 * largest board upstream has some 10,000.
 */
const mostTails = 4_000_000;

/**
 * The block of property names. A name is found wherever it stands as the tail of an earlier one, at the lowest such
 * offset; otherwise it is added at the end (dtc's flattree.c, stringtable_insert).
 */
export class StringsBlock {
  readonly #writer = new ByteWriter();
  /** Every tail of every name in the block, with the first offset where it stands. */
  readonly #offsets = new Map<string, number>();

  get length(): number {
    return this.#writer.length;
  }

  finish(): Uint8Array {
    return this.#writer.finish();
  }

  offsetOf(name: string): number {
    const known = this.#offsets.get(name);
    if (known !== undefined) return known;
    const offset = this.#writer.length;
    this.#writer.text(name);
    const lastTail = this.#offsets.size < mostTails ? name.length : 0;
    for (let tail = 0; tail <= lastTail; tail++) {
      const text = name.slice(tail);
      if (!this.#offsets.has(text)) this.#offsets.set(text, offset + tail);
    }
    return offset;
  }
}
