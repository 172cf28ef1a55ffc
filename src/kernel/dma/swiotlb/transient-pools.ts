import type { DmaDevice } from '../dma-device.ts';
import { BouncePool, type BouncePoolOptions, segmentSlots, slotSize } from './bounce-pool.ts';
import type { MapRequest } from './slot-request.ts';

/** The most that one mapping gets. */
const segmentBytes = segmentSlots * slotSize;

/** The page allocator as a pool of its own for one mapping asks it (swiotlb_alloc_tlb()). */
export interface TransientPages {
  /** Physical address of so many bytes that end at or below the limit; undefined: there are none. */
  allocate(bytes: number, limit: bigint): bigint | undefined;
  free(phys: bigint): void;
}

/** Pools of a device that each serve one mapping for which its pool was full (CONFIG_SWIOTLB_DYNAMIC, 6.6). */
export class TransientPools {
  readonly #pages: TransientPages;
  readonly #options: Pick<BouncePoolOptions, 'pageSize' | 'search'>;
  readonly #pools = new Map<DmaDevice, Set<BouncePool>>();

  constructor(pages: TransientPages, options: Pick<BouncePoolOptions, 'pageSize' | 'search'>) {
    this.#pages = pages;
    this.#options = options;
  }

  find(device: DmaDevice, phys: bigint): BouncePool | undefined {
    for (const pool of this.#pools.get(device) ?? []) if (pool.has(phys)) return pool;
    return undefined;
  }

  /** A pool of as many slots as the mapping needs, and its address there; undefined: no pages, or none that the device reaches. */
  map(device: DmaDevice, requestOf: (pool: { readonly base: bigint }) => MapRequest): bigint | undefined {
    const asked = BouncePool.askedBytes(requestOf({ base: 0n }));
    if (asked <= 0 || asked > segmentBytes) return undefined;
    const { pageSize } = this.#options;
    const slots = Math.ceil(asked / slotSize);
    const limit = device.dmaToPhys(device.streamingLimit);
    const base = this.#pages.allocate(Math.ceil((slots * slotSize) / pageSize) * pageSize, limit);
    if (base === undefined) return undefined;

    const pool = new BouncePool({ base, slots, ...this.#options });
    const mapped = pool.map(requestOf(pool));
    if (mapped === undefined) {
      this.#pages.free(base);
      return undefined;
    }
    const own = this.#pools.get(device);
    if (own === undefined) this.#pools.set(device, new Set([pool]));
    else own.add(pool);
    return mapped;
  }

  /** swiotlb_del_transient(): whether the pool was one of these, and is gone. */
  drop(device: DmaDevice, pool: BouncePool): boolean {
    if (this.#pools.get(device)?.delete(pool) !== true) return false;
    this.#pages.free(pool.base);
    return true;
  }
}
