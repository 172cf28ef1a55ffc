import { ByteWriter } from './byte-writer.ts';

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
    for (let tail = 0; tail <= name.length; tail++) {
      const text = name.slice(tail);
      if (!this.#offsets.has(text)) this.#offsets.set(text, offset + tail);
    }
    return offset;
  }
}
