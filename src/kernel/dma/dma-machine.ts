import type { Node } from '../../devicetree/tree.ts';
import type { BootedCmaArea, BootedKernel } from '../booted-kernel.ts';
import { errno, type HookDma, type HookRegion } from '../hooks/hook.ts';
import { KernelLog } from '../log.ts';
import { memblockNoMap } from '../memblock.ts';
import type { KernelProfile } from '../profile.ts';
import { type AtomicPages, AtomicPool, releaseAtomic } from './atomic-pools.ts';
import { CmaArea } from './cma-area.ts';
import { CoherentPool } from './coherent-pool.ts';
import { createCoherentPool } from './create-coherent-pool.ts';
import { DmaDevice } from './dma-device.ts';
import { getOrder, pagesOf } from './get-order.ts';
import type { AllocSource } from './types.ts';

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

/** Memory that a device holds. */
export interface Buffer {
  readonly device: DmaDevice;
  readonly size: number;
  readonly from: AllocSource;
  readonly pages: number;
  readonly pool: CoherentPool | CmaArea | undefined;
  /** First page in the pool, counted from its start; -1 without a pool. */
  readonly firstPage: number;
  readonly atomic: AtomicPages | undefined;
}

/** Why there was nothing. */
export type Refusal = 'larger-than-pool' | 'no-hole' | 'no-pages' | 'not-supported';

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
  readonly #atomicPools: readonly AtomicPool[];
  readonly #growthDelay: number;
  #operations = 0;
  #growAt = Number.POSITIVE_INFINITY;

  constructor(kernel: BootedKernel, options: DmaMachineOptions = {}) {
    this.kernel = kernel;
    this.profile = kernel.profile;
    this.#pageSize = kernel.profile.config.pageSize;
    this.areas = kernel.cma.map((area) => newArea(area, kernel));
    this.defaultArea = this.areas[kernel.cma.findIndex((area) => area.isDefault)];
    this.#growthDelay = options.atomicGrowthDelay ?? 1;
    this.#atomicPools = this.#createAtomicPools();
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

    const device = new DmaDevice(node, this.kernel.model.tree, this.profile.facts.dmaCoherentByDefault);
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

  /** dma_set_mask_and_coherent(): 0 or -EIO. */
  setMask(device: DmaDevice, mask: bigint): number {
    if (!this.#supports(device, mask)) return errno.io;
    device.setMasks(mask);
    return 0;
  }

  /** dma_direct_supported(). */
  #supports(device: DmaDevice, mask: bigint): boolean {
    if (mask >= 0xffffffffn) return true;

    const { memblock, zones } = this.kernel;
    const lastPage = (memblock.endOfDram() / BigInt(this.#pageSize)) * BigInt(this.#pageSize);
    const last =
      lastPage - (this.profile.behaviours.lastAddress === 'last-page' ? BigInt(this.#pageSize) : 1n);
    const needed = this.profile.config.zoneDma && zones.dmaLimit < last ? zones.dmaLimit : last;
    return mask >= device.physToDma(needed);
  }

  /** Allocates `size` bytes; a refusal tells who said no. */
  allocate(device: DmaDevice, call: AllocCall, size: number): Buffer | Refusal {
    this.#tick();
    if (device.coherentPool !== undefined && call !== 'pages')
      return this.#fromPool(device, device.coherentPool, size);
    if (size === 0) return 'no-pages';
    if (call === 'atomic' && !device.isCoherent) return this.#fromAtomicPool(device, size);
    return this.#fromPages(device, size, call !== 'atomic');
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
  #fromPages(device: DmaDevice, size: number, maySleep: boolean): Buffer | Refusal {
    const pages = pagesOf(size, this.#pageSize);
    const area = maySleep ? this.#areaFor(device, size) : undefined;
    if (area !== undefined) {
      const firstPage = area.allocate(pages, area.alignPages(size));
      if (firstPage >= 0) {
        const from = area === device.cmaArea ? 'cma' : 'default-cma';
        const buffer: Buffer = { device, size, from, pages, pool: area, firstPage, atomic: undefined };
        if (device.reachesAll(area) || device.reaches(physOf(buffer), pages * this.#pageSize)) return buffer;
        area.bitmap.release(firstPage, pages);
      }
    }

    if (getOrder(size, this.#pageSize) > this.profile.config.maxPageOrder)
      return this.#refusalOf(area, pages);
    if (!this.reachesMemory(device)) return 'no-pages';
    const block = 2 ** getOrder(size, this.#pageSize);
    return { device, size, from: 'pages', pages: block, pool: undefined, firstPage: -1, atomic: undefined };
  }

  /** dma_alloc_contiguous(): the device's own area whatever the size, else the default area for more than a page. */
  #areaFor(device: DmaDevice, size: number): CmaArea | undefined {
    if (device.cmaArea !== undefined) return device.cmaArea;
    return size > this.#pageSize ? this.defaultArea : undefined;
  }

  #refusalOf(area: CmaArea | undefined, pages: number): Refusal {
    if (area === undefined) return 'no-pages';
    return pages > area.pageCount ? 'larger-than-pool' : 'no-hole';
  }

  /** Whether any memory lies where the device reaches it. */
  reachesMemory(device: DmaDevice): boolean {
    const { memory } = this.kernel.memblock;
    return memory.some(
      ({ base, end, flags }) => (flags & memblockNoMap) === 0 && device.reachesSome(base, end - base),
    );
  }

  #fromAtomicPool(device: DmaDevice, size: number): Buffer | Refusal {
    const pages = pagesOf(size, this.#pageSize);
    for (const pool of this.#atomicOrder(device)) {
      const atomic = pool.allocate(pages);
      if (atomic === undefined) continue;
      if (!device.reachesAtomic(atomic, this.#pageSize)) {
        releaseAtomic(atomic);
        continue;
      }
      if (pool.isLow) this.#growAt = Math.min(this.#growAt, this.#operations + this.#growthDelay);
      return { device, size, from: 'atomic-pool', pages, pool: undefined, firstPage: -1, atomic };
    }
    return 'no-hole';
  }

  /** dma_guess_pool() of 6.12: by zone first, then kernel, dma32, dma. */
  #atomicOrder(device: DmaDevice): readonly AtomicPool[] {
    const [kernel, dma, dma32] = this.#atomicPools;
    if (kernel === undefined || dma === undefined || dma32 === undefined) return [];

    const limit =
      device.dmaRanges.length === 0 ? device.coherentLimit : device.dmaToPhys(device.coherentLimit);
    if (limit <= this.kernel.zones.dmaLimit) return [dma];
    return limit <= 0xffffffffn ? [dma32, dma] : [kernel, dma32, dma];
  }

  /** dma_free_coherent() of a buffer, by the allocator that the device has *now* (spec 06 §3). */
  free(buffer: Buffer): void {
    this.#tick();
    const { device, pool, firstPage, atomic } = buffer;
    if (atomic !== undefined) releaseAtomic(atomic);
    else if (pool instanceof CoherentPool) {
      // With another pool, or none, the pages are never marked free again.
      if (device.coherentPool === pool) pool.release(firstPage, buffer.size);
    } else if (pool !== undefined) {
      const area = device.cmaArea ?? this.defaultArea;
      area?.release(pool.basePage + firstPage, buffer.pages);
    }
  }

  #takeDefaultArea(runs: readonly (readonly [number, number])[]): void {
    this.defaultArea?.bitmap.release(0, this.defaultArea.pageCount);
    for (const [first, end] of runs) this.defaultArea?.bitmap.take(first, end - first);
  }

  #tick(): void {
    this.#operations++;
    if (this.#operations < this.#growAt) return;
    this.#growAt = Number.POSITIVE_INFINITY;
    const [kernel, dma, dma32] = this.#atomicPools;
    for (const pool of [dma, dma32, kernel]) pool?.grow();
  }

  /** dma_atomic_pool_init(): kernel, dma, dma32, each 128 KiB a GiB of memory. */
  #createAtomicPools(): readonly AtomicPool[] {
    const { kernel } = this;
    const { config } = this.profile;
    const largest = this.#pageSize * 2 ** config.maxPageOrder;
    const share = Number(kernel.memblock.memorySize() / 8192n);
    const given = kernel.commandLine.coherentPool;
    const whole = Math.floor(Math.min(share, largest) / this.#pageSize) * this.#pageSize;
    const mark = given === undefined ? Math.max(131072, whole) : Number(given);
    if (mark === 0 || mark > Number.MAX_SAFE_INTEGER) return [];

    const area = this.defaultArea;
    const end = area === undefined ? 0n : area.base + BigInt(area.pageCount) * BigInt(this.#pageSize) - 1n;
    const create = (limit: bigint): AtomicPool =>
      new AtomicPool({
        pageSize: this.#pageSize,
        maxPageOrder: config.maxPageOrder,
        cma: area !== undefined && area.pageCount > 0 && end <= limit ? area : undefined,
        mark,
      });
    const below4GiB = kernel.zones.dmaLimit > 0xffffffffn ? kernel.zones.dmaLimit : 0xffffffffn;
    return [create((1n << 64n) - 1n), create(kernel.zones.dmaLimit), create(below4GiB)];
  }
}

/** CPU address of a buffer that came out of a pool or an area; 0n for others. */
export function physOf({ pool, firstPage }: Buffer): bigint {
  if (pool instanceof CoherentPool) return pool.base + BigInt(firstPage * pool.pageSize);
  if (pool !== undefined) return BigInt(pool.basePage + firstPage) * BigInt(pool.pageSize);
  return 0n;
}

/** What the device sees of such a buffer: for a coherent pool only the base is translated (spec 03 §8). */
export function dmaHandleOf(buffer: Buffer): bigint {
  const { pool, firstPage, device } = buffer;
  if (!(pool instanceof CoherentPool)) return pool === undefined ? 0n : device.physToDma(physOf(buffer));
  return BigInt.asUintN(64, device.physToDma(pool.firstPageAddress) + BigInt(firstPage * pool.pageSize));
}

function newArea(area: BootedCmaArea, { profile }: BootedKernel): CmaArea {
  return new CmaArea({
    name: area.name,
    region: area.region?.path,
    basePage: Number(area.base / BigInt(profile.config.pageSize)),
    pageCount: area.pageCount,
    pageSize: profile.config.pageSize,
    maxAlignOrder: profile.config.cmaAlignmentOrder,
    exact: area.exact,
    activated: area.isActive,
  });
}
