const { imul } = Math;
const noProperties: object = Object.create(null);

/** Takes a character into the sum that identifiers are looked up by. */
export function addToSum(sum: number, code: number): number {
  return (imul(sum, 31) + code) | 0;
}

/**
 * Gives each identifier of a run a small number, so that macros are looked up in an array and files remember which names a
 * line has without holding strings.
 */
export class Identifiers {
  readonly #names: string[] = [];
  readonly #hashes: number[] = [];
  readonly #marks: number[] = [];
  #lastMark = 0;
  /** Open addressing: numbers + 1 at their hash or behind; a power of two long and at most half full. */
  #table = new Int32Array(1 << 14);

  numberOf(name: string): number {
    return this.numberAt(name, 0, name.length);
  }

  /** The number of the identifier that stands in a text, without making a string of it unless it is new. */
  numberAt(text: string, start: number, end: number): number {
    let sum = 0;
    for (let at = start; at < end; at++) sum = addToSum(sum, text.charCodeAt(at));
    return this.numberOfSum(text, start, end, sum);
  }

  /** The same, for one whose characters were summed by `addToSum` as they were read. */
  numberOfSum(text: string, start: number, end: number, sum: number): number {
    const hash = sum ^ (sum >>> 15);
    const mask = this.#table.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = (this.#table[slot] as number) - 1;
      if (number === -1) return this.#add(text.slice(start, end), hash, slot);
      if (this.#hashes[number] !== hash) continue;

      const name = this.#names[number] as string;
      if (name.length === end - start && text.startsWith(name, start)) return number;
    }
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

  #add(name: string, hash: number, slot: number): number {
    const number = this.#names.length;
    // A slice would keep the whole file's text alive: asked for as a property, V8 makes it a string of its own.
    this.#names.push(name in noProperties ? '' : name);
    this.#hashes.push(hash);
    this.#marks.push(0);
    this.#table[slot] = number + 1;
    if (this.#names.length * 2 > this.#table.length) this.#grow();
    return number;
  }

  #grow(): void {
    const table = new Int32Array(this.#table.length * 2);
    const mask = table.length - 1;
    for (const [number, hash] of this.#hashes.entries()) {
      let slot = hash & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = number + 1;
    }
    this.#table = table;
  }
}
