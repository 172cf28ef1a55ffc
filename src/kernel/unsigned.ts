/** The smaller of two addresses or sizes; Math.min() takes no bigint. */
export function smaller(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

/** The larger of two addresses or sizes. */
export function larger(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}
