import type { MapRequest, SlotOrigin, SlotRequest } from './slot-request.ts';

/** IO_TLB_SIZE: bytes of a slot. */
export const slotSize = 2048;

/** IO_TLB_SEGSIZE: no run of slots crosses a multiple of it, so that 256 KiB is the most that one request gets. */
export const segmentSlots = 128;

/** What a mapping that begins nowhere has for an original address (INVALID_PHYS_ADDR). */
const noAddress = -1;

/**
 * How a run is looked for: from the next index rounded up to the stride, with page alignment by index (`by-index`, up to 6.1), or
 * from the next index as it is, with every alignment by what the device sees (`by-address`).
 */
export type BounceSearch = 'by-index' | 'by-address';

export interface BouncePoolOptions {
  readonly base: bigint;
  readonly slots: number;
  /** Parts with a next index of their own, a power of two. Default: 1. */
  readonly areas?: number;
  readonly pageSize: number;
  readonly search: BounceSearch;
}

interface Area {
  readonly first: number;
  next: number;
  used: number;
}

/**
 * A pool of bounce buffers (struct io_tlb_pool; spec 07 §5, §6): the default one or a restricted one. Slots of 2 KiB are handed out
 * next-fit: the search goes on behind the last run, and comes to freed slots only after it has wrapped.
 */
export class BouncePool {
  readonly base: bigint;
  readonly slotCount: number;
  readonly areaSlots: number;
  readonly #pageSize: number;
  readonly #search: BounceSearch;
  readonly #areas: readonly Area[];
  /** By slot: free slots from there on, no further than its segment; 0: taken. */
  readonly #free: Uint8Array;
  /** By slot: where its bytes come from. Physical addresses have at most 52 bits. */
  readonly #origin: Float64Array;
  /** By slot: bytes of the mapping from there on. */
  readonly #bytes: Int32Array;
  /** By slot: whole slots in front of a mapping's first one. */
  readonly #padding: Uint8Array;
  #used = 0;
  #highWater = 0;

  constructor({ base, slots, areas = 1, pageSize, search }: BouncePoolOptions) {
    this.base = base;
    this.slotCount = slots;
    this.areaSlots = Math.floor(slots / areas);
    this.#pageSize = pageSize;
    this.#search = search;
    this.#areas = Array.from({ length: areas }, (_, index) => ({
      first: index * this.areaSlots,
      next: 0,
      used: 0,
    }));
    this.#free = new Uint8Array(slots);
    this.#origin = new Float64Array(slots).fill(noAddress);
    this.#bytes = new Int32Array(slots);
    this.#padding = new Uint8Array(slots);
    for (let slot = 0; slot < slots; slot++)
      this.#free[slot] = Math.min(segmentSlots - (slot % segmentSlots), slots - slot);
  }

  get areaCount(): number {
    return this.#areas.length;
  }

  /** io_tlb_used. */
  get usedSlots(): number {
    return this.#used;
  }

  /** io_tlb_used_hiwater. */
  get highWater(): number {
    return this.#highWater;
  }

  get bytes(): bigint {
    return BigInt(this.slotCount) * BigInt(slotSize);
  }

  /** Whether a physical address lies in the pool. */
  has(phys: bigint): boolean {
    return phys >= this.base && phys < this.base + this.bytes;
  }

  /** swiotlb_tbl_map_single() without its copy: the address for a mapping; undefined: no run fits. */
  map(request: MapRequest): bigint | undefined {
    const { size, origin, allocAlignMask, minAlignMask } = request;
    const kept = minAlignMask & (allocAlignMask | (slotSize - 1));
    const offset = Number(origin & BigInt(kept));
    const bytes = roundUpTo(size + offset, allocAlignMask + 1);
    const found = this.findSlots({ ...request, bytes });
    if (found < 0) return undefined;

    const padding = Math.floor(offset / slotSize);
    const first = found + padding;
    this.#padding[first] = padding;
    const start = Number(origin);
    const count = Math.ceil(bytes / slotSize) - padding;
    for (let index = 0; index < count; index++) this.#origin[first + index] = start + index * slotSize;
    return this.#addressOf(first) + BigInt(offset % slotSize);
  }

  /** The bytes that a map of this size asks swiotlb_find_slots() for, as the "buffer is full" line prints them. */
  static askedBytes({
    size,
    origin,
    allocAlignMask,
    minAlignMask,
  }: Pick<MapRequest, 'size' | 'origin' | 'allocAlignMask' | 'minAlignMask'>): number {
    const offset = Number(origin & BigInt(minAlignMask & (allocAlignMask | (slotSize - 1))));
    return roundUpTo(size + offset, allocAlignMask + 1);
  }

  /** swiotlb_find_slots(): takes a run and returns its first slot; -1: there is none. */
  findSlots(request: SlotRequest): number {
    if (request.bytes <= 0 || request.bytes > segmentSlots * slotSize) return -1;
    const count = this.#areas.length;
    const start = (request.firstArea ?? 0) % count;
    for (let index = 0; index < count; index++) {
      const area = this.#areas[(start + index) % count];
      const slot = area === undefined ? -1 : this.#searchArea(area, request);
      if (slot >= 0) return slot;
    }
    return -1;
  }

  /** swiotlb_release_slots(): frees as much as the slot of this address says, or as `bytes` says, whoever asks. */
  releaseAt(phys: bigint, minAlignMask: number, bytes?: number): void {
    const at = Number(phys - this.base);
    const offset = Number(phys & BigInt(minAlignMask & (slotSize - 1)));
    const named = Math.floor((at - offset) / slotSize);
    const first = named - (this.#padding[named] ?? 0);
    const area = this.#areas[Math.floor(first / this.areaSlots)];
    if (first < 0 || area === undefined) return;

    // A slot that is free says 0 bytes, and then only the offset may free one.
    const count = Math.min(
      Math.ceil(((bytes ?? this.#bytes[first] ?? 0) + offset) / slotSize),
      this.slotCount - first,
    );
    const end = first + count;
    const segmentEnd = first - (first % segmentSlots) + segmentSlots;
    let run = end < segmentEnd && end < this.slotCount ? (this.#free[end] ?? 0) : 0;
    for (let slot = end - 1; slot >= first; slot--) {
      this.#free[slot] = ++run;
      this.#origin[slot] = noAddress;
      this.#bytes[slot] = 0;
      this.#padding[slot] = 0;
    }
    this.#lengthenBefore(first, run);
    area.used -= count;
    this.#used -= count;
  }

  /** What swiotlb_bounce() finds in the slot of an address. */
  originOf(phys: bigint, minAlignMask: number): SlotOrigin | undefined {
    const at = Number(phys - this.base);
    const slot = Math.floor(at / slotSize);
    const origin = this.#origin[slot] ?? noAddress;
    if (origin === noAddress) return undefined;

    const kept = Number(BigInt(origin) & BigInt(minAlignMask & (slotSize - 1)));
    const within = Number(phys & BigInt(slotSize - 1)) - kept;
    const bytes = (this.#bytes[slot] ?? 0) - within;
    return { phys: BigInt(origin) + BigInt(within), bytes, within, kept };
  }

  /** Free slots, and the longest run of them. */
  get freeRuns(): { readonly slots: number; readonly longest: number } {
    let longest = 0;
    for (const run of this.#free) if (run > longest) longest = run;
    return { slots: this.slotCount - this.#used, longest };
  }

  #addressOf(slot: number): bigint {
    return this.base + BigInt(slot) * BigInt(slotSize);
  }

  /** swiotlb_search_pool_area(), or swiotlb_do_find_slots() before 6.5. */
  #searchArea(area: Area, request: SlotRequest): number {
    const { bytes, origin, deviceBase, segmentBoundary } = request;
    const count = Math.ceil(bytes / slotSize);
    if (count > this.areaSlots - area.used) return -1;

    const { zeroMask, originMask, stride } = this.#alignment(request);
    const seen = deviceBase & segmentBoundary;
    const low = Number(seen & 0xffffffffn);
    const wanted = Number(origin & 0xffffffffn) & originMask;
    const boundarySlots = Number((segmentBoundary + 1n) / BigInt(slotSize));
    const shift = Math.ceil(Number(seen) / slotSize);

    let index = area.next;
    if (this.#search === 'by-index') index = this.#wrapped(roundUpTo(index, stride));
    for (let checked = 0; checked < this.areaSlots; ) {
      const slot = area.first + index;
      const address = low + slot * slotSize;
      const fits = (address & zeroMask) === 0 && (origin === 0n || (address & originMask) === wanted);
      if (fits) {
        const crosses = ((shift + slot) % boundarySlots) + count > boundarySlots;
        if (!crosses && (this.#free[slot] ?? 0) >= count) {
          this.#take(area, slot, count, request);
          return slot;
        }
      }
      const step = fits ? stride : 1;
      index = this.#wrapped(index + step);
      checked += step;
    }
    return -1;
  }

  /** Bits of the address that are to be nought, those that are to be the origin's, and the step from slot to slot. */
  #alignment({ bytes, allocAlignMask, minAlignMask }: SlotRequest): {
    readonly zeroMask: number;
    readonly originMask: number;
    readonly stride: number;
  } {
    const slotMask = slotSize - 1;
    const pageMask = this.#pageSize - 1;
    if (this.#search === 'by-index') {
      const originMask = minAlignMask & ~slotMask;
      let stride = Math.floor(originMask / slotSize) + 1;
      if (bytes >= this.#pageSize) stride *= this.#pageSize / slotSize;
      stride = Math.max(stride, Math.floor(allocAlignMask / slotSize) + 1);
      return { zeroMask: 0, originMask, stride };
    }

    const isFree = allocAlignMask === 0 && minAlignMask === 0 && bytes >= this.#pageSize;
    const zeroMask = (isFree ? pageMask : allocAlignMask) | slotMask;
    const originMask = minAlignMask & ~zeroMask;
    return { zeroMask, originMask, stride: (Math.max(zeroMask, originMask) + 1) / slotSize };
  }

  #take(area: Area, slot: number, count: number, { bytes, origin, minAlignMask }: SlotRequest): void {
    const offset = Number(origin & BigInt(minAlignMask & (slotSize - 1)));
    for (let index = 0; index < count; index++) {
      this.#free[slot + index] = 0;
      this.#bytes[slot + index] = bytes - offset - index * slotSize;
    }
    this.#lengthenBefore(slot, 0);
    area.next = this.#wrapped(slot - area.first + count);
    area.used += count;
    this.#used += count;
    this.#highWater = Math.max(this.#highWater, this.#used);
  }

  /** Free slots of the same segment right before a slot, whose run has a new length. */
  #lengthenBefore(slot: number, length: number): void {
    let run = length;
    for (let at = slot - 1; at >= 0 && at % segmentSlots !== segmentSlots - 1; at--) {
      if (this.#free[at] === 0) return;
      this.#free[at] = ++run;
    }
  }

  /** wrap_area_index(). */
  #wrapped(index: number): number {
    return index >= this.areaSlots ? 0 : index;
  }
}

function roundUpTo(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}
