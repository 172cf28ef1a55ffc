/** What swiotlb_find_slots() is asked for. */
export interface SlotRequest {
  /** Bytes, with what precedes the mapping in its first slot. */
  readonly bytes: number;
  /** Physical address of the memory that bounces; 0n for an allocation. */
  readonly origin: bigint;
  /** Low bits of the address that are to be nought (alloc_align_mask). */
  readonly allocAlignMask: number;
  /** dma_get_min_align_mask(): low bits that are to equal the origin's. */
  readonly minAlignMask: number;
  /** What the device sees of the pool's base. */
  readonly deviceBase: bigint;
  /** dma_get_seg_boundary(): no run crosses a multiple of it plus one. */
  readonly segmentBoundary: bigint;
  /** The area that is searched first. Default: the first. */
  readonly firstArea?: number;
}

/** A mapping's request: its bytes, and nothing in front of them. */
export type MapRequest = Omit<SlotRequest, 'bytes'> & { readonly size: number };

/** What is behind an address in a slot. */
export interface SlotOrigin {
  /** The memory that bounces. */
  readonly phys: bigint;
  /** Bytes that are left of the mapping from there on; below nought behind its end. */
  readonly bytes: number;
  /**
   * Bytes from what the slot stands for. In the slots after a mapping's first, they may lie in front of that, since each begins where
   * the first one began in its slot.
   */
  readonly within: number;
  /** Low bits of the memory's address that the slot's has too. */
  readonly kept: number;
}
