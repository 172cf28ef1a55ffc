/** Pages of a size in bytes, as PAGE_ALIGN() rounds. Exact up to 2^53 bytes. */
export function pagesOf(size: number, pageSize: number): number {
  return Math.ceil(size / pageSize);
}

/** get_order() of a size of at least one byte: the smallest power of two of pages that holds it, as its exponent. */
export function getOrder(size: number, pageSize: number): number {
  const pages = pagesOf(size, pageSize);
  if (pages <= 1) return 0;
  if (pages <= 0x80000000) return 32 - Math.clz32(pages - 1);
  return 32 + getOrder(Math.ceil(pages / 0x100000000), 1);
}
