/** One entry of a scatter list, as a workload says it. */
export interface EntryOperand {
  /** Id of a `buffer`; undefined: memory is made for it. */
  readonly buffer: string | undefined;
  readonly at: bigint | undefined;
  /** Bytes. */
  readonly offset: number;
  readonly size: number;
}

export type OperandValue = number | bigint | string | boolean | readonly string[] | readonly EntryOperand[];

/** The fields of one operation, read and worked out: sizes in bytes, addresses as bigint, words and ids as they are. */
export class Operands {
  readonly #values: ReadonlyMap<string, OperandValue>;

  constructor(values: ReadonlyMap<string, OperandValue>) {
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** A size, an offset or a count. */
  number(name: string): number | undefined {
    const value = this.#values.get(name);
    return typeof value === 'number' ? value : undefined;
  }

  /** An address or a mask. */
  address(name: string): bigint | undefined {
    const value = this.#values.get(name);
    return typeof value === 'bigint' ? value : undefined;
  }

  /** An id or a word. */
  text(name: string): string | undefined {
    const value = this.#values.get(name);
    return typeof value === 'string' ? value : undefined;
  }

  flag(name: string): boolean {
    return this.#values.get(name) === true;
  }

  words(name: string): readonly string[] {
    const value = this.#values.get(name);
    return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : [];
  }

  entries(name: string): readonly EntryOperand[] {
    const value = this.#values.get(name);
    return Array.isArray(value) ? value.filter((entry) => typeof entry !== 'string') : [];
  }

  /** In the order of the operation's fields. */
  all(): IterableIterator<[string, OperandValue]> {
    return this.#values.entries();
  }
}
