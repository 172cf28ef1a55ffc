/** Pages of a size in bytes, as PAGE_ALIGN() rounds. Exact up to 2^53 bytes. */
export function pagesOf(size: number, pageSize: number): number {
  return Math.ceil(size / pageSize);
}

/** get_order() of a size of at least one byte: the smallest power of two of pages that holds it, as its exponent. */
export function getOrder(size: number, pageSize: number): number {
  // One page less, and a part of one that clz32() drops.
  const last = (size - 1) / pageSize;
  if (last < 0x80000000) return 32 - Math.clz32(last);
  return 32 + getOrder(Math.ceil(pagesOf(size, pageSize) / 0x100000000), 1);
}
