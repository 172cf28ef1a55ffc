import { isSpecialName, nameBit } from '../name-bits.ts';

const noProperties: object = Object.create(null);

let shared: NameTable | undefined;

/** The names of all plain texts of a process: who refers to one by its number needs no object for it. */
export function sharedNames(): NameTable {
  shared ??= new NameTable();
  return shared;
}

/** One number, and one string object, for equal names. They are found by their characters, so that no string is made of what is known. */
export class NameTable {
  readonly #names: string[] = [];
  /** What the body of a node wants to know of each: see `name-bits.ts`, and `hasSpecialProperty` of a body. */
  bits: Int32Array = new Int32Array(1 << 10);
  isSpecial: Uint8Array = new Uint8Array(1 << 10);
  #hashes: Int32Array = new Int32Array(1 << 10);
  /** Where each begins in `#characters`; behind the last, where the next will. */
  #starts: Int32Array = new Int32Array((1 << 10) + 1);
  #characters: Buffer = Buffer.allocUnsafeSlow(1 << 14);
  /** One more than a name's number, at its hash or at the next free place behind; 0 where none is. */
  #slots: Int32Array = new Int32Array(1 << 12);

  get size(): number {
    return this.#names.length;
  }

  name(number: number): string {
    return this.#names[number] as string;
  }

  /** The number of what stands there: ASCII, of which `hash` is {@link hashOf}. */
  numberOf(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let next = slots[slot] as number; next !== 0; next = slots[slot] as number) {
      if (this.#hashes[next - 1] === hash && this.#isAt(next - 1, bytes, start, end)) return next - 1;
      slot = (slot + 1) & mask;
    }
    return this.#add(bytes, start, end, hash, slot);
  }

  /** The number of a name that some text has; -1 where none does. */
  find(name: string): number {
    let hash = 0;
    for (let at = 0; at < name.length; at++) hash = (Math.imul(hash, 31) + name.charCodeAt(at)) | 0;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let next = slots[slot] as number; next !== 0; next = slots[slot] as number) {
      if (this.#names[next - 1] === name) return next - 1;
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  #isAt(number: number, bytes: Uint8Array, start: number, end: number): boolean {
    const characters = this.#characters;
    let known = this.#starts[number] as number;
    if ((this.#starts[number + 1] as number) - known !== end - start) return false;
    for (let at = start; at < end; at++) if (characters[known++] !== bytes[at]) return false;
    return true;
  }

  #add(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const number = this.#names.length;
    if (number === this.#hashes.length) this.#grow();
    const from = this.#starts[number] as number;
    const to = from + end - start;
    if (to > this.#characters.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(this.#characters.length * 2, to));
      grown.set(this.#characters);
      this.#characters = grown;
    }
    for (let at = start; at < end; at++) this.#characters[from + at - start] = bytes[at] as number;
    this.#starts[number + 1] = to;

    const name = this.#characters.toString('latin1', from, to);
    // Asked for as a property, V8 makes it a string of its own, as it does with every property's name.
    const own = name in noProperties ? '' : name;
    this.#names.push(own);
    this.#hashes[number] = hash;
    this.bits[number] = nameBit(own);
    this.isSpecial[number] = isSpecialName(own) ? 1 : 0;
    this.#slots[slot] = number + 1;
    if ((number + 1) * 2 > this.#slots.length) this.#spread();
    return number;
  }

  #grow(): void {
    const size = this.#hashes.length * 2;
    this.bits = copied(this.bits, new Int32Array(size));
    this.#hashes = copied(this.#hashes, new Int32Array(size));
    this.#starts = copied(this.#starts, new Int32Array(size + 1));
    this.isSpecial = copied(this.isSpecial, new Uint8Array(size));
  }

  #spread(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#names.length; number++) {
      const hash = this.#hashes[number] as number;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}

function copied<Numbers extends Int32Array | Uint8Array>(from: Numbers, into: Numbers): Numbers {
  into.set(from);
  return into;
}
