/** Bytes of a page of the store; no page of any kernel. */
const storePage = 4096;

/** Pages that are kept byte by byte at most: 64 MiB. */
const mostPages = 16384;

/**
 * What is in physical memory, as far as something was written: all else reads as nought. A page with one value throughout takes no
 * room; past the bound of pages with several values, writes are lost, and `isFull` says so.
 */
export class MemoryBytes {
  readonly #pages = new Map<number, Uint8Array | number>();
  #stored = 0;
  #isFull = false;

  /** Whether a write was lost. */
  get isFull(): boolean {
    return this.#isFull;
  }

  fill(phys: bigint, length: number, value: number): void {
    const byte = value & 0xff;
    for (const { page, from, to } of pieces(phys, length)) {
      if (this.#valueOf(page) === byte) continue;
      if (from === 0 && to === storePage) this.#setWhole(page, byte);
      else this.#bytesOf(page)?.fill(byte, from, to);
    }
  }

  write(phys: bigint, bytes: Uint8Array): void {
    for (const { page, from, to, at } of pieces(phys, bytes.length))
      this.#bytesOf(page)?.set(bytes.subarray(at, at + to - from), from);
  }

  read(phys: bigint, length: number): Uint8Array {
    const result = new Uint8Array(length);
    for (const { page, from, to, at } of pieces(phys, length)) {
      const stored = this.#pages.get(page) ?? 0;
      if (typeof stored === 'number') result.fill(stored, at, at + to - from);
      else result.set(stored.subarray(from, to), at);
    }
    return result;
  }

  /** memcpy(). Memory of one value throughout takes no room at the other end either, if that was so before. */
  copy(to: bigint, from: bigint, length: number): void {
    const value = this.#commonValue(from, length);
    if (value === undefined) this.write(to, this.read(from, length));
    else this.fill(to, length, value);
  }

  /** The value of all bytes, as far as that is known without looking at them. */
  #commonValue(phys: bigint, length: number): number | undefined {
    let common: number | undefined;
    for (const { page } of pieces(phys, length)) {
      const value = this.#valueOf(page);
      if (value === undefined || (common !== undefined && value !== common)) return undefined;
      common = value;
    }
    return common;
  }

  #valueOf(page: number): number | undefined {
    const stored = this.#pages.get(page) ?? 0;
    return typeof stored === 'number' ? stored : undefined;
  }

  #setWhole(page: number, byte: number): void {
    if (typeof this.#pages.get(page) === 'object') this.#stored--;
    if (byte === 0) this.#pages.delete(page);
    else this.#pages.set(page, byte);
  }

  #bytesOf(page: number): Uint8Array | undefined {
    const stored = this.#pages.get(page) ?? 0;
    if (typeof stored !== 'number') return stored;
    if (this.#stored >= mostPages) {
      this.#isFull = true;
      return undefined;
    }
    const bytes = new Uint8Array(storePage).fill(stored);
    this.#pages.set(page, bytes);
    this.#stored++;
    return bytes;
  }
}

interface Piece {
  readonly page: number;
  readonly from: number;
  readonly to: number;
  /** Where the piece begins in the whole. */
  readonly at: number;
}

function* pieces(phys: bigint, length: number): Generator<Piece> {
  let address = Number(phys);
  for (let at = 0; at < length; ) {
    const from = address % storePage;
    const to = Math.min(storePage, from + length - at);
    yield { page: Math.floor(address / storePage), from, to, at };
    at += to - from;
    address += to - from;
  }
}
