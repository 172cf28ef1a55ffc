/** fls() less one: the position of the highest bit of a whole number from 1 to 2^53. */
export function leadingOrder(value: number): number {
  return value >= 2 ** 32 ? 63 - Math.clz32(value / 2 ** 32) : 31 - Math.clz32(value);
}

/** roundup_pow_of_two(). */
export function roundUpToPower(value: number): number {
  const order = leadingOrder(value);
  return 2 ** order === value ? value : 2 ** (order + 1);
}

/** order_base_2(): the order of the next power of two. */
export function ceilOrder(value: number): number {
  const order = leadingOrder(value);
  return 2 ** order === value ? order : order + 1;
}
