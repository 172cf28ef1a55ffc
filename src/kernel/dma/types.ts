/** Who gave the memory: the words of the operation log (`from`). */
export type AllocSource =
  | 'coherent'
  | 'global-coherent'
  | 'cma'
  | 'default-cma'
  | 'atomic-pool'
  | 'pages'
  | 'restricted'
  | 'iommu';

export interface AllocRequest {
  /** Bytes, as the driver asks. */
  readonly size: number;
  /** Whether the caller may sleep (GFP_KERNEL) or not (GFP_ATOMIC). Default: it may. */
  readonly maySleep?: boolean;
}

/** Why an allocation got nothing. */
export interface AllocFailure {
  readonly code: 'larger-than-pool' | 'no-hole' | 'no-pages' | 'not-supported';
  /** A sentence: what was asked, how it was rounded and aligned, what the largest hole was. */
  readonly message: string;
  /** The pool that refused, by region path or area name. */
  readonly pool: string | undefined;
  readonly neededPages: number;
  readonly alignPages: number;
  readonly freePages: number;
  /** The largest run of free pages that begins at this request's alignment. */
  readonly largestHolePages: number;
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
  /** Longest run of free pages, at any alignment. */
  readonly largestHolePages: number;
  /** Runs of used pages, `[first, end)`. */
  readonly usedRuns: readonly (readonly [number, number])[];
}

export interface DmaDeviceState {
  readonly path: string;
  /** Indexes into `pools`: its coherent pool, its own CMA area. */
  readonly coherentPool: number | undefined;
  readonly cmaArea: number | undefined;
}

/** The DMA side of a booted board: devices probe, then allocate and free. */
export interface DmaSystem {
  readonly pools: readonly PoolState[];
  /** The device after of_reserved_mem_device_init_by_idx for each of its regions; undefined: no such node. */
  device(path: string): DmaDeviceState | undefined;
  /** dma_alloc_coherent() by a device that `device` knows. */
  alloc(devicePath: string, request: AllocRequest): AllocResult;
  /** dma_free_coherent() of what `alloc` gave. */
  free(allocation: Allocation): FreeResult;
}
