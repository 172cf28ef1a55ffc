/** A column of unsigned numbers that grows: 4 bytes a row, 8 where they may be larger. */
export class Column {
  #values: Uint32Array | Float64Array;
  #length = 0;

  constructor(width: 4 | 8 = 4) {
    this.#values = width === 4 ? new Uint32Array(256) : new Float64Array(256);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider =
        this.#values instanceof Uint32Array
          ? new Uint32Array(this.#length * 2)
          : new Float64Array(this.#length * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length++] = value;
  }

  at(row: number): number {
    return this.#values[row] ?? 0;
  }

  set(row: number, value: number): void {
    this.#values[row] = value;
  }

  /** Keeps the first rows alone. */
  shorten(length: number): void {
    this.#length = Math.min(length, this.#length);
  }
}
