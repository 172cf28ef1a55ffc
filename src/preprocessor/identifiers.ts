/**
 * Gives each identifier of a run a small number, so that macros are looked up in an array and files remember which names a
 * line has without holding strings.
 */
export class Identifiers {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];

  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;

    const number = this.#names.length;
    this.#numbers.set(name, number);
    this.#names.push(name);
    return number;
  }

  nameOf(number: number): string {
    return this.#names[number] ?? '';
  }

  get count(): number {
    return this.#names.length;
  }
}
