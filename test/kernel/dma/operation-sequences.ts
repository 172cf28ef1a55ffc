import * as fc from 'fast-check';

/** One step of a random sequence on an allocator: numbers that the test reads as it likes. */
export interface Step {
  /** Whether to free, rather than to allocate. */
  readonly frees: boolean;
  /** 0 to 255. */
  readonly size: number;
  /** Which of the live buffers to free: any number. */
  readonly which: number;
}

/**
 * Runs `play` on 10,000 sequences of up to 200 steps, each with a pool size of its own. A step is one 32-bit number, since records
 * would take longer to make than to play.
 */
export function checkSequences(
  poolSize: fc.Arbitrary<number>,
  play: (size: number, steps: Iterable<Step>) => void,
): void {
  const words = fc.uint32Array({ maxLength: 200, size: 'max' });
  fc.assert(
    fc.property(poolSize, words, (size, sequence) => play(size, steps(sequence))),
    { numRuns: 10_000 },
  );
}

function* steps(sequence: Uint32Array): Generator<Step> {
  for (const word of sequence) yield { frees: word % 5 < 2, size: (word >>> 8) & 255, which: word >>> 16 };
}

/** Buffers that are in use. Throws where two of them share a page, or one leaves the pool. */
export class LiveBuffers<T extends { readonly first: number; readonly pages: number }> {
  readonly #live: T[] = [];
  readonly #taken: Uint8Array;

  constructor(pageCount: number) {
    this.#taken = new Uint8Array(pageCount);
  }

  /** By page, 1: in use. */
  get taken(): Uint8Array {
    return this.#taken;
  }

  get count(): number {
    return this.#live.length;
  }

  get takenPages(): number {
    let pages = 0;
    for (const taken of this.#taken) pages += taken;
    return pages;
  }

  add(buffer: T): void {
    const { first, pages } = buffer;
    if (first < 0 || first + pages > this.#taken.length) throw new Error(`${first}+${pages} leaves the pool`);
    for (let page = first; page < first + pages; page++)
      if (this.#taken[page] === 1) throw new Error(`page ${page} is given out twice`);
    this.#taken.fill(1, first, first + pages);
    this.#live.push(buffer);
  }

  /** Removes one and returns it; undefined: there is none. */
  remove(which: number): T | undefined {
    if (this.#live.length === 0) return undefined;
    const [buffer] = this.#live.splice(which % this.#live.length, 1);
    if (buffer !== undefined) this.#taken.fill(0, buffer.first, buffer.first + buffer.pages);
    return buffer;
  }
}
