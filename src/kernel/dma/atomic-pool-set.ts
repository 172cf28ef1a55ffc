import type { BootedKernel } from '../booted-kernel.ts';
import { KernelLog, type LogLine } from '../log.ts';
import type { KernelProfile } from '../profile.ts';
import { larger } from '../unsigned.ts';
import { type PoolsByZone, poolOrder } from './atomic-pool-order.ts';
import { type AtomicPages, AtomicPool } from './atomic-pools.ts';
import type { CmaArea } from './cma-area.ts';
import type { DmaDevice } from './dma-device.ts';
import { type Gfp, gfpText } from './gfp.ts';
import type { PageAllocator } from './pages/page-allocator.ts';

const everywhere = (1n << 64n) - 1n;
const below4GiB = 0xffffffffn;

/** Bytes of the one pool of 32-bit Arm and of old kernels, which never grows (DEFAULT_DMA_COHERENT_POOL_SIZE). */
const onePoolSize = 0x40000;

/** Failures that are told of: a board that fails often prints the same each time, and the log is kept. */
const mostLines = 10;

/** What a set of pools works with, beside the kernel. */
export interface AtomicPoolOptions {
  /** The default CMA area. */
  readonly area: CmaArea | undefined;
  /** Operations after which a pool that ran low has grown. */
  readonly growthDelay: number;
  /** Asked for pages that CMA has not; undefined: there is always enough, at addresses that nobody knows. */
  readonly pages?: () => PageAllocator;
  /** Told of allocations that find nothing. */
  readonly log?: KernelLog;
}

/** Why no pool had pages: `no-pool`: none was asked; `out-of-reach`: what there was the device does not reach. */
export type AtomicRefusal = 'no-pool' | 'exhausted' | 'out-of-reach';

/**
 * The pools for allocations that must not sleep: one for each zone, which grow in the background (kernel/dma/pool.c; spec 05
 * §5), or 32-bit Arm's single one of its own operations (spec 05 §7).
 */
export class AtomicPoolSet {
  readonly #kernel: BootedKernel;
  readonly #options: AtomicPoolOptions;
  readonly #pools: PoolsByZone<AtomicPool>;
  readonly #bootLog = new KernelLog();
  #operations = 0;
  #told = 0;
  #growAt = Number.POSITIVE_INFINITY;

  constructor(kernel: BootedKernel, options: AtomicPoolOptions) {
    this.#kernel = kernel;
    this.#options = options;
    this.#pools = hasOnePool(kernel.profile)
      ? { kernel: this.#createOne(), dma: undefined, dma32: undefined }
      : this.#createByZone();
  }

  /** What the kernel printed when it made the pools, at boot. */
  get bootLines(): readonly LogLine[] {
    return this.#bootLog.lines;
  }

  /** An operation passes: what ran low before has grown now, if it was long enough ago. */
  tick(): void {
    this.#operations++;
    if (this.#operations < this.#growAt) return;
    this.#growAt = Number.POSITIVE_INFINITY;
    const { dma, dma32, kernel } = this.#pools;
    for (const pool of [dma, dma32, kernel]) pool?.grow();
  }

  /** dma_alloc_from_pool(), for a caller whose flags follow from the device's limit: pages that it reaches, or undefined. */
  allocate(device: DmaDevice, pages: number): AtomicPages | undefined {
    const found = this.allocateFor(device, pages, this.#zoneFor(device), false);
    return typeof found === 'string' ? undefined : found;
  }

  /**
   * dma_alloc_from_pool() with the flags' zone: the pages, or why there are none, which the log tells too. `looksAtReach` is
   * false for an IOMMU, which reaches everything.
   */
  allocateFor(
    device: DmaDevice,
    pages: number,
    zone: Gfp['zone'],
    noWarn: boolean,
    looksAtReach = true,
  ): AtomicPages | AtomicRefusal {
    const { profile } = this.#kernel;
    if (hasOnePool(profile)) return this.#fromOne(pages);

    let refusal: AtomicRefusal = 'no-pool';
    for (const pool of this.#order(zone)) {
      const atomic = pool.allocate(pages);
      if (atomic === undefined) {
        if (refusal === 'no-pool') refusal = 'exhausted';
        continue;
      }
      if (looksAtReach && !isReached(atomic, device, profile.config.pageSize)) {
        pool.release(atomic);
        refusal = 'out-of-reach';
        continue;
      }
      if (pool.isLow) this.#growAt = Math.min(this.#growAt, this.#operations + this.#options.growthDelay);
      return atomic;
    }
    this.#tell(device, refusal, noWarn);
    return refusal;
  }

  #order(zone: Gfp['zone']): readonly AtomicPool[] {
    const { behaviours, config } = this.#kernel.profile;
    const byPopulatedZone = behaviours.atomicPools === 'by-populated-zone';
    const known = zone === 'dma32' && !config.zoneDma32 && !byPopulatedZone ? undefined : zone;
    return poolOrder(this.#pools, known, byPopulatedZone ? 'by-populated-zone' : 'by-zone');
  }

  /** dma_direct_optimal_gfp_mask(). */
  #zoneFor(device: DmaDevice): Gfp['zone'] {
    const limit = device.dmaToPhys(device.coherentLimit);
    if (limit <= this.#kernel.zones.dmaLimit) return 'dma';
    return limit <= below4GiB ? 'dma32' : undefined;
  }

  /** __alloc_from_pool() of the architectures' own operations. */
  #fromOne(pages: number): AtomicPages | AtomicRefusal {
    const { kernel: pool } = this.#pools;
    if (pool !== undefined) return pool.allocate(pages) ?? 'exhausted';
    this.#options.log?.warn('__alloc_from_pool', 'coherent pool not initialised!');
    return 'no-pool';
  }

  #tell({ name }: DmaDevice, refusal: AtomicRefusal, noWarn: boolean): void {
    const { log } = this.#options;
    if (++this.#told > mostLines) return;
    const isNamed = this.#kernel.profile.behaviours.emptyPoolText === 'exhausted' && refusal !== 'no-pool';
    if (!isNamed)
      log?.warn('kernel/dma/pool.c dma_alloc_from_pool', `Failed to get suitable pool for ${name}`);
    else if (!noWarn) log?.warn('kernel/dma/pool.c dma_alloc_from_pool', `DMA pool exhausted for ${name}`);
  }

  /** dma_atomic_pool_init(). */
  #createByZone(): PoolsByZone<AtomicPool> {
    const { profile, zones } = this.#kernel;
    const { zoneDma, zoneDma32 } = profile.config;
    const isPopulated = this.#populatedZones();
    const kernel = isPopulated.normal ? this.#create(everywhere, undefined) : undefined;
    const dma = zoneDma && isPopulated.dma ? this.#create(zones.dmaLimit, 'dma') : undefined;
    const dma32 =
      zoneDma32 && isPopulated.dma32 ? this.#create(larger(below4GiB, zones.dmaLimit), 'dma32') : undefined;
    return { kernel, dma, dma32 };
  }

  /** For which zones there is a pool: all, but for a DMA zone without memory; or those with memory. */
  #populatedZones(): { readonly normal: boolean; readonly dma: boolean; readonly dma32: boolean } {
    const { memblock, profile, zones } = this.#kernel;
    const start = memblock.startOfDram();
    const last = memblock.endOfDram();
    const dma = start < zones.dmaEnd;
    if (profile.behaviours.atomicPools !== 'by-populated-zone') return { normal: true, dma, dma32: true };

    const below = profile.config.zoneDma ? zones.dmaEnd : 0n;
    const end32 = profile.config.zoneDma32 ? larger(zones.dma32End, below) : below;
    return {
      normal: last > end32,
      dma,
      dma32: memblock.overlapsMemory(below, end32 - below) && end32 > below,
    };
  }

  /** One pool, out of the default area if all of that lies up to `limit`. */
  #create(limit: bigint, zone: Gfp['zone']): AtomicPool | undefined {
    const { config } = this.#kernel.profile;
    const { area, pages } = this.#options;
    const mark = this.#initialSize();
    const last = area === undefined ? 0n : area.base + BigInt(area.pageCount * area.pageSize) - 1n;
    const gfp: Gfp = zone === undefined ? { mayBlock: true } : { mayBlock: true, zone };
    const pool = AtomicPool.create({
      pageSize: config.pageSize,
      maxPageOrder: config.maxPageOrder,
      cma: area !== undefined && area.pageCount > 0 && last <= limit ? area : undefined,
      mark,
      gfp,
      pages,
    });
    const flags = gfpText(gfp);
    if (pool === undefined)
      this.#bootLog.error(`DMA: failed to allocate ${kib(mark)} KiB ${flags} pool for atomic allocation`);
    else
      this.#bootLog.info(`DMA: preallocated ${kib(pool.byteCount)} KiB ${flags} pool for atomic allocations`);
    return pool;
  }

  /** atomic_pool_init() of 32-bit Arm, and arm64's up to 4.20. */
  #createOne(): AtomicPool | undefined {
    const { commandLine, profile } = this.#kernel;
    const { area, pages } = this.#options;
    const { pageSize, maxPageOrder } = profile.config;
    const mark = commandLine.coherentPool === undefined ? onePoolSize : bounded(commandLine.coherentPool);
    const gfp: Gfp = { mayBlock: true, zone: 'dma' };
    const isPossible = mark > 0 && Number.isSafeInteger(mark);
    const pool = isPossible
      ? AtomicPool.create({ pageSize, maxPageOrder, cma: area, mark, gfp, pages, isWhole: true })
      : undefined;
    const kind = profile.arch === 'arm' ? 'coherent allocations' : 'allocations';
    if (pool === undefined)
      this.#bootLog.error(`DMA: failed to allocate ${kib(mark)} KiB pool for atomic coherent allocation`);
    else this.#bootLog.info(`DMA: preallocated ${kib(mark)} KiB pool for atomic ${kind}`);
    return pool;
  }

  /** `coherent_pool=`, else 128 KiB a GiB of memory. */
  #initialSize(): number {
    const { commandLine, memblock, profile } = this.#kernel;
    const { pageSize, maxPageOrder } = profile.config;
    if (commandLine.coherentPool) return bounded(commandLine.coherentPool);

    const share = Number(memblock.memorySize() / 8192n);
    const most = pageSize * 2 ** maxPageOrder;
    return Math.max(131072, Math.floor(Math.min(share, most) / pageSize) * pageSize);
  }
}

/** dma_coherent_ok(); for pages of the page allocator by one that stands for them. */
function isReached({ chunk, first, pages }: AtomicPages, device: DmaDevice, pageSize: number): boolean {
  const page = chunk.firstPage ?? chunk.likelyPage;
  return page === undefined || device.reaches(BigInt(page + first) * BigInt(pageSize), pages * pageSize);
}

/** A size of the command line as a number; what no number holds is more than any machine has. */
function bounded(size: bigint): number {
  return Number(size > BigInt(Number.MAX_SAFE_INTEGER) ? BigInt(Number.MAX_SAFE_INTEGER) : size);
}

function kib(bytes: number): number {
  return Math.floor(bytes / 1024);
}

function hasOnePool({ arch, behaviours }: KernelProfile): boolean {
  return arch === 'arm' || behaviours.atomicPools === 'one';
}
