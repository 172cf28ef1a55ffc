import type { Behaviours } from '../../profiles/behaviours.ts';
import { FlushQueue } from './flush-queue.ts';
import { IoPageTable } from './io-page-table.ts';
import { IovaCache } from './iova-cache.ts';
import { IovaDomain } from './iova-domain.ts';
import type { OperationClock } from './operation-clock.ts';

/** Translated, translated with a flush queue, or passed through. */
export type IommuDomainType = 'dma' | 'dma-fq' | 'identity';

export interface IommuDomainOptions {
  readonly type: IommuDomainType;
  /** pgsize_bitmap; 0n: the addresses are not translated. */
  readonly pageSizes: bigint;
  /** Its last address, inclusive; the first is 0. */
  readonly apertureEnd: bigint;
  /** Bits of the physical addresses that it can reach. */
  readonly outputBits: number;
  readonly behaviours: Pick<Behaviours, 'iovaRetry' | 'iovaMagazine' | 'iovaDepot'>;
  readonly clock: OperationClock;
  /** Processors with range caches of their own. Default: 1. */
  readonly cpus?: number;
}

/** A piece of memory to be mapped: whole pages of the granule. */
export interface PhysicalRun {
  readonly phys: bigint;
  readonly bytes: number;
}

/**
 * An IOMMU domain that dma-iommu manages (drivers/iommu/dma-iommu.c; spec 05 §8): IO virtual addresses, and the memory behind
 * them. Devices of one group share it.
 */
export class IommuDomain {
  readonly type: IommuDomainType;
  readonly pageSizes: bigint;
  readonly apertureEnd: bigint;
  /** Bytes of the smallest page. */
  readonly granule: number;
  readonly #outputEnd: bigint;
  readonly #iovas: IovaDomain;
  readonly #cache: IovaCache;
  readonly #queue: FlushQueue | undefined;
  readonly #clock: OperationClock;
  readonly #table = new IoPageTable();

  constructor({ type, pageSizes, apertureEnd, outputBits, behaviours, clock, cpus }: IommuDomainOptions) {
    this.type = type;
    this.pageSizes = pageSizes;
    this.apertureEnd = apertureEnd;
    this.granule = pageSizes === 0n ? 4096 : Number(pageSizes & -pageSizes);
    this.#outputEnd = 1n << BigInt(outputBits);
    this.#clock = clock;
    this.#iovas = new IovaDomain({ granule: this.granule, startPfn: 1, retries: behaviours.iovaRetry });
    this.#cache = new IovaCache(this.#iovas, {
      magazineSize: behaviours.iovaMagazine,
      depot: behaviours.iovaDepot,
      clock,
      ...(cpus === undefined ? {} : { cpus }),
    });
    this.#queue = type === 'dma-fq' ? new FlushQueue(this.#cache, clock) : undefined;
  }

  /** geometry.force_aperture: whether addresses outside are refused. */
  get forcesAperture(): boolean {
    return this.type !== 'identity';
  }

  /** Ranges of IOVA that are taken, freed ones in the caches and reserved ones included. */
  get takenRanges(): number {
    return this.#iovas.count;
  }

  /** Takes what is free of `[start, end]`, whole pages. */
  reserve(start: bigint, end: bigint): void {
    this.#iovas.reserve(this.#pageOf(start), this.#pageOf(end));
  }

  /** alloc_iova_fast() for `bytes`, whole pages, of which all lie at `limit` or below; undefined: none. */
  allocateIova(bytes: number, limit: bigint, flushes: boolean): bigint | undefined {
    this.#clock.tick();
    this.#queue?.flushDue();
    const pfn = this.#cache.allocate(bytes / this.granule, this.#pageOf(limit), flushes);
    return pfn === 0 ? undefined : this.#addressOf(pfn);
  }

  /** iommu_dma_free_iova() of what was never mapped. */
  freeIova(iova: bigint, bytes: number): void {
    this.#cache.free(this.#pageOf(iova), bytes / this.granule);
  }

  /** iommu_map() of runs one after the other; false, and nothing is mapped, where one is out of reach. */
  map(iova: bigint, runs: readonly PhysicalRun[]): boolean {
    const first = this.#pageOf(iova);
    let pfn = first;
    for (const { phys, bytes } of runs) {
      const pages = bytes / this.granule;
      const isReached = phys + BigInt(bytes) <= this.#outputEnd;
      if (!isReached || !this.#table.map(pfn, this.#pageOf(phys), pages)) {
        this.#table.unmap(first, pfn - first);
        return false;
      }
      pfn += pages;
    }
    return true;
  }

  /** __iommu_dma_unmap() of whole pages: whether all of them were mapped. What was asked for is free in any case. */
  unmap(iova: bigint, bytes: number): boolean {
    this.#clock.tick();
    const pfn = this.#pageOf(iova);
    const pages = bytes / this.granule;
    const unmapped = this.#table.unmap(pfn, pages);
    if (this.#queue === undefined) this.#cache.free(pfn, pages);
    else this.#queue.queue(pfn, pages);
    return unmapped === pages;
  }

  /** iommu_iova_to_phys(): the memory that a device reaches there; undefined: a fault. */
  iovaToPhys(iova: bigint): bigint | undefined {
    const page = this.#table.lookup(this.#pageOf(iova));
    return page < 0 ? undefined : this.#addressOf(page) + (iova % BigInt(this.granule));
  }

  #pageOf(address: bigint): number {
    return Number(address / BigInt(this.granule));
  }

  #addressOf(pfn: number): bigint {
    return BigInt(pfn) * BigInt(this.granule);
  }
}
