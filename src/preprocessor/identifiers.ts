const { imul } = Math;

/** Takes a character into the sum that identifiers are looked up by. */
export function addToSum(sum: number, code: number): number {
  return (imul(sum, 31) + code) | 0;
}

/**
 * Gives each identifier of a run a small number, so that macros are looked up in an array and files remember which names a
 * line has without holding strings. A run sees some 100,000 of them, of which few are ever asked for as strings: their
 * characters stand in one array, one after the other.
 */
export class Identifiers {
  #count = 0;
  /** Where the characters of each begin, and behind the last one. */
  #starts = new Int32Array(1 << 12);
  #characters = new Uint16Array(1 << 16);
  #marks = new Int32Array(1 << 12);
  readonly #strings: (string | undefined)[] = [];
  #lastMark = 0;
  /**
   * Open addressing: number + 1, hash, length and first character of each, side by side, as a look-up waits for the memory;
   * at their hash or behind, a power of two long and at most half full.
   */
  #table = new Int32Array(1 << 14);
  /** The characters of a name that is asked for as a string. */
  #asked = new Uint16Array(256);

  numberOf(name: string): number {
    const { length } = name;
    if (length > this.#asked.length) this.#asked = new Uint16Array(length * 2);
    const codes = this.#asked;
    let sum = 0;
    for (let at = 0; at < length; at++) {
      const code = name.charCodeAt(at);
      codes[at] = code;
      sum = addToSum(sum, code);
    }
    return this.numberAt(codes, 0, length, sum);
  }

  /**
   * The number of the identifier that stands among the characters of a text.
   *
   * @param sum of its characters, by {@link addToSum}
   */
  numberAt(codes: Uint16Array, start: number, end: number, sum: number): number {
    const hash = sum ^ (sum >>> 15);
    const table = this.#table;
    const mask = table.length - ENTRY;
    for (let slot = (hash << 2) & mask; ; slot = (slot + ENTRY) & mask) {
      const number = (table[slot] as number) - 1;
      if (number === -1) return this.#add(codes, start, end, hash, slot);
      if (table[slot + 1] !== hash || table[slot + 2] !== end - start) continue;
      if (this.#isAt(table[slot + 3] as number, codes, start, end)) return number;
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
    const known = this.#strings[number];
    if (known !== undefined) return known;

    let name = '';
    const end = this.#starts[number + 1] as number;
    for (let at = this.#starts[number] as number; at < end; at += LONGEST_PIECE)
      name += String.fromCharCode(...this.#characters.subarray(at, Math.min(at + LONGEST_PIECE, end)));
    this.#strings[number] = name;
    return name;
  }

  lengthOf(number: number): number {
    return (this.#starts[number + 1] as number) - (this.#starts[number] as number);
  }

  get count(): number {
    return this.#count;
  }

  #isAt(first: number, codes: Uint16Array, start: number, end: number): boolean {
    const characters = this.#characters;
    let own = first;
    for (let at = start; at < end; at++) {
      if (characters[own++] !== codes[at]) return false;
    }
    return true;
  }

  #add(codes: Uint16Array, start: number, end: number, hash: number, slot: number): number {
    const number = this.#count++;
    if (number + 2 > this.#starts.length) {
      this.#starts = grown(this.#starts);
      this.#marks = grown(this.#marks);
    }
    const first = this.#starts[number] as number;
    const last = first + end - start;
    if (last > this.#characters.length) {
      const characters = new Uint16Array(last * 2);
      characters.set(this.#characters);
      this.#characters = characters;
    }
    for (let at = start; at < end; at++) this.#characters[first + at - start] = codes[at] as number;
    this.#starts[number + 1] = last;
    this.#strings.push(undefined);

    const table = this.#table;
    table[slot] = number + 1;
    table[slot + 1] = hash;
    table[slot + 2] = end - start;
    table[slot + 3] = first;
    if (this.#count * 2 * ENTRY > table.length) this.#growTable();
    return number;
  }

  #growTable(): void {
    const old = this.#table;
    const table = new Int32Array(old.length * 2);
    const mask = table.length - ENTRY;
    for (let from = 0; from < old.length; from += ENTRY) {
      if (old[from] === 0) continue;
      let slot = ((old[from + 1] as number) << 2) & mask;
      while (table[slot] !== 0) slot = (slot + ENTRY) & mask;
      for (let field = 0; field < ENTRY; field++) table[slot + field] = old[from + field] as number;
    }
    this.#table = table;
  }
}

/** Numbers in an entry of the table: 1 << 2. */
const ENTRY = 4;
/** Arguments of one call. */
const LONGEST_PIECE = 4096;

function grown(list: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(list.length * 2);
  longer.set(list);
  return longer;
}
