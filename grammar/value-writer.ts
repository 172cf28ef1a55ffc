import type { Unsigned64 } from './unsigned64.ts';

/** The bytes of property values, appended one after the other. */
export class ValueWriter {
  #bytes: Uint8Array = new Uint8Array(1 << 14);
  length = 0;

  /** What was written since the last call, on its own. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }

  /** The buffer with room for `count` more bytes. */
  reserve(count: number): Uint8Array {
    if (this.length + count > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + count));
      grown.set(this.#bytes.subarray(0, this.length));
      this.#bytes = grown;
    }
    return this.#bytes;
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length).set(bytes, this.length);
    this.length += bytes.length;
  }

  byte(value: number): void {
    this.reserve(1)[this.length++] = value;
  }

  /** A big-endian element of 8, 16, 32 or 64 bits; the value is truncated to it. */
  element(value: Unsigned64, bits: number): void {
    if (bits === 32 && typeof value === 'number') {
      this.cell(value % 0x1_0000_0000);
      return;
    }
    if (bits === 64 && typeof value === 'number') {
      this.cell(Math.floor(value / 0x1_0000_0000));
      this.cell(value % 0x1_0000_0000);
      return;
    }
    const bytes = this.reserve(8);
    let rest = BigInt(value);
    for (let at = this.length + bits / 8 - 1; at >= this.length; at--) {
      bytes[at] = Number(rest & 0xffn);
      rest >>= 8n;
    }
    this.length += bits / 8;
  }

  /** A 32-bit cell, 0 to 0xffffffff. */
  cell(value: number): void {
    const bytes = this.reserve(4);
    const at = this.length;
    bytes[at] = value >>> 24;
    bytes[at + 1] = value >>> 16;
    bytes[at + 2] = value >>> 8;
    bytes[at + 3] = value;
    this.length = at + 4;
  }
}
