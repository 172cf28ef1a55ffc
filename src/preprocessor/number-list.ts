/** A list of numbers below 2^32 that grows without making garbage of each. */
export class NumberList {
  #numbers = new Uint32Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(number: number): void {
    if (this.#length === this.#numbers.length) {
      const grown = new Uint32Array(this.#length * 2);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers[this.#length++] = number;
  }

  /** A copy of no more than its size. */
  values(): Uint32Array {
    return this.#numbers.slice(0, this.#length);
  }
}
