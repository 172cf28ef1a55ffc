import type { KernelLog } from '../../log.ts';
import type { Behaviours } from '../../profiles/behaviours.ts';
import { dmaAttr, hasAttr } from '../dma-attrs.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { MemoryBytes } from '../memory-bytes.ts';
import { type DmaDirection, deviceReads, deviceWrites, dmaDirection } from '../streaming/direction.ts';
import { copiedBytes } from './bounce-overrun.ts';
import { BouncePool } from './bounce-pool.ts';
import { spareBytes } from './default-pool.ts';
import type { MapRequest } from './slot-request.ts';
import { type TransientPages, TransientPools } from './transient-pools.ts';

export type { TransientPages } from './transient-pools.ts';

/** Lines that dev_warn_ratelimited() lets through in its five seconds; no time passes between operations. */
const rateLimit = 10;

const source = 'kernel/dma/swiotlb.c';

/** What devices do to the spare buffer, by direction. */
const spareHarm: Readonly<Record<DmaDirection, string>> = {
  0: 'accessed',
  1: 'read',
  2: 'written',
  3: 'accessed',
};

export interface SwiotlbOptions {
  readonly behaviours: Behaviours;
  readonly log: KernelLog;
  /** panic(). */
  readonly panics: (text: string) => void;
  readonly pageSize: number;
  /** The default pool; undefined: there is none. */
  readonly pool: BouncePool | undefined;
  /** `swiotlb=force`. */
  readonly force: boolean;
  /** Contents to copy; without them nothing is copied. */
  readonly memory?: MemoryBytes | undefined;
  /** CONFIG_SWIOTLB_DYNAMIC: pages for a pool that serves one mapping; absent: pools do not grow. */
  readonly transient?: TransientPages | undefined;
  /** The processor that maps: its area is searched first. Default: 0. */
  readonly processor?: () => number;
}

/** What one mapping through a bounce buffer asks for. */
export interface BounceMapping {
  readonly phys: bigint;
  readonly size: number;
  readonly attrs: number;
  readonly direction: DmaDirection;
  /** Low bits of the slot's address that are to be nought. Default: 0. */
  readonly allocAlignMask?: number;
}

/** Bounce buffers of all devices (kernel/dma/swiotlb.c; spec 07 §5): which pool a device has, and what is copied when. */
export class Swiotlb {
  readonly defaultPool: BouncePool | undefined;
  readonly #options: SwiotlbOptions;
  readonly #warned = new Set<string>();
  readonly #transient: TransientPools | undefined;
  #fullLines = 0;

  constructor(options: SwiotlbOptions) {
    this.#options = options;
    this.defaultPool = options.pool;
    const { transient, pageSize, behaviours } = options;
    this.#transient =
      transient && new TransientPools(transient, { pageSize, search: behaviours.bounceSearch });
  }

  /** dev->dma_io_tlb_mem, where it has slots. */
  poolOf(device: DmaDevice): BouncePool | undefined {
    const pool = device.restrictedPool ?? this.defaultPool;
    return pool === undefined || pool.slotCount === 0 ? undefined : pool;
  }

  /** is_swiotlb_force_bounce(). */
  forces(device: DmaDevice): boolean {
    return device.restrictedPool !== undefined || this.#options.force;
  }

  /** swiotlb_find_pool(): the device's pool, where the address lies in it. */
  findPool(device: DmaDevice, phys: bigint): BouncePool | undefined {
    const pool = this.poolOf(device);
    if (pool?.has(phys) === true) return pool;
    return this.#transient?.find(device, phys);
  }

  /** swiotlb_max_mapping_size(). */
  maxMappingSize(device: DmaDevice): bigint {
    const { minAlignMask } = device.segments;
    return BigInt(256 * 1024 - Math.ceil(minAlignMask / 2048) * 2048);
  }

  /**
   * swiotlb_tbl_map_single(): takes slots of the device's pool and copies the memory there. The slots' physical address, offset
   * included; undefined: the pool is full, which the log says, or there is none.
   */
  map(device: DmaDevice, mapping: BounceMapping): bigint | undefined {
    const pool = this.poolOf(device);
    if (pool === undefined) {
      this.#withoutPool(device);
      return undefined;
    }

    const request = this.#requestOf(device, pool, mapping);
    const slots = pool.map(request) ?? this.#mapTransient(device, mapping);
    if (slots === undefined) {
      if (!hasAttr(mapping.attrs, 'noWarn')) this.#tellFull(device, pool, BouncePool.askedBytes(request));
      return undefined;
    }

    device.skipsSync = false;
    const taken = this.findPool(device, slots);
    if (taken !== undefined && this.#copiesIn(mapping))
      this.#bounce(device, taken, { ...mapping, slots, toSlots: true });
    return slots;
  }

  /** map_single() of swiotlb_alloc_coherent(), up to 4.20: slots for nothing that is there already. */
  allocate(device: DmaDevice, bytes: number): bigint | undefined {
    const pool = this.poolOf(device);
    if (pool === undefined) {
      this.tellForbidden(device, 0n);
      return undefined;
    }
    const slots = pool.map(this.#requestOf(device, pool, { phys: 0n, size: bytes }));
    if (slots === undefined) this.#tellFull(device, pool, bytes);
    return slots;
  }

  /** swiotlb_free_coherent() of slots. */
  release(device: DmaDevice, phys: bigint, bytes: number): void {
    const pool = this.findPool(device, phys);
    const { skipCpuSync } = dmaAttr;
    const how = { size: bytes, direction: dmaDirection.toDevice, attrs: skipCpuSync };
    if (pool !== undefined) this.unmap(device, pool, phys, how);
  }

  /** A pool for this mapping alone; never beside a restricted pool. */
  #mapTransient(device: DmaDevice, mapping: BounceMapping): bigint | undefined {
    if (device.restrictedPool !== undefined) return undefined;
    return this.#transient?.map(device, (pool) => this.#requestOf(device, pool, mapping));
  }

  /** swiotlb_tbl_unmap_single(): copies back where the CPU reads, and frees the slots. */
  unmap(device: DmaDevice, pool: BouncePool, slots: bigint, mapping: Omit<BounceMapping, 'phys'>): void {
    const { size, direction, attrs } = mapping;
    if (!hasAttr(attrs, 'skipCpuSync') && deviceWrites(direction))
      this.#bounce(device, pool, { size, slots, toSlots: false });
    if (this.#transient?.drop(device, pool) === true) return;
    const { bounceRelease } = this.#options.behaviours;
    pool.releaseAt(slots, device.segments.minAlignMask, bounceRelease === 'of-unmap' ? size : undefined);
  }

  /** swiotlb_sync_single_for_cpu(). */
  syncForCpu(device: DmaDevice, phys: bigint, size: number, direction: DmaDirection): void {
    const pool = this.findPool(device, phys);
    if (pool !== undefined && deviceWrites(direction))
      this.#bounce(device, pool, { size, slots: phys, toSlots: false });
  }

  /** swiotlb_sync_single_for_device(). */
  syncForDevice(device: DmaDevice, phys: bigint, size: number, direction: DmaDirection): void {
    const pool = this.findPool(device, phys);
    if (pool !== undefined && deviceReads(direction))
      this.#bounce(device, pool, { size, slots: phys, toSlots: true });
  }

  /**
   * swiotlb_full(): what arm64's own operations print where a mapping gets the spare buffer. One that is larger than that buffer is
   * the end, but for lists.
   */
  tellSpareUsed(device: DmaDevice, size: number, direction: DmaDirection, isList: boolean): void {
    this.#tellLimited(`${device.title}: DMA: Out of SW-IOMMU space for ${size} bytes`);
    if (BigInt(size) <= spareBytes || isList) return;
    this.#options.panics(`DMA: Random memory could be DMA ${spareHarm[direction]}`);
  }

  /** map_single() of arm64's own operations where nothing is to bounce. */
  tellForbidden(device: DmaDevice, phys: bigint): void {
    this.#tellLimited(`${device.title}: Cannot do DMA to address 0x${hex16(phys)}`);
  }

  /** swiotlb_map()'s warning about slots that the device does not reach. */
  tellUnreachable(device: DmaDevice, dma: bigint, size: number): void {
    this.#warnOnce(
      'unreachable',
      `${source} swiotlb_map`,
      `${device.title}: swiotlb addr 0x${hex16(dma)}+${size} overflow (mask ${device.dmaMask.toString(16)}, bus limit ${device.busDmaLimit.toString(16)}).`,
    );
  }

  #copiesIn({ direction, attrs }: BounceMapping): boolean {
    if (this.#options.behaviours.bounceCopyIn === 'always') return true;
    return deviceReads(direction) && !hasAttr(attrs, 'skipCpuSync');
  }

  #requestOf(
    device: DmaDevice,
    pool: { readonly base: bigint },
    { phys, size, allocAlignMask }: Pick<BounceMapping, 'phys' | 'size' | 'allocAlignMask'>,
  ): MapRequest {
    const { minAlignMask, segmentBoundary } = device.segments;
    return {
      size,
      origin: phys,
      allocAlignMask: allocAlignMask ?? 0,
      minAlignMask,
      deviceBase: device.physToDma(pool.base),
      segmentBoundary,
      firstArea: this.#options.processor?.() ?? 0,
    };
  }

  /** swiotlb_bounce(). */
  #bounce(
    device: DmaDevice,
    pool: BouncePool,
    { slots, size, toSlots }: { readonly slots: bigint; readonly size: number; readonly toSlots: boolean },
  ): void {
    const origin = pool.originOf(slots, device.segments.minAlignMask);
    if (origin === undefined) return;
    const bytes = copiedBytes(this.#options.behaviours.bounceOverrun, origin, size, (key, text) =>
      this.#warnOnce(key, `${source} swiotlb_bounce`, `${device.title}: ${text}`),
    );
    if (bytes === 0) return;
    if (toSlots) this.#options.memory?.copy(slots, origin.phys, bytes);
    else this.#options.memory?.copy(origin.phys, slots, bytes);
  }

  #withoutPool(device: DmaDevice): void {
    const text =
      "Can not allocate SWIOTLB buffer earlier and can't now provide you with the DMA bounce buffer";
    if (this.#options.behaviours.missingBounceBuffer === 'panics') this.#options.panics(text);
    else this.#tellLimited(`${device.title}: ${text}`);
  }

  #tellFull(device: DmaDevice, pool: BouncePool, bytes: number): void {
    if (this.#options.behaviours.bounceFull === 'spare-buffer') {
      this.#tellLimited(`${device.title}: swiotlb buffer is full (sz: ${bytes} bytes)`);
      return;
    }
    this.#tellLimited(
      `${device.title}: swiotlb buffer is full (sz: ${bytes} bytes), total ${pool.slotCount} (slots), used ${pool.usedSlots} (slots)`,
    );
  }

  #tellLimited(text: string): void {
    if (this.#fullLines++ < rateLimit) this.#options.log.warning(text);
  }

  #warnOnce(key: string, place: string, text: string): void {
    if (this.#warned.has(key)) return;
    this.#warned.add(key);
    this.#options.log.warn(place, text);
  }
}

/** printk's `%pad`, less its 0x. */
function hex16(value: bigint): string {
  return value.toString(16).padStart(16, '0');
}
