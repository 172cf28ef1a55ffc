import { leadingOrder, roundUpToPower } from './iova-order.ts';

/** What is looked for, worked out once. */
export class FitRequest {
  readonly size: number;
  readonly high: number;
  readonly align: number;
  readonly order: number;
  readonly aligned: Float64Array | undefined;

  constructor(size: number, high: number, aligned: Float64Array | undefined) {
    this.size = size;
    this.high = high;
    this.align = roundUpToPower(size);
    this.order = leadingOrder(size);
    this.aligned = aligned;
  }
}

/** Order of the largest aligned block in `[start, end)`; -1 where there is nothing. */
export function largestBlock(start: number, end: number): number {
  if (end <= start) return -1;
  const order = leadingOrder(end - start);
  const block = 2 ** order;
  return Math.ceil(start / block) * block + block <= end ? order : order - 1;
}

/** Copies an array to the start of a longer one. */
export function grown<T extends Float64Array | Int32Array | Uint32Array | Int8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
