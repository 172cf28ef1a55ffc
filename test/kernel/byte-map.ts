/** What memblock says about one byte. */
interface Byte {
  isMemory: boolean;
  isNoMap: boolean;
  isReserved: boolean;
}

/** A request of memblock, as {@link ByteMap} reads it. */
export interface NaiveRequest {
  readonly size: number;
  readonly align: number;
  readonly start: number;
  readonly end: number;
  readonly isBottomUp: boolean;
}

/**
 * memblock as one record a byte (or whatever one element stands for), without any cleverness: what the real thing is held
 * against.
 */
export class ByteMap {
  readonly bytes: readonly Byte[];

  constructor(length: number) {
    this.bytes = Array.from({ length }, () => ({ isMemory: false, isNoMap: false, isReserved: false }));
  }

  add(base: number, size: number): void {
    // What is memory already keeps its flags.
    this.#change(base, size, (byte) => {
      byte.isNoMap &&= byte.isMemory;
      byte.isMemory = true;
    });
  }

  remove(base: number, size: number): void {
    this.#change(base, size, (byte) => {
      byte.isMemory = false;
      byte.isNoMap = false;
    });
  }

  reserve(base: number, size: number): void {
    this.#change(base, size, (byte) => {
      byte.isReserved = true;
    });
  }

  free(base: number, size: number): void {
    this.#change(base, size, (byte) => {
      byte.isReserved = false;
    });
  }

  setNoMap(base: number, size: number, isNoMap: boolean): void {
    this.#change(base, size, (byte) => {
      byte.isNoMap = isNoMap && byte.isMemory;
    });
  }

  overlaps(base: number, size: number, what: keyof Byte): boolean {
    return this.bytes.slice(base, base + size).some((byte) => byte[what]);
  }

  /** The lowest or the highest fit; undefined: none. */
  find({ size, align, start, end, isBottomUp }: NaiveRequest): number | undefined {
    const fits: number[] = [];
    for (let base = 0; base + size <= Math.min(end, this.bytes.length); base += align)
      if (base >= start && this.#isFree(base, size)) fits.push(base);
    return isBottomUp ? fits[0] : fits.at(-1);
  }

  #isFree(base: number, size: number): boolean {
    for (let at = base; at < base + size; at++) {
      const byte = this.bytes[at];
      if (byte === undefined || !byte.isMemory || byte.isNoMap || byte.isReserved) return false;
    }
    return true;
  }

  #change(base: number, size: number, change: (byte: Byte) => void): void {
    for (const byte of this.bytes.slice(base, base + size)) change(byte);
  }
}
