import { ByteWriter } from './byte-writer.ts';

/**
 * The block of property names. A name is found wherever it stands as the tail of an earlier one, at the lowest such
 * offset; otherwise it is added at the end (dtc's flattree.c, stringtable_insert).
 */
export class StringsBlock {
  readonly #writer = new ByteWriter();
  readonly #offsets = new Map<string, number>();
  /** Every tail of every name in the block: a hash table with open addressing of the offsets where they stand first, plus 1. */
  #table = new Int32Array(1 << 10);
  #hashes = new Int32Array(1 << 10);
  #tails = 0;

  get length(): number {
    return this.#writer.length;
  }

  finish(): Uint8Array {
    return this.#writer.finish();
  }

  offsetOf(name: string): number {
    const known = this.#offsets.get(name);
    if (known !== undefined) return known;
    const offset = this.#insert(name);
    this.#offsets.set(name, offset);
    return offset;
  }

  /** Puts the name behind the others, and takes it away again if it stands there already. */
  #insert(name: string): number {
    const start = this.#writer.length;
    this.#writer.text(name);
    const end = this.#writer.length - 1;
    const bytes = this.#writer.written;
    const hashes = tailHashes(bytes, start, end);
    for (let at = start; at <= end; at++) {
      const hash = hashes[at - start] as number;
      const found = this.#find(bytes, at, end, hash);
      if (found === undefined) {
        this.#add(at, hash);
        continue;
      }
      if (at > start) break; // Where a tail stands, its own tails do.
      this.#writer.cutTo(start);
      return found;
    }
    return start;
  }

  /** Where the text from `at` to `end`, or to its NUL, stands already. */
  #find(bytes: Uint8Array, at: number, end: number, hash: number): number | undefined {
    const mask = this.#table.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = this.#table[slot] as number;
      if (entry === 0) return undefined;
      if (this.#hashes[slot] === hash && isSameText(bytes, entry - 1, at, end)) return entry - 1;
    }
  }

  #add(offset: number, hash: number): void {
    if (++this.#tails * 2 > this.#table.length) this.#grow();
    this.#put(offset + 1, hash);
  }

  #put(entry: number, hash: number): void {
    const mask = this.#table.length - 1;
    let slot = hash & mask;
    while (this.#table[slot] !== 0) slot = (slot + 1) & mask;
    this.#table[slot] = entry;
    this.#hashes[slot] = hash;
  }

  #grow(): void {
    const [entries, hashes] = [this.#table, this.#hashes];
    this.#table = new Int32Array(entries.length * 2);
    this.#hashes = new Int32Array(entries.length * 2);
    for (const [slot, entry] of entries.entries()) if (entry !== 0) this.#put(entry, hashes[slot] as number);
  }
}

/** Of each tail of a text, the whole first and the empty one last: FNV-1a from the end. */
function tailHashes(bytes: Uint8Array, start: number, end: number): Int32Array {
  const hashes = new Int32Array(end - start + 1);
  let hash = 0x811c_9dc5;
  for (let at = end; at >= start; at--) {
    hash = Math.imul(hash ^ (bytes[at] as number), 0x0100_0193);
    hashes[at - start] = hash ^ (hash >>> 15);
  }
  return hashes;
}

function isSameText(bytes: Uint8Array, earlier: number, start: number, end: number): boolean {
  for (let at = start; at <= end; at++) if (bytes[earlier + at - start] !== bytes[at]) return false;
  return true;
}
