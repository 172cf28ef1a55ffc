/** 2^32: one more than the highest word. */
const words = 0x1_0000_0000;
/** 2^53: up to here a double is a whole number. */
const mostNumbers = 2 ** 53;

/**
 * Random numbers that are the same on every machine: sfc32 (Chris Doty-Humphrey's small fast counting generator, PractRand), which
 * has 32-bit additions, shifts and exclusive ors and nothing else. The seeds are its words a and b, the word c is 0, the counter begins
 * at 1, and the first twelve words are thrown away.
 */
export class RandomSource {
  #a: number;
  #b: number;
  #c = 0;
  #counter = 1;

  /** @param seed and @param otherSeed whole numbers, of which the lowest 32 bits count */
  constructor(seed: number, otherSeed: number) {
    this.#a = seed | 0;
    this.#b = otherSeed | 0;
    for (let round = 0; round < 12; round++) this.word();
  }

  /** The next 32 bits, as a number from 0 to 2^32 - 1. */
  word(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A whole number from 0 to 2^53 - 1: 21 bits of one word above the next word. */
  wide(): number {
    return (this.word() >>> 11) * words + this.word();
  }

  /**
   * A whole number from 0 to `count` - 1, each as likely as any other: a number at the end of the range that would make the first
   * ones likelier is drawn again.
   *
   * @param count from 1 to 2^53
   */
  below(count: number): number {
    if (count <= 1) return 0;
    const isNarrow = count <= words;
    const range = isNarrow ? words : mostNumbers;
    const end = range - (range % count);
    for (;;) {
      const drawn = isNarrow ? this.word() : this.wide();
      if (drawn < end) return drawn % count;
    }
  }
}
