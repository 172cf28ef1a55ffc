import type { LogLine } from '../log.ts';
import type { Refusal } from './buffer.ts';
import type { DecisionPath } from './decision-path.ts';
import type { CallOutcome, DriverCall } from './driver/driver-call.ts';
import type { FailureDetails } from './failure-details.ts';

/** Who gave the memory: the words of the operation log (`from`). */
export type AllocSource =
  | 'coherent'
  | 'global-coherent'
  | 'cma'
  | 'default-cma'
  | 'atomic-pool'
  | 'pages'
  | 'restricted'
  /** Slots of the default bounce pool (arm64 up to 4.20). */
  | 'bounce'
  | 'iommu';

/** Which function a driver allocates with. */
export type AllocFunction =
  /** dma_alloc_coherent(), dma_alloc_wc(), dma_alloc_attrs(). */
  | 'coherent'
  /** dma_alloc_pages(). */
  | 'pages'
  /** dma_alloc_noncoherent(). */
  | 'noncoherent'
  /** pci_alloc_consistent(), which never sleeps. */
  | 'pci-consistent'
  /** __get_dma_pages(): the page allocator, not the DMA API. */
  | 'get-dma-pages'
  /** dmam_alloc_coherent(): freed when the driver leaves the device. */
  | 'managed';

export interface AllocRequest {
  /** Bytes, as the driver asks. */
  readonly size: number;
  /** Whether the caller may sleep (GFP_KERNEL) or not (GFP_ATOMIC). Default: it may. */
  readonly maySleep?: boolean;
  /** Default: `coherent`. */
  readonly call?: AllocFunction;
  /** Bits of `dmaAttr`. Default: none. */
  readonly attrs?: number;
  /** GFP_DMA or GFP_DMA32. */
  readonly zone?: 'dma' | 'dma32' | undefined;
  /** The CPU's address that a recording has of it: tells the CMA area where nothing else does (`cma:*`). */
  readonly at?: bigint | undefined;
}

/** What a driver says when it frees, where that is not what it was given. */
export interface FreeRequest {
  readonly size: number;
  /** Bytes beside the address that it was given. */
  readonly offset: number;
}

/** Why an allocation got nothing. */
export interface AllocFailure {
  readonly code: Refusal;
  /** A sentence: what was asked, how it was rounded and aligned, what the largest hole was. */
  readonly message: string;
  /** The pool that refused, by region path or area name. */
  readonly pool: string | undefined;
  readonly neededPages: number;
  readonly alignPages: number;
  readonly freePages: number;
  /** The largest run of pages that can be had and begins at this request's alignment. */
  readonly largestHolePages: number;
  /** Free pages of the pool that cannot move (-EBUSY); not there: none. */
  readonly pinnedPages?: number;
  /** Without those there would have been a place. */
  readonly isOnlyPinned?: boolean;
  /** Who asked, what was tried, who stands in the way, and what would help; undefined where no kernel was asked. */
  readonly details?: FailureDetails | undefined;
}

/** A live allocation: handed back to `free`. */
export interface Allocation {
  readonly device: string;
  readonly size: number;
  readonly from: AllocSource;
  /** What the device sees. */
  readonly dma: bigint;
  readonly phys: bigint;
  /** Pages that it occupies, rounding included. */
  readonly pages: number;
  /** Index into `DmaSystem.pools`, if it came out of one. */
  readonly pool: number | undefined;
  readonly firstPage: number | undefined;
  /** False where the address hangs on the kernel's own early allocations. */
  readonly exact: boolean;
}

export type AllocResult =
  | { readonly ok: true; readonly allocation: Allocation }
  | { readonly ok: false; readonly failure: AllocFailure };

export type FreeResult = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** Pages of a pool, counted from its start. */
export interface PageRange {
  readonly first: number;
  readonly pages: number;
}

/** One pool that devices allocate from, as it stands. */
export interface PoolState {
  readonly kind: 'coherent' | 'cma' | 'default-cma';
  /** Path of the region, if a region made it. */
  readonly region: string | undefined;
  readonly name: string;
  readonly base: bigint;
  readonly pageSize: number;
  readonly pageCount: number;
  readonly usedPages: number;
  /** Longest run of pages that can be had, at any alignment. */
  readonly largestHolePages: number;
  /** Runs of used pages, `[first, end)`. */
  readonly usedRuns: readonly (readonly [number, number])[];
  /** Where the lowest of the longest runs begins; not there: nobody knows. */
  readonly largestHoleStart?: number;
  /** Goes up with each change of the pages; not there: nobody counts. */
  readonly changes?: number;
  /** The page behind the highest that was ever used, by whomsoever; not there: it is not known. */
  readonly usedEnd?: number;
  /** Free pages that cannot move, and are of no use to a buffer; not there: none. */
  readonly pinnedPages?: number;
  /** Runs of them, `[first, end)`. */
  readonly pinnedRuns?: readonly (readonly [number, number])[];
}

export interface DmaDeviceState {
  readonly path: string;
  /** Indexes into `pools`: its coherent pool, its own CMA area. */
  readonly coherentPool: number | undefined;
  readonly cmaArea: number | undefined;
  /** Where the device sees the first byte of its coherent pool: devices that share one may see it at different addresses. */
  readonly coherentPoolAt?: bigint | undefined;
}

/** The DMA side of a booted board: devices probe, then allocate, free and map. */
export interface DmaSystem {
  /** What the kernel panicked with; undefined, or not there: it has not. */
  readonly panicked?: string | undefined;
  readonly pools: readonly PoolState[];
  /**
   * The device after of_reserved_mem_device_init_by_idx for each of its regions; undefined: no such node. `cma:NAME` is who takes
   * from the CMA area of this name without being a device, `cma:*` from any.
   */
  device(path: string): DmaDeviceState | undefined;
  /** dma_alloc_coherent() and its kin by a device that `device` knows. `path` is told of each test on the way. */
  alloc(devicePath: string, request: AllocRequest, path?: DecisionPath): AllocResult;
  /** dma_free_coherent() of what `alloc` gave, with what the driver says where that differs. */
  free(allocation: Allocation, says?: FreeRequest, path?: DecisionPath): FreeResult;
  /** Any other call by a device that `device` knows. */
  perform(devicePath: string, call: DriverCall, path?: DecisionPath): CallOutcome;
  /**
   * Pages of a CMA area whose contents cannot be moved from now on; those that buffers hold, and those of other pools, stay as they are.
   * How many became so. Not there: the system has no such pages.
   */
  pin?(pool: number, ranges: readonly PageRange[]): number;
  /** What the kernel printed since this was last asked. */
  takeLog(): readonly LogLine[];
}
