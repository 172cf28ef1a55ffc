/** The number after `state` in Marsaglia's sequence of 32-bit numbers: the shape of a tree must not hang on chance. */
export function xorshift(state: number): number {
  let x = state;
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  return x >>> 0;
}
