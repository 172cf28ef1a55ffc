/**
 * By the exponent of an alignment: the bits of a 32-bit word at multiples of 1, 2, 4, 8, 16 and 32. Signed, as V8 keeps larger numbers in
 * floating point.
 */
export const alignedBits: readonly number[] = [-1, 0x55555555, 0x11111111, 0x01010101, 0x00010001, 1];

/** Index of the lowest bit that is set; 32 for 0. */
export function countTrailingZeros(word: number): number {
  return word === 0 ? 32 : 31 - Math.clz32(word & -word);
}

/** Number of bits that are set. */
export function countOnes(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The bits at which `count` (1 to 32) ones in a row begin. */
export function runStarts(free: number, count: number): number {
  let starts = free;
  for (let done = 1; done < count; ) {
    const step = Math.min(done, count - done);
    starts = (starts & (starts >>> step)) >>> 0;
    done += step;
  }
  return starts;
}
