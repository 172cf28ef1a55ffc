import type { LogLevel } from '../log.ts';

/**
 * What differs from kernel to kernel in the parts that are emulated: the rows of spec 09 that the code meets, each by a name.
 *
 * Code asks a profile for a behaviour and never for a version.
 */
export interface Behaviours {
  /** Which nodes with `device_type = "memory"` are memory; `root-children` also asks for their `status` (row 3). */
  readonly memoryNodes: 'any-depth' | 'root-children';
  /** What a memory node's trailing partial entry does (row 3). */
  readonly partialMemoryEntry: 'ignored' | 'property-ignored';
  /** When `/memreserve/` entries are reserved (row 2). */
  readonly memreserves: 'before-regions' | 'after-regions';
  /** Which nodes below /reserved-memory are regions (row 4). */
  readonly regionNodes: 'descendants' | 'children';
  /** When a static `no-map` region fails: over anything reserved, or only where it is memory as well (row 5). */
  readonly noMapOnReserved: 'busy' | 'busy-in-memory';
  /** What becomes of a dynamic `no-map` region's memory (row 6). */
  readonly dynamicNoMap: 'removed' | 'marked';
  /** In which order dynamic regions are placed (row 8). */
  readonly dynamicOrder: 'after-sort' | 'document';
  /** Which way a range of `alloc-ranges` is searched (row 9). */
  readonly searchDirection: 'top-down' | 'towards-neighbour';
  /** Entries of `reg` after the first (row 10). */
  readonly extraEntries: 'reserved' | 'reserved-with-warning' | 'ignored';
  /** A `reg` whose length does not fit (row 11). */
  readonly malformedReg: 'drops-region' | 'absent';
  /** A `reg` without any byte: skipped, or read past its end into the blob (spec 01 §4.3). */
  readonly emptyReg: 'skipped' | 'read-past-end';
  /** A `reg` of size 0 (row 12). */
  readonly zeroSizeReg: 'recorded' | 'not-recorded';
  /** An `alloc-ranges` whose length does not fit (row 13). */
  readonly malformedAllocRanges: 'drops-region' | 'absent';
  /** When static regions are handed to their hooks (row 14). */
  readonly staticSetup: 'early-scan' | 'late-pass';
  /** Which errors of a hook let the next one try (row 16). */
  readonly nextHookAfter: 'any-error' | 'no-device';
  /** Whether an entry whose hook failed stays in the table (row 17). */
  readonly failedRegion: 'kept' | 'dropped';
  /** How the memory of a failed `no-map` region comes back (row 17). */
  readonly failedNoMap: 'added-back' | 'flag-cleared';
  /** What a hook says to a region that is not its kind: an error, or "not mine" (row 18, 19). */
  readonly hookRefusal: 'error' | 'no-device';
  /** Whether each region gets a line with its range (row 21). */
  readonly summaryLine: boolean;
  /** Level of `failed to reserve memory` (row 22). */
  readonly failedReserveLevel: LogLevel;
  /** What stands before the early scan's lines (row 23). */
  readonly scanPrefix: 'OF: fdt: ' | 'OF: reserved mem: ';
  /** Whether `failed to allocate memory` tells the size (row 24). */
  readonly failedAllocationText: 'name' | 'name-and-size';
  /** What regions are sorted by before the overlap check (row 25), and how equal ones come out (row 67). */
  readonly sort: 'single-extraction' | 'node-order' | 'double-extraction';
  /** How many nodes the table takes: all kinds, or dynamic ones only (row 1). */
  readonly tableLimit: 'all-regions' | 'dynamic-regions';
  /** How a device's phandle leads to an entry of the table (row 27). */
  readonly regionLookup: 'phandle' | 'name';
  /** What a device's second coherent pool gets (row 30). */
  readonly secondPool: 'ignored' | 'busy';
  /** Whether a pool above the device's mask is warned of (row 31). */
  readonly poolBeyondMask: 'silent' | 'warned';
  /** `dma_alloc_coherent(0)` from a pool, 64 bit (row 36). */
  readonly zeroSizeFromPool: 'as-4-gib' | 'succeeds';
  /** The unit of CMA (row 44): a page block, or a page block and no less than the largest buddy order. */
  readonly cmaUnit: 'largest-order' | 'pageblock';
  /** Whether one slot more than CONFIG_CMA_AREAS exists (row 45). */
  readonly extraCmaArea: boolean;
  /** Where a CMA area without an address is looked for first (row 46). */
  readonly cmaPlacement: 'top-down' | 'above-4-gib-by-memory' | 'above-4-gib-by-limit';
  /** Whether a default area that finds no slot is told of twice. */
  readonly cmaWithoutSlot: 'one-line' | 'two-lines';
  /** Whether CMA's "Reserved" line names the node. */
  readonly cmaReservedLine: 'plain' | 'with-node';
  /** A CMA area with pages in a memory section without memory (row 65; recorded 5.10 kernels warn and use it). */
  readonly cmaOutsideMemory: 'activated' | 'panics';
  /** How `cma=SIZE@BASE-LIMIT` and the architecture's limit meet (row 52). */
  readonly cmaLimit: 'lower' | 'command-line';
  /** The zone limit of `dma-ranges`: whole bits, or the address itself (row 57). */
  readonly zoneLimit: 'bits' | 'address';
  /** Whether `linux,usable-memory-range` may have a second range, and when it acts. */
  readonly usableMemoryRange: 'one-range' | 'two-ranges';
  /** Whether a pool that cannot be made is told of in the log (spec 03 §2). */
  readonly failedPool: 'logged' | 'silent';
  /** Whether Kconfig's largest order is itself given out, or the first that is not. */
  readonly configuredOrder: 'first-refused' | 'largest';
  /** Which configuration makes a page block as large as a huge page (spec 01 §5.2). */
  readonly pageblock: 'hugetlb' | 'any-huge-page';
  /** Whether the kernel knows `restricted-dma-pool` at all (row 39). */
  readonly restrictedPools: boolean;
  /** Whether the queue and buffer managers of Freescale's DPAA are hooks, or drivers that look their regions up. */
  readonly dpaaRegions: 'hooks' | 'looked-up';
  /** `dma_supported()`'s idea of the last address (row 62). */
  readonly lastAddress: 'last-page' | 'last-byte';
  /** Which devices of 32-bit Arm allocate by its own operations rather than by dma-direct (row 41). */
  readonly armOperations: 'all-devices' | 'non-coherent-devices';
  /** How 32-bit Arm turns addresses into what devices see: by one offset, or by a map of windows (recorded). */
  readonly armDmaWindows: 'one-offset' | 'map';
  /** What dma_alloc_pages() does with pages of a CMA area in highmem. */
  readonly highmemPages: 'refused' | 'given-back';
  /** Who heeds `linux,dma-default` (row 38): 32-bit Arm, or kernels configured with one pool for all devices. */
  readonly dmaDefault: 'arm' | 'global-pool';
  /** Which properties decide whether a device is coherent (spec 05 §9). */
  readonly coherence: 'dma-coherent-only' | 'nearest-property';
  /** When riscv scans reserved memory: after all of the early boot, or with its other reservations (spec 01 §1). */
  readonly riscvScan: 'after-unflatten' | 'in-setup-bootmem';
  /** How a coherent allocation from a restricted pool is aligned (row 40). */
  readonly restrictedAlignment: 'page' | 'size';
}

const linux510: Behaviours = {
  memoryNodes: 'any-depth',
  partialMemoryEntry: 'ignored',
  memreserves: 'before-regions',
  regionNodes: 'descendants',
  noMapOnReserved: 'busy',
  dynamicNoMap: 'removed',
  dynamicOrder: 'after-sort',
  searchDirection: 'top-down',
  extraEntries: 'reserved',
  malformedReg: 'drops-region',
  emptyReg: 'skipped',
  zeroSizeReg: 'recorded',
  malformedAllocRanges: 'drops-region',
  staticSetup: 'early-scan',
  nextHookAfter: 'any-error',
  failedRegion: 'kept',
  failedNoMap: 'added-back',
  hookRefusal: 'error',
  summaryLine: false,
  failedReserveLevel: 'info',
  scanPrefix: 'OF: fdt: ',
  failedAllocationText: 'name',
  sort: 'single-extraction',
  tableLimit: 'all-regions',
  regionLookup: 'phandle',
  secondPool: 'ignored',
  poolBeyondMask: 'silent',
  zeroSizeFromPool: 'as-4-gib',
  cmaUnit: 'largest-order',
  extraCmaArea: true,
  cmaPlacement: 'top-down',
  cmaWithoutSlot: 'one-line',
  cmaReservedLine: 'plain',
  cmaOutsideMemory: 'activated',
  cmaLimit: 'lower',
  zoneLimit: 'bits',
  usableMemoryRange: 'one-range',
  failedPool: 'logged',
  configuredOrder: 'first-refused',
  pageblock: 'hugetlb',
  restrictedPools: false,
  dpaaRegions: 'hooks',
  lastAddress: 'last-page',
  armOperations: 'all-devices',
  armDmaWindows: 'one-offset',
  highmemPages: 'refused',
  coherence: 'dma-coherent-only',
  dmaDefault: 'arm',
  riscvScan: 'after-unflatten',
  restrictedAlignment: 'page',
};

const linux61: Behaviours = {
  ...linux510,
  memoryNodes: 'root-children',
  regionNodes: 'children',
  noMapOnReserved: 'busy-in-memory',
  dynamicNoMap: 'marked',
  failedNoMap: 'flag-cleared',
  failedReserveLevel: 'error',
  failedAllocationText: 'name-and-size',
  secondPool: 'busy',
  poolBeyondMask: 'warned',
  cmaUnit: 'pageblock',
  cmaPlacement: 'above-4-gib-by-memory',
  cmaOutsideMemory: 'panics',
  usableMemoryRange: 'two-ranges',
  failedPool: 'silent',
  restrictedPools: true,
  armOperations: 'non-coherent-devices',
  armDmaWindows: 'map',
  highmemPages: 'given-back',
  coherence: 'nearest-property',
  dmaDefault: 'global-pool',
  riscvScan: 'in-setup-bootmem',
};

const linux612: Behaviours = {
  ...linux61,
  memreserves: 'after-regions',
  dynamicOrder: 'document',
  searchDirection: 'towards-neighbour',
  extraEntries: 'reserved-with-warning',
  emptyReg: 'read-past-end',
  zeroSizeReg: 'not-recorded',
  staticSetup: 'late-pass',
  summaryLine: true,
  scanPrefix: 'OF: reserved mem: ',
  sort: 'node-order',
  tableLimit: 'dynamic-regions',
  regionLookup: 'name',
  secondPool: 'ignored',
  poolBeyondMask: 'silent',
  zeroSizeFromPool: 'succeeds',
  extraCmaArea: false,
  cmaReservedLine: 'with-node',
  zoneLimit: 'address',
  configuredOrder: 'largest',
  pageblock: 'any-huge-page',
  dpaaRegions: 'looked-up',
  restrictedAlignment: 'size',
};

const linux72: Behaviours = {
  ...linux612,
  partialMemoryEntry: 'property-ignored',
  extraEntries: 'ignored',
  malformedReg: 'absent',
  emptyReg: 'skipped',
  malformedAllocRanges: 'absent',
  nextHookAfter: 'no-device',
  failedRegion: 'dropped',
  hookRefusal: 'no-device',
  sort: 'double-extraction',
  secondPool: 'busy',
  poolBeyondMask: 'warned',
  cmaPlacement: 'above-4-gib-by-limit',
  cmaWithoutSlot: 'two-lines',
  cmaReservedLine: 'plain',
  cmaLimit: 'command-line',
  lastAddress: 'last-byte',
};

/** Up to 6.1.176 at least, and not in 6.1.192 (spec 03 §2). */
const early61: Partial<Behaviours> = { secondPool: 'ignored', poolBeyondMask: 'silent' };

/**
 * A kernel's behaviours by its version, `6.1` or with a patch level `6.1.176`; undefined for a release line that is not in the
 * table.
 */
export function behavioursOf(version: string): Behaviours | undefined {
  const [, line = '', patch] = /^(\d+\.\d+)(?:\.(\d+))?/.exec(version) ?? [];
  const behaviours = behavioursByVersion[line];
  const isEarly61 = line === '6.1' && patch !== undefined && Number(patch) <= 176;
  return behaviours !== undefined && isEarly61 ? Object.freeze({ ...behaviours, ...early61 }) : behaviours;
}

/** The table: behaviours by release line. */
export const behavioursByVersion: Readonly<Record<string, Behaviours>> = Object.freeze({
  '5.10': Object.freeze(linux510),
  '6.1': Object.freeze(linux61),
  '6.12': Object.freeze(linux612),
  '7.2': Object.freeze(linux72),
});
