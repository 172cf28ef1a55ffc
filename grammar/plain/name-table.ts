const noProperties: object = Object.create(null);

/**
 * One string object for equal names, found by the characters of a text: what has occurred before is not cut out of the text again.
 */
export class NameTable {
  readonly #names: string[] = [];
  readonly #hashes: number[] = [];
  /** One more than a name's number, at its hash or at the next free place behind; 0 where none is. */
  #slots: Int32Array = new Int32Array(1 << 12);

  /** The name that stands there. It is a copy: a slice would keep the text alive that it was cut from. */
  at(text: string, start: number, end: number): string {
    let hash = end - start;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let number = this.#slots[slot] as number; number !== 0; number = this.#slots[slot] as number) {
      if (this.#hashes[number - 1] === hash) {
        const name = this.#names[number - 1] as string;
        if (isAt(name, text, start, end)) return name;
      }
      slot = (slot + 1) & mask;
    }
    return this.#add(text.slice(start, end), hash, slot);
  }

  #add(name: string, hash: number, slot: number): string {
    // Asked for as a property, V8 makes it a string of its own, as it does with every property's name.
    const own = name in noProperties ? '' : name;
    this.#names.push(own);
    this.#hashes.push(hash);
    this.#slots[slot] = this.#names.length;
    if (this.#names.length * 2 > this.#slots.length) this.#grow();
    return own;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (const [index, hash] of this.#hashes.entries()) {
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
    this.#slots = slots;
  }
}

function isAt(name: string, text: string, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let at = 0; at < name.length; at++) {
    if (name.charCodeAt(at) !== text.charCodeAt(start + at)) return false;
  }
  return true;
}
