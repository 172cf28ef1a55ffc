import { getOrder } from './get-order.ts';
import { BouncePool, type BounceSearch, slotSize } from './swiotlb/bounce-pool.ts';

export { slotSize } from './swiotlb/bounce-pool.ts';

const allOnes = (1n << 64n) - 1n;

/** How a kernel looks for slots, and its page size. Default: 6.12's, with pages of 4 KiB. */
export interface RestrictedPoolOptions {
  readonly pageSize: number;
  readonly search: BounceSearch;
}

/**
 * A restricted pool (kernel/dma/swiotlb.c rmem_swiotlb_device_init(); spec 07 §6): a bounce pool of a region, which its devices
 * allocate from as well.
 */
export class RestrictedPool extends BouncePool {
  /** The region's node path. */
  readonly region: string;
  readonly name: string;

  constructor(
    region: {
      readonly path: string;
      readonly name: string;
      readonly base: bigint;
      readonly size: bigint;
    },
    options: RestrictedPoolOptions = { pageSize: 4096, search: 'by-address' },
  ) {
    super({ base: region.base, slots: Number(region.size / BigInt(slotSize)), ...options });
    this.region = region.path;
    this.name = region.name;
  }

  /**
   * A run of `bytes` for swiotlb_alloc(): the first slot, or -1. `deviceBase` is what the device sees of the pool's base, `align` the
   * bytes that its address is to be a multiple of, a power of two.
   */
  allocate(bytes: number, align: number, deviceBase: bigint): number {
    return this.findSlots({
      bytes,
      origin: 0n,
      allocAlignMask: align - 1,
      minAlignMask: 0,
      deviceBase,
      segmentBoundary: allOnes,
    });
  }

  release(slot: number, _bytes: number): void {
    this.releaseAt(this.base + BigInt(slot) * BigInt(slotSize), 0);
  }
}

/** Bytes by which swiotlb_alloc() aligns: the request's power of two of pages, or no more than a page. */
export function restrictedAlign(bytes: number, pageSize: number, alignment: 'page' | 'size'): number {
  return alignment === 'size' ? pageSize * 2 ** getOrder(bytes, pageSize) : pageSize;
}
