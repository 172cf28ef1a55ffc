import type { BootedKernel } from '../booted-kernel.ts';
import type { KernelProfile } from '../profile.ts';
import { type AtomicPages, AtomicPool, releaseAtomic } from './atomic-pools.ts';
import type { CmaArea } from './cma-area.ts';
import type { DmaDevice } from './dma-device.ts';

const everywhere = (1n << 64n) - 1n;
const below4GiB = 0xffffffffn;

/** Bytes of the one pool of 32-bit Arm and of old kernels, which never grows (DEFAULT_DMA_COHERENT_POOL_SIZE). */
const onePoolSize = 0x40000;

/**
 * The pools for allocations that must not sleep: one for each zone, which grow in the background (kernel/dma/pool.c; spec 05
 * §5), or 32-bit Arm's single one of its own operations (spec 05 §7).
 */
export class AtomicPoolSet {
  readonly #kernel: BootedKernel;
  readonly #area: CmaArea | undefined;
  readonly #kernelPool: AtomicPool | undefined;
  readonly #dmaPool: AtomicPool | undefined;
  readonly #dma32Pool: AtomicPool | undefined;
  readonly #growthDelay: number;
  #operations = 0;
  #growAt = Number.POSITIVE_INFINITY;

  /** `area` is the default CMA area; `growthDelay` the operations after which a pool that ran low has grown. */
  constructor(kernel: BootedKernel, area: CmaArea | undefined, growthDelay: number) {
    const { profile, zones } = kernel;
    this.#kernel = kernel;
    this.#area = area;
    this.#growthDelay = growthDelay;
    this.#kernelPool = this.#create(everywhere);
    if (hasOnePool(profile)) return;

    const dma32Limit = zones.dmaLimit > below4GiB ? zones.dmaLimit : below4GiB;
    if (profile.config.zoneDma) this.#dmaPool = this.#create(zones.dmaLimit);
    if (profile.config.zoneDma32) this.#dma32Pool = this.#create(dma32Limit);
  }

  /** An operation passes: what ran low before has grown now, if it was long enough ago. */
  tick(): void {
    this.#operations++;
    if (this.#operations < this.#growAt) return;
    this.#growAt = Number.POSITIVE_INFINITY;
    for (const pool of [this.#dmaPool, this.#dma32Pool, this.#kernelPool]) pool?.grow();
  }

  /** Pages that the device reaches, or undefined. */
  allocate(device: DmaDevice, pages: number): AtomicPages | undefined {
    const { profile } = this.#kernel;
    if (hasOnePool(profile)) return this.#kernelPool?.allocate(pages);

    const { config } = profile;
    for (const pool of this.#order(device)) {
      const atomic = pool.allocate(pages);
      if (atomic === undefined) continue;
      if (!device.reachesAtomic(atomic, config.pageSize)) {
        releaseAtomic(atomic);
        continue;
      }
      if (pool.isLow) this.#growAt = Math.min(this.#growAt, this.#operations + this.#growthDelay);
      return atomic;
    }
    return undefined;
  }

  /** dma_guess_pool(): by zone first, then kernel, dma32, dma. */
  #order(device: DmaDevice): readonly AtomicPool[] {
    const limit = device.dmaToPhys(device.coherentLimit);
    const pools =
      limit <= this.#kernel.zones.dmaLimit
        ? [this.#dmaPool]
        : limit <= below4GiB
          ? [this.#dma32Pool, this.#dmaPool]
          : [this.#kernelPool, this.#dma32Pool, this.#dmaPool];
    return pools.filter((pool) => pool !== undefined);
  }

  /** One pool, out of the default area if all of that lies up to `limit`. */
  #create(limit: bigint): AtomicPool | undefined {
    const { config } = this.#kernel.profile;
    const mark = this.#initialSize();
    if (mark === 0 || mark > Number.MAX_SAFE_INTEGER) return undefined;

    const area = this.#area;
    const last = area === undefined ? 0n : area.base + BigInt(area.pageCount * area.pageSize) - 1n;
    return new AtomicPool({
      pageSize: config.pageSize,
      maxPageOrder: config.maxPageOrder,
      cma: area !== undefined && area.pageCount > 0 && last <= limit ? area : undefined,
      mark,
    });
  }

  /** `coherent_pool=`, else 128 KiB a GiB of memory, or Arm's constant. */
  #initialSize(): number {
    const { commandLine, memblock, profile } = this.#kernel;
    const { pageSize, maxPageOrder } = profile.config;
    if (commandLine.coherentPool !== undefined) return Number(commandLine.coherentPool);
    if (hasOnePool(profile)) return onePoolSize;

    const share = Number(memblock.memorySize() / 8192n);
    const most = pageSize * 2 ** maxPageOrder;
    return Math.max(131072, Math.floor(Math.min(share, most) / pageSize) * pageSize);
  }
}

function hasOnePool({ arch, behaviours }: KernelProfile): boolean {
  return arch === 'arm' || behaviours.atomicPools === 'one';
}
