/**
 * Gives each identifier of a run a small number, so that macros are looked up in an array and files remember which names a
 * line has without holding strings.
 */
export class Identifiers {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #marks: number[] = [];
  #lastMark = 0;

  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;

    const number = this.#names.length;
    this.#numbers.set(name, number);
    this.#names.push(name);
    this.#marks.push(0);
    return number;
  }

  /** Begins a set of identifiers; the set before it is then no longer asked for. */
  beginSet(): void {
    this.#lastMark++;
  }

  /** Puts an identifier into the set; false where it was in it. */
  addToSet(number: number): boolean {
    if (this.#marks[number] === this.#lastMark) return false;
    this.#marks[number] = this.#lastMark;
    return true;
  }

  nameOf(number: number): string {
    return this.#names[number] ?? '';
  }

  get count(): number {
    return this.#names.length;
  }
}
