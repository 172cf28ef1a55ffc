import { alignedBits } from './word-bits.ts';

/** The lowest bit at which an aligned block of 2^order (up to 5) ones begins, of which there is one. */
export function lowestBlock(free: number, order: number): number {
  let starts = free;
  for (let step = 0; step < order; step++) starts &= starts >>> (1 << step);
  starts &= alignedBits[order] as number;
  return 31 - Math.clz32(starts & -starts);
}

/** By byte: bit k, whether an aligned block of 2^k of its bits is set, k up to 3. */
const byteOrders = ordersOfBytes();

/** Bit k: whether an aligned block of 2^k of these bits is set. Without branches, which no processor would foresee. */
export function ordersOf(free: number): number {
  const a = byteOrders[free & 0xff] as number;
  const b = byteOrders[(free >>> 8) & 0xff] as number;
  const c = byteOrders[(free >>> 16) & 0xff] as number;
  const d = byteOrders[free >>> 24] as number;
  const low = a & b;
  const high = c & d;
  return a | b | c | d | (((low | high) & 8) << 1) | ((low & high & 8) << 2);
}

function ordersOfBytes(): Uint8Array {
  const orders = new Uint8Array(256);
  for (let byte = 1; byte < 256; byte++) {
    const pairs = byte & (byte >>> 1) & 0x55;
    const fours = pairs & (pairs >>> 2) & 0x11;
    orders[byte] = byte === 0xff ? 15 : fours !== 0 ? 7 : pairs !== 0 ? 3 : 1;
  }
  return orders;
}
