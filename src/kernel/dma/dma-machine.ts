import type { Node } from '../../devicetree/tree.ts';
import type { BootedKernel } from '../booted-kernel.ts';
import { errno, type HookDma, type HookRegion } from '../hooks/hook.ts';
import { KernelLog } from '../log.ts';
import { memblockNoMap } from '../memblock.ts';
import type { KernelProfile } from '../profile.ts';
import { smaller } from '../unsigned.ts';
import { usesArmOperations } from './arm-operations.ts';
import { AtomicPoolSet } from './atomic-pool-set.ts';
import { releaseAtomic } from './atomic-pools.ts';
import { type Buffer, physOf, type Refusal, type RestrictedRun } from './buffer.ts';
import type { CmaArea } from './cma-area.ts';
import { CoherentPool } from './coherent-pool.ts';
import { createCmaArea } from './create-cma-area.ts';
import { createCoherentPool } from './create-coherent-pool.ts';
import { DmaDevice } from './dma-device.ts';
import { getOrder, pagesOf } from './get-order.ts';
import { RestrictedPool, restrictedAlign, slotSize } from './restricted-pool.ts';

/** Which call of the DMA API allocates. */
export type AllocCall =
  /** dma_alloc_coherent() and its variants by attribute, which differ in mapping only. */
  | 'coherent'
  /** dma_alloc_coherent() that must not sleep. */
  | 'atomic'
  /** dma_alloc_pages(), which does not ask the device's coherent pool. */
  | 'pages'
  /** dma_alloc_attrs(DMA_ATTR_NO_KERNEL_MAPPING). */
  | 'no-mapping';

export interface DmaMachineOptions {
  /**
   * Pages of the default CMA area that are taken from the start, `[first, end)`, where that is known. Without it the atomic
   * pools take theirs.
   */
  readonly defaultAreaTaken?: readonly (readonly [number, number])[];
  /** Operations after which a low atomic pool has grown, in a worker of its own. Default: 1. */
  readonly atomicGrowthDelay?: number;
}

/**
 * The running kernel's DMA side: pools and areas with their bitmaps, and dma_alloc_attrs()'s way through them (6.12
 * dma-direct; spec 05 §2 to §5).
 */
export class DmaMachine implements HookDma {
  readonly kernel: BootedKernel;
  readonly profile: KernelProfile;
  readonly log: KernelLog = new KernelLog();
  /** In the order of `kernel.cma`. */
  readonly areas: readonly CmaArea[];
  readonly defaultArea: CmaArea | undefined;
  readonly #pageSize: number;
  readonly #pools = new Map<Node, CoherentPool>();
  readonly #devices = new Map<string, DmaDevice>();
  readonly #restrictedPools = new Map<Node, RestrictedPool>();
  readonly #atomicPools: AtomicPoolSet;

  constructor(kernel: BootedKernel, options: DmaMachineOptions = {}) {
    this.kernel = kernel;
    this.profile = kernel.profile;
    this.#pageSize = kernel.profile.config.pageSize;
    this.areas = kernel.cma.map((area) => createCmaArea(area, kernel.profile));
    this.defaultArea = this.areas[kernel.cma.findIndex((area) => area.isDefault)];
    this.#atomicPools = new AtomicPoolSet(kernel, {
      area: this.defaultArea,
      growthDelay: options.atomicGrowthDelay ?? 1,
      log: this.log,
    });
    if (options.defaultAreaTaken !== undefined) this.#takeDefaultArea(options.defaultAreaTaken);
  }

  /** The pools that devices have attached so far, in the order of their creation. */
  get coherentPools(): readonly CoherentPool[] {
    return [...this.#pools.values()];
  }

  /** The device of this node, as its bus sets it up; the same one at each call. */
  device(node: Node): DmaDevice {
    const known = this.#devices.get(node.path);
    if (known !== undefined) return known;

    const device = new DmaDevice(node, this.kernel.model.tree, this.profile);
    this.#devices.set(node.path, device);
    return device;
  }

  cmaAreaOf(region: HookRegion): CmaArea | undefined {
    return this.areas[this.kernel.cma.findIndex((area) => area.region === region.node)];
  }

  coherentPoolOf(region: HookRegion): CoherentPool | number {
    const known = this.#pools.get(region.node);
    if (known !== undefined) return known;

    const pool = createCoherentPool(region, this.kernel);
    if (typeof pool !== 'number') this.#pools.set(region.node, pool);
    return pool;
  }

  restrictedPoolOf(region: HookRegion): RestrictedPool | number {
    const known = this.#restrictedPools.get(region.node);
    if (known !== undefined) return known;

    const { node, name, base, size } = region;
    const mostBytes = BigInt(this.#pageSize) << BigInt(this.profile.config.maxPageOrder);
    if ((size / BigInt(slotSize)) * bookkeepingBytes > mostBytes) return errno.noMemory;
    const pool = new RestrictedPool(
      { path: node.path, name, base, size },
      { pageSize: this.#pageSize, search: this.profile.behaviours.bounceSearch },
    );
    this.#restrictedPools.set(node, pool);
    return pool;
  }

  /** dma_set_mask_and_coherent(): 0 or -EIO. */
  setMask(device: DmaDevice, mask: bigint): number {
    if (!this.supportsMask(device, mask)) return errno.io;
    device.setMasks(mask);
    return 0;
  }

  /** dma_direct_supported(), or arm_dma_supported(). */
  supportsMask(device: DmaDevice, mask: bigint): boolean {
    const { memblock, zones } = this.kernel;
    const { arch, behaviours, config } = this.profile;
    const page = BigInt(this.#pageSize);
    const lastPage = (memblock.endOfDram() / page) * page;
    if (arch === 'arm' && behaviours.armOperations === 'all-devices')
      return device.dmaToPhys(BigInt.asUintN(32, mask)) >= lastPage - page;

    if (mask >= 0xffffffffn) return true;
    const last = lastPage - (behaviours.lastAddress === 'last-page' ? page : 1n);
    const needed = config.zoneDma && zones.dmaLimit < last ? zones.dmaLimit : last;
    return mask >= device.physToDma(needed);
  }

  /** Allocates `size` bytes; a refusal tells who said no. */
  allocate(device: DmaDevice, call: AllocCall, size: number): Buffer | Refusal {
    this.#atomicPools.tick();
    // size_t has 32 bits on 32-bit Arm, and rounding up to pages may wrap as well.
    const isWord32 = this.profile.facts.wordBits === 32;
    const bytes = isWord32 ? size % 2 ** 32 : size;
    if (device.coherentPool !== undefined && call !== 'pages') {
      const buffer = this.#fromPool(device, device.coherentPool, bytes);
      if (typeof buffer !== 'string' || device.coherentPool.isExclusive) return buffer;
    }
    if (bytes === 0 || (isWord32 && bytes > 2 ** 32 - this.#pageSize)) return 'no-pages';

    if (usesArmOperations(device, call, this.profile)) return this.#byArmOperations(device, call, bytes);
    if (device.restrictedPool !== undefined)
      return this.#fromRestricted(device, device.restrictedPool, bytes);
    if (call === 'atomic' && !device.isCoherent) return this.#fromAtomicPool(device, bytes);
    return this.#fromPages(device, call, bytes);
  }

  /** __arm_dma_alloc() (spec 05 §7): one way by what is there, with no fallback, and no look at masks and windows. */
  #byArmOperations(device: DmaDevice, call: AllocCall, size: number): Buffer | Refusal {
    const area = call === 'atomic' ? undefined : (device.cmaArea ?? this.defaultArea);
    if (area !== undefined) {
      const buffer = this.#fromArea(device, area, size);
      return buffer === undefined
        ? this.#refusalOf(area, pagesOf(size, this.#pageSize))
        : { ...buffer, isArm: true };
    }
    if (call === 'atomic' && !device.isCoherent) return this.#fromAtomicPool(device, size);

    const order = getOrder(size, this.#pageSize);
    return order > this.profile.config.maxPageOrder
      ? 'no-pages'
      : this.#pages(device, size, pagesOf(size, this.#pageSize));
  }

  #fromPool(device: DmaDevice, pool: CoherentPool, size: number): Buffer | Refusal {
    const firstPage = pool.allocate(size);
    if (firstPage < 0) return size > pool.pageCount * this.#pageSize ? 'larger-than-pool' : 'no-hole';
    return {
      device,
      size,
      from: 'coherent',
      pages: pool.blockPages(size),
      pool,
      firstPage,
      atomic: undefined,
    };
  }

  /** __dma_direct_alloc_pages(): CMA where the caller may sleep, else the page allocator. */
  #fromPages(device: DmaDevice, call: AllocCall, size: number): Buffer | Refusal {
    const area = call === 'atomic' ? undefined : this.#areaFor(device, size);
    const buffer = area === undefined ? undefined : this.#fromArea(device, area, size);
    // Up to 4.20 arm64 neither looked whether the device reaches the area, nor asked the page allocator beside it.
    const { arm64FullArea } = this.profile.behaviours;
    if (area !== undefined && this.profile.arch === 'arm64' && arm64FullArea === 'final')
      return buffer ?? this.#refusalOf(area, pagesOf(size, this.#pageSize));

    if (area !== undefined && buffer !== undefined) {
      const reached =
        device.reachesAll(area) || device.reaches(physOf(buffer), buffer.pages * this.#pageSize);
      const isHigh = call === 'pages' && physOf(buffer) >= this.kernel.zones.lowEnd;
      if (reached && !isHigh) return buffer;
      area.bitmap.release(buffer.firstPage, buffer.pages);
      if (reached && this.profile.behaviours.highmemPages === 'refused') return 'no-pages';
    }

    const order = getOrder(size, this.#pageSize);
    if (order > this.profile.config.maxPageOrder) return this.#refusalOf(area, pagesOf(size, this.#pageSize));
    return this.reachesMemory(device) ? this.#pages(device, size, 2 ** order) : 'no-pages';
  }

  #fromArea(device: DmaDevice, area: CmaArea, size: number): Buffer | undefined {
    const pages = pagesOf(size, this.#pageSize);
    const firstPage = area.allocate(pages, area.alignPages(size));
    if (firstPage < 0) return undefined;
    const from = area === device.cmaArea ? 'cma' : 'default-cma';
    return { device, size, from, pages, pool: area, firstPage, atomic: undefined };
  }

  #pages(device: DmaDevice, size: number, pages: number): Buffer {
    return { device, size, from: 'pages', pages, pool: undefined, firstPage: -1, atomic: undefined };
  }

  /** swiotlb_alloc(): nothing else is tried. */
  #fromRestricted(device: DmaDevice, pool: RestrictedPool, size: number): Buffer | Refusal {
    const pages = pagesOf(size, this.#pageSize);
    const bytes = pages * this.#pageSize;
    const { restrictedAlignment } = this.profile.behaviours;
    const align = restrictedAlign(bytes, this.#pageSize, restrictedAlignment);
    const buffer = this.#restrictedRun(device, pool, { size, bytes, align });
    if (buffer === undefined) return bytes > pool.slotCount * slotSize ? 'larger-than-pool' : 'no-hole';

    const phys = physOf(buffer);
    if (phys % BigInt(this.#pageSize) === 0n && device.reaches(phys, bytes)) return buffer;
    pool.release(buffer.restricted.slot, bytes);
    return 'no-pages';
  }

  #restrictedRun(
    device: DmaDevice,
    pool: RestrictedPool,
    { size, bytes, align }: { readonly size: number; readonly bytes: number; readonly align: number },
  ): (Buffer & { readonly restricted: RestrictedRun }) | undefined {
    const slot = pool.allocate(bytes, align, device.physToDma(pool.base));
    if (slot < 0) return undefined;
    const pages = pagesOf(bytes, this.#pageSize);
    const restricted = { pool, slot, bytes };
    const from = 'restricted';
    return { device, size, from, pages, pool: undefined, firstPage: -1, atomic: undefined, restricted };
  }

  /** dma_map_single() of a device with a restricted pool: the slots of the bounce buffer; undefined: none, or out of reach. */
  mapThroughRestricted(device: DmaDevice, pool: RestrictedPool, size: number): Buffer | undefined {
    const align = size >= this.#pageSize ? this.#pageSize : slotSize;
    const buffer = this.#restrictedRun(device, pool, { size, bytes: size, align });
    if (buffer === undefined || device.reaches(physOf(buffer), size)) return buffer;
    pool.release(buffer.restricted.slot, size);
    return undefined;
  }

  /** dma_alloc_contiguous(): the device's own area whatever the size, else the default area, for more than a page or any size. */
  #areaFor(device: DmaDevice, size: number): CmaArea | undefined {
    if (device.cmaArea !== undefined) return device.cmaArea;
    const isEnough = this.profile.behaviours.singlePageFromArea || size > this.#pageSize;
    return isEnough ? this.defaultArea : undefined;
  }

  #refusalOf(area: CmaArea | undefined, pages: number): Refusal {
    if (area === undefined) return 'no-pages';
    return pages > area.pageCount ? 'larger-than-pool' : 'no-hole';
  }

  /** Whether any memory lies where the device reaches it. */
  reachesMemory(device: DmaDevice): boolean {
    const { memory } = this.kernel.memblock;
    const { lowEnd } = this.kernel.zones;
    return memory.some(({ base, end, flags }) => {
      const low = smaller(end, lowEnd);
      return (flags & memblockNoMap) === 0 && low > base && device.reachesSome(base, low - base);
    });
  }

  #fromAtomicPool(device: DmaDevice, size: number): Buffer | Refusal {
    const pages = pagesOf(size, this.#pageSize);
    const atomic = this.#atomicPools.allocate(device, pages);
    if (atomic === undefined) return 'no-hole';
    return { device, size, from: 'atomic-pool', pages, pool: undefined, firstPage: -1, atomic };
  }

  /** dma_free_coherent() of a buffer, by the allocator that the device has *now* (spec 06 §3). */
  free(buffer: Buffer): void {
    this.#atomicPools.tick();
    const { device, pool, firstPage, atomic, restricted } = buffer;
    if (atomic !== undefined) releaseAtomic(atomic);
    else if (restricted !== undefined) {
      // As with pools: without it, nobody takes the slots back.
      if (device.restrictedPool === restricted.pool)
        restricted.pool.release(restricted.slot, restricted.bytes);
    } else if (pool instanceof CoherentPool) {
      // With another pool, or none, the pages are never marked free again.
      if (device.coherentPool === pool) pool.release(firstPage, buffer.size);
    } else if (pool !== undefined) {
      const area = device.cmaArea ?? this.defaultArea;
      const isReleased = area?.release(pool.basePage + firstPage, buffer.pages) ?? false;
      if (!isReleased && !buffer.isArm) pool.strand(firstPage, buffer.pages);
    }
  }

  #takeDefaultArea(runs: readonly (readonly [number, number])[]): void {
    this.defaultArea?.bitmap.release(0, this.defaultArea.pageCount);
    for (const [first, end] of runs) this.defaultArea?.bitmap.take(first, end - first);
  }
}

/** struct io_tlb_slot, of which a pool has one a slot, in one piece. */
const bookkeepingBytes = 24n;
