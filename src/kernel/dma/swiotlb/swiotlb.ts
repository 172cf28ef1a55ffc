import type { KernelLog } from '../../log.ts';
import type { Behaviours } from '../../profiles/behaviours.ts';
import { hasAttr } from '../dma-attrs.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { MemoryBytes } from '../memory-bytes.ts';
import { type DmaDirection, deviceReads, deviceWrites } from '../streaming/direction.ts';
import { BouncePool, type MapRequest } from './bounce-pool.ts';

/** Lines that dev_warn_ratelimited() lets through in its five seconds; no time passes between operations. */
const rateLimit = 10;

const source = 'kernel/dma/swiotlb.c';

export interface SwiotlbOptions {
  readonly behaviours: Behaviours;
  readonly log: KernelLog;
  /** The default pool; undefined: there is none. */
  readonly pool: BouncePool | undefined;
  /** `swiotlb=force`. */
  readonly force: boolean;
  /** Contents to copy; without them nothing is copied. */
  readonly memory?: MemoryBytes | undefined;
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
  #fullLines = 0;

  constructor(options: SwiotlbOptions) {
    this.#options = options;
    this.defaultPool = options.pool;
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
    return pool?.has(phys) === true ? pool : undefined;
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
    const slots = pool.map(request);
    if (slots === undefined) {
      if (!hasAttr(mapping.attrs, 'noWarn')) this.#tellFull(device, pool, BouncePool.askedBytes(request));
      return undefined;
    }

    device.skipsSync = false;
    if (this.#copiesIn(mapping)) this.#bounce(device, pool, { ...mapping, slots, toSlots: true });
    return slots;
  }

  /** swiotlb_tbl_unmap_single(): copies back where the CPU reads, and frees the slots. */
  unmap(device: DmaDevice, pool: BouncePool, slots: bigint, mapping: Omit<BounceMapping, 'phys'>): void {
    const { size, direction, attrs } = mapping;
    if (!hasAttr(attrs, 'skipCpuSync') && deviceWrites(direction))
      this.#bounce(device, pool, { size, slots, toSlots: false });
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

  #requestOf(device: DmaDevice, pool: BouncePool, { phys, size, allocAlignMask }: BounceMapping): MapRequest {
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
    const bytes = this.#withinMapping(device, origin, size);
    if (bytes === 0) return;
    if (toSlots) this.#options.memory?.copy(slots, origin.phys, bytes);
    else this.#options.memory?.copy(origin.phys, slots, bytes);
  }

  /** Bytes of a copy that the kernel makes, where more are asked for than the mapping has left. */
  #withinMapping(device: DmaDevice, origin: { readonly bytes: number }, size: number): number {
    const { bounceOverrun } = this.#options.behaviours;
    if (bounceOverrun === 'unchecked' || size <= origin.bytes) return size;

    // An unsigned number that fell below nought is a large one.
    if (origin.bytes < 0 && bounceOverrun === 'size-from-start') return size;
    const left = Math.max(0, origin.bytes);
    const text =
      bounceOverrun === 'size'
        ? `Attempt for buffer overflow. Original size: ${left}. Mapping size: ${size}.`
        : `Buffer overflow detected. Allocation size: ${left}. Mapping size: ${size}.`;
    this.#warnOnce('overflow', `${source} swiotlb_bounce`, `${device.title}: ${text}`);
    return left;
  }

  #withoutPool(device: DmaDevice): void {
    const text =
      "Can not allocate SWIOTLB buffer earlier and can't now provide you with the DMA bounce buffer";
    if (this.#options.behaviours.missingBounceBuffer === 'panics')
      this.#options.log.emerg(`Kernel panic - not syncing: ${text}`);
    else this.#tellLimited(`${device.title}: ${text}`);
  }

  #tellFull(device: DmaDevice, pool: BouncePool, bytes: number): void {
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
