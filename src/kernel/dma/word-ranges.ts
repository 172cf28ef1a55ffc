import type { FitIndex } from './fit-index.ts';

/** Ranges that are kept apart; beyond, they become one. */
const mostRanges = 64;

/** Words of a bitmap that changed since an index was last brought up to date: nobody may ask it for long. */
export class WordRanges {
  /** First and last word of each, one after the other. */
  readonly #ends = new Int32Array(2 * mostRanges);
  #count = 0;

  add(firstWord: number, lastWord: number): void {
    if (this.#count === mostRanges) this.#join();
    this.#ends[2 * this.#count] = firstWord;
    this.#ends[2 * this.#count + 1] = lastWord;
    this.#count++;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Brings the index up to date. */
  takeAll(index: FitIndex): void {
    for (let at = 0; at < this.#count; at++)
      index.refresh(this.#ends[2 * at] ?? 0, this.#ends[2 * at + 1] ?? 0);
    this.#count = 0;
  }

  #join(): void {
    let first = this.#ends[0] ?? 0;
    let last = this.#ends[1] ?? 0;
    for (let at = 1; at < this.#count; at++) {
      first = Math.min(first, this.#ends[2 * at] ?? 0);
      last = Math.max(last, this.#ends[2 * at + 1] ?? 0);
    }
    this.#ends[0] = first;
    this.#ends[1] = last;
    this.#count = 1;
  }
}
