import type { IovaDomain } from './iova-domain.ts';
import { ceilOrder, roundUpToPower } from './iova-order.ts';
import type { OperationClock } from './operation-clock.ts';

export interface IovaCacheOptions {
  /** IOVA_MAG_SIZE (behaviour `iovaMagazine`). */
  readonly magazineSize: number;
  /** What the depot does with full magazines (behaviour `iovaDepot`). */
  readonly depot: 'fixed' | 'trimmed';
  readonly clock: OperationClock;
  /** Processors, each with magazines of its own. Default: 1. */
  readonly cpus?: number;
}

/** IOVA_RANGE_CACHE_MAX_SIZE: classes of 1, 2, 4 … 32 page frames. */
const classCount = 6;
/** MAX_GLOBAL_MAGS: magazines that a depot of fixed size takes. */
const fixedDepotSize = 32;
/** IOVA_DEPOT_DELAY in milliseconds: how often a depot that is trimmed gives back a magazine. */
const depotDelay = 100;

/** The two magazines of one processor (struct iova_cpu_rcache): page frames, the newest last. */
interface CpuCache {
  loaded: number[];
  previous: number[];
}

/** One class of sizes (struct iova_rcache). */
interface SizeClass {
  readonly cpus: readonly CpuCache[];
  readonly depot: number[][];
  /** When the depot is looked at next. */
  trimAt: number | undefined;
}

/**
 * The range caches before a domain (drivers/iommu/iova.c, iova_rcache_*): freed IOVAs of up to 32 page frames stay taken in the
 * tree and are given out again, the newest first.
 */
export class IovaCache {
  readonly domain: IovaDomain;
  readonly #classes: readonly SizeClass[];
  readonly #magazineSize: number;
  readonly #depot: 'fixed' | 'trimmed';
  readonly #clock: OperationClock;
  readonly #cpuCount: number;

  constructor(domain: IovaDomain, { magazineSize, depot, clock, cpus = 1 }: IovaCacheOptions) {
    this.domain = domain;
    this.#magazineSize = magazineSize;
    this.#depot = depot;
    this.#clock = clock;
    this.#cpuCount = cpus;
    this.#classes = Array.from({ length: classCount }, () => ({
      cpus: Array.from({ length: cpus }, () => ({ loaded: [], previous: [] })),
      depot: [],
      trimAt: undefined,
    }));
  }

  /**
   * alloc_iova_fast(): the first page frame of `size` frames at `limitPfn` or below, from the caches or the tree; 0: none.
   * `flushes`: whether want of addresses empties the caches for one more try.
   */
  allocate(size: number, limitPfn: number, flushes: boolean, cpu = 0): number {
    this.#trimDue();
    // Sizes that a cache takes are rounded up, so that any of a class serves any other.
    const rounded = size < 2 ** (classCount - 1) ? roundUpToPower(size) : size;
    const cached = this.#take(rounded, limitPfn + 1 - rounded, cpu);
    if (cached !== 0) return cached;

    const pfn = this.domain.allocate(rounded, limitPfn);
    if (pfn !== 0 || !flushes) return pfn;
    this.#flush();
    return this.domain.allocate(rounded, limitPfn);
  }

  /** free_iova_fast(), with the size that the caller says. */
  free(pfn: number, size: number, cpu = 0): void {
    this.#trimDue();
    const sizeClass = size === 0 ? undefined : this.#classes[ceilOrder(size)];
    const cache = sizeClass?.cpus[cpu];
    if (sizeClass === undefined || cache === undefined) this.domain.free(pfn);
    else this.#put(sizeClass, cache, pfn);
  }

  #take(size: number, highestPfn: number, cpu: number): number {
    const sizeClass = this.#classes[ceilOrder(size)];
    const cache = sizeClass?.cpus[cpu];
    if (sizeClass === undefined || cache === undefined) return 0;

    if (cache.loaded.length === 0) {
      if (cache.previous.length > 0) swap(cache);
      else cache.loaded = sizeClass.depot.pop() ?? cache.loaded;
    }
    // The kernel counts without sign: a limit that the size does not fit below is none at all.
    return popBelow(cache.loaded, highestPfn < 0 ? Number.POSITIVE_INFINITY : highestPfn);
  }

  #put(sizeClass: SizeClass, cache: CpuCache, pfn: number): void {
    if (cache.loaded.length >= this.#magazineSize) {
      if (cache.previous.length < this.#magazineSize) swap(cache);
      else {
        const full = cache.loaded;
        cache.loaded = [];
        if (this.#depot === 'fixed' && sizeClass.depot.length >= fixedDepotSize) this.#empty(full);
        else this.#store(sizeClass, full);
      }
    }
    cache.loaded.push(pfn);
  }

  #store(sizeClass: SizeClass, magazine: number[]): void {
    sizeClass.depot.push(magazine);
    if (this.#depot === 'trimmed') sizeClass.trimAt ??= this.#clock.after(depotDelay);
  }

  /** iova_depot_work_func(): a magazine at a time, down to one a processor. */
  #trimDue(): void {
    for (const sizeClass of this.#classes) {
      while (sizeClass.trimAt !== undefined && this.#clock.now >= sizeClass.trimAt) {
        const isLong = sizeClass.depot.length > this.#cpuCount;
        if (isLong) this.#empty(sizeClass.depot.pop() ?? []);
        sizeClass.trimAt = isLong ? sizeClass.trimAt + this.#clock.operationsIn(depotDelay) : undefined;
      }
    }
  }

  /** free_cpu_cached_iovas() of each processor, then free_global_cached_iovas(). */
  #flush(): void {
    for (let cpu = 0; cpu < this.#cpuCount; cpu++) {
      for (const { cpus } of this.#classes) {
        const cache = cpus[cpu];
        if (cache === undefined) continue;
        this.#empty(cache.loaded);
        this.#empty(cache.previous);
        cache.loaded = [];
        cache.previous = [];
      }
    }
    for (const { depot } of this.#classes)
      for (let full = depot.pop(); full !== undefined; full = depot.pop()) this.#empty(full);
  }

  #empty(magazine: readonly number[]): void {
    for (const pfn of magazine) this.domain.free(pfn);
  }
}

function swap(cache: CpuCache): void {
  const { loaded, previous } = cache;
  cache.loaded = previous;
  cache.previous = loaded;
}

/** iova_magazine_pop(): the newest page frame up to `highest`, whose place the last one takes; 0: none. */
function popBelow(magazine: number[], highest: number): number {
  let index = magazine.length - 1;
  while (index >= 0 && (magazine[index] ?? 0) > highest) index--;
  const pfn = magazine[index];
  const last = magazine.pop();
  if (pfn === undefined) {
    if (last !== undefined) magazine.push(last);
    return 0;
  }
  if (index < magazine.length && last !== undefined) magazine[index] = last;
  return pfn;
}
