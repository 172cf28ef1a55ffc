import { getOrder } from './get-order.ts';

/** IO_TLB_SIZE: bytes of a slot. */
export const slotSize = 2048;

/** IO_TLB_SEGSIZE: no run of slots crosses a multiple of it, so that 256 KiB is the most that one request gets. */
const segmentSlots = 128;

/** Slots that a boundary of 4 GiB, the default, lets a run lie in. */
const boundarySlots = 2 ** 32 / slotSize;

/**
 * A restricted pool (kernel/dma/swiotlb.c; spec 07 §5, §6): slots of 2 KiB, handed out next-fit. The search goes on behind the
 * last run, and comes to freed slots only after it has wrapped.
 */
export class RestrictedPool {
  /** The region's node path. */
  readonly region: string;
  readonly name: string;
  readonly base: bigint;
  readonly slotCount: number;
  /** By slot: free slots from there on, no further than its segment. */
  readonly #free: Uint8Array;
  #next = 0;
  #used = 0;

  constructor(region: {
    readonly path: string;
    readonly name: string;
    readonly base: bigint;
    readonly size: bigint;
  }) {
    this.region = region.path;
    this.name = region.name;
    this.base = region.base;
    this.slotCount = Number(region.size / BigInt(slotSize));
    this.#free = new Uint8Array(this.slotCount);
    for (let slot = 0; slot < this.slotCount; slot++)
      this.#free[slot] = Math.min(segmentSlots - (slot % segmentSlots), this.slotCount - slot);
  }

  get usedSlots(): number {
    return this.#used;
  }

  /**
   * swiotlb_search_pool_area() for a run of `bytes`: the first slot, or -1. `deviceBase` is what the device sees of the pool's
   * base, `align` the bytes that its address is to be a multiple of, a power of two.
   */
  allocate(bytes: number, align: number, deviceBase: bigint): number {
    const count = Math.ceil(bytes / slotSize);
    if (count > this.slotCount - this.#used) return -1;

    const alignSlots = Math.max(1, align / slotSize);
    const shift = Number((deviceBase / BigInt(slotSize)) % BigInt(boundarySlots));
    let slot = this.#next;
    for (let checked = 0; checked < this.slotCount; ) {
      const place = (shift + slot) % boundarySlots;
      const isAligned = place % alignSlots === 0 && deviceBase % BigInt(slotSize) === 0n;
      if (isAligned && place + count <= boundarySlots && (this.#free[slot] ?? 0) >= count) {
        this.#take(slot, count);
        this.#next = this.#wrapped(slot + count);
        return slot;
      }
      const step = isAligned ? alignSlots : 1;
      slot = this.#wrapped(slot + step);
      checked += step;
    }
    return -1;
  }

  release(slot: number, bytes: number): void {
    const count = Math.ceil(bytes / slotSize);
    this.#used -= count;
    const end = slot + count;
    const isSegmentEnd = end % segmentSlots === 0 || end >= this.slotCount;
    let run = isSegmentEnd ? 0 : (this.#free[end] ?? 0);
    for (let at = end - 1; at >= slot; at--) this.#free[at] = ++run;
    this.#lengthenBefore(slot, run);
  }

  #take(slot: number, count: number): void {
    this.#used += count;
    this.#free.fill(0, slot, slot + count);
    this.#lengthenBefore(slot, 0);
  }

  /** Free slots of the same segment right before a slot, whose run has a new length. */
  #lengthenBefore(slot: number, length: number): void {
    let run = length;
    for (let at = slot - 1; at >= 0 && at % segmentSlots !== segmentSlots - 1; at--) {
      if (this.#free[at] === 0) return;
      this.#free[at] = ++run;
    }
  }

  #wrapped(slot: number): number {
    return slot >= this.slotCount ? 0 : slot;
  }
}

/** Bytes by which swiotlb_alloc() aligns: the request's power of two of pages, or no more than a page. */
export function restrictedAlign(bytes: number, pageSize: number, alignment: 'page' | 'size'): number {
  return alignment === 'size' ? pageSize * 2 ** getOrder(bytes, pageSize) : pageSize;
}
