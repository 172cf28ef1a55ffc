import type { LogLevel } from '../log.ts';

/**
 * What differs from kernel to kernel, each by a name: every row of spec 09 (`behaviourRows` says which) and some more.
 *
 * Code asks a profile for a behaviour and never for a version. A comment that ends in "Not emulated." describes the kernel only:
 * nothing that the emulation answers hangs on it.
 */
export interface Behaviours {
  /** How many reserved ranges memblock has room for while regions are scanned: 128, on arm64 with an entry a processor more. */
  readonly memblockReserved: 'fixed' | 'with-processors';
  /** How many ranges of memory memblock has room for while regions are scanned: 128, or 1024 on arm64 with EFI. */
  readonly memblockMemory: 'fixed' | 'more-with-efi';
  /** What memblock does where it has no room for one more range and may not take memory for a larger array yet. */
  readonly memblockFull: 'refuses' | 'panics';
  /** Whether a dynamic region for which memblock has no room counts as placed where it was found, in memory that is not taken. */
  readonly dynamicRefused: 'placed' | 'fails';
  /** Which nodes with `device_type = "memory"` are memory; `root-children` also asks for their `status`. */
  readonly memoryNodes: 'any-depth' | 'root-children';
  /** What a memory node's trailing partial entry does. */
  readonly partialMemoryEntry: 'ignored' | 'property-ignored';
  /** When `/memreserve/` entries are reserved. */
  readonly memreserves: 'before-regions' | 'after-regions';
  /** Which nodes below /reserved-memory are regions. */
  readonly regionNodes: 'descendants' | 'children';
  /** When a static `no-map` region fails: never, over anything reserved, or only where it is memory as well. */
  readonly noMapOnReserved: 'allowed' | 'busy' | 'busy-in-memory';
  /** What becomes of a static `no-map` region's memory. */
  readonly staticNoMap: 'removed' | 'marked';
  /** What becomes of a dynamic `no-map` region's memory. */
  readonly dynamicNoMap: 'reserved-and-removed' | 'removed' | 'marked';
  /** When the lower end of a range of `alloc-ranges` counts: while searching, or only for what the search has found. */
  readonly dynamicLowerBound: 'after-search' | 'in-search';
  /** Where a dynamic region without `alignment` begins on arm64: at multiples of SMP_CACHE_BYTES. */
  readonly arm64CacheLine: 64 | 128;
  /** In which order dynamic regions are placed. */
  readonly dynamicOrder: 'after-sort' | 'document';
  /** Which way a range of `alloc-ranges` is searched. */
  readonly searchDirection: 'top-down' | 'towards-neighbour';
  /** Entries of `reg` after the first. */
  readonly extraEntries: 'reserved' | 'reserved-with-warning' | 'ignored';
  /** A `reg` whose length does not fit. */
  readonly malformedReg: 'drops-region' | 'absent';
  /** A `reg` without any byte: skipped, or read past its end into the blob (spec 01 §4.3). */
  readonly emptyReg: 'skipped' | 'read-past-end';
  /** A `reg` of size 0. */
  readonly zeroSizeReg: 'recorded' | 'not-recorded';
  /** An `alloc-ranges` whose length does not fit. */
  readonly malformedAllocRanges: 'drops-region' | 'absent';
  /** When static regions are handed to their hooks. */
  readonly staticSetup: 'early-scan' | 'late-pass';
  /** What a driver gives to RESERVEDMEM_OF_DECLARE: a function, or a set of operations of which setting up is one. */
  readonly hookInterface: 'function' | 'operations';
  /** Which errors of a hook let the next one try. */
  readonly nextHookAfter: 'any-error' | 'no-device';
  /** Whether an entry whose hook failed stays in the table. */
  readonly failedRegion: 'kept' | 'dropped';
  /** What becomes of the memory of a region whose hook failed: kept, or freed, and a `no-map` one's added back or unmarked. */
  readonly failedMemory: 'kept' | 'added-back' | 'flag-cleared';
  /** What a hook says to a region that is not its kind: an error, or "not mine". */
  readonly hookRefusal: 'error' | 'no-device';
  /** A `linux,cma-default` region where the command line has `cma=`: memory that nobody uses, given back, or never taken. */
  readonly defaultBesideParameter: 'stays-reserved' | 'freed' | 'never-reserved';
  /** Whether each region gets a line with its range. */
  readonly summaryLine: boolean;
  /** Level of `failed to reserve memory`. */
  readonly failedReserveLevel: LogLevel;
  /** What stands before the early scan's lines. */
  readonly scanPrefix: 'OF: fdt: ' | 'OF: reserved mem: ';
  /** Whether `failed to allocate memory` tells the size. */
  readonly failedAllocationText: 'name' | 'name-and-size';
  /** What regions are sorted by before the overlap check, and how equal ones come out; `sift-down` goes by the base alone. */
  readonly sort: 'sift-down' | 'single-extraction' | 'node-order' | 'double-extraction';
  /** How many nodes the table takes: all kinds, or dynamic ones only. */
  readonly tableLimit: 'all-regions' | 'dynamic-regions';
  /** Entries of the table of regions (MAX_RESERVED_REGIONS). */
  readonly tableSize: 32 | 64;
  /** The words for a full table. */
  readonly tableFullText:
    | 'not enough space all defined regions.'
    | 'not enough space for all defined regions.';
  /** How a device's phandle leads to an entry of the table. */
  readonly regionLookup: 'phandle' | 'name';
  /** What a device gets that names a disabled region: -EINVAL, or success without a region. */
  readonly disabledTarget: 'invalid' | 'nothing-assigned';
  /** Which of a device's regions of_reserved_mem_device_release() lets go. */
  readonly release: 'newest' | 'all';
  /** What a device's second coherent pool gets. */
  readonly secondPool: 'ignored' | 'busy';
  /** Whether a pool above the device's mask is warned of. */
  readonly poolBeyondMask: 'silent' | 'warned';
  /** What dma_declare_coherent_memory() takes: flags that it also answers with (up to 4.13), DMA_MEMORY_EXCLUSIVE alone, or none. */
  readonly declareCoherent: 'map-or-io' | 'flags' | 'no-flags';
  /** Whether other allocators may be asked where a pool is full: as its flag says (pools of the tree: never), or never. */
  readonly poolExclusive: 'by-flag' | 'always';
  /** In which type a pool's size in bytes is worked out: with `int`, a pool of 2 GiB or more answers no request. */
  readonly poolSizeType: 'int' | 'size_t';
  /** The DMA address of a pool of the tree: its base as it stands there, or what `dma-ranges` make of it. */
  readonly poolHandle: 'device-base' | 'translated';
  /** Whether less than a page of a pool can be mapped to user space (up to 4.13 it could not). */
  readonly poolMmap: 'whole-pages' | 'rounded-up';
  /** `dma_alloc_coherent(0)` from a pool, 64 bit. */
  readonly zeroSizeFromPool: 'as-4-gib' | 'succeeds';
  /** The unit of CMA: a page block, or a page block and no less than the largest buddy order. */
  readonly cmaUnit: 'largest-order' | 'pageblock';
  /** Whether one slot more than CONFIG_CMA_AREAS exists. */
  readonly extraCmaArea: boolean;
  /** Where a CMA area without an address is looked for first. */
  readonly cmaPlacement: 'top-down' | 'above-4-gib-by-memory' | 'above-4-gib-by-limit';
  /** Whether a default area that finds no slot is told of twice. */
  readonly cmaWithoutSlot: 'one-line' | 'two-lines';
  /** Whether CMA's "Reserved" line names the node. */
  readonly cmaReservedLine: 'plain' | 'with-node';
  /** A CMA area with pages in a memory section without memory (recorded 5.10 kernels warn and use it). */
  readonly cmaOutsideMemory: 'activated' | 'panics';
  /** How `cma=SIZE@BASE-LIMIT` and the architecture's limit meet. */
  readonly cmaLimit: 'lower' | 'command-line';
  /** Whether a full area is the end of the matter for dma_alloc_coherent() on arm64. */
  readonly arm64FullArea: 'final' | 'page-allocator';
  /** Whether one page is taken out of the default area too. */
  readonly singlePageFromArea: boolean;
  /** The errno in CMA's message where an area is full. */
  readonly cmaFullErrno: -12 | -16;
  /** Whether CMA's message of a failed allocation names the area. */
  readonly cmaFailureText: 'function' | 'function-and-area';
  /** The function that CMA's message of a failed allocation names. */
  readonly cmaFailureFunction: 'cma_alloc' | '__cma_alloc' | '__cma_alloc_frozen';
  /** Whether CMA lists an area's free pages after a failed allocation. */
  readonly cmaFreeList: 'debug-only' | 'always' | 'always-by-range';
  /** Who keeps the pages of an area that cannot be activated. */
  readonly unusableCmaPages: 'nobody' | 'page-allocator';
  /** Which CMA areas of memory nodes there can be. */
  readonly numaCma: 'none' | 'pernuma' | 'pernuma-and-numa' | 'numa-by-default';
  /** Whether there are CMA areas for gigantic pages (`hugetlb_cma=`), and whether one may have several ranges. */
  readonly hugetlbCma: 'none' | 'one-size' | 'size-by-node' | 'many-ranges';
  /** Whether 32-bit Arm's `vmalloc=` comes with the gap of 8 MiB below it, as the default does. */
  readonly armVmallocGap: 'by-default' | 'always';
  /** When 32-bit Arm maps the memory of CMA areas anew: once an area is set up, or whatever becomes of it. */
  readonly armEarlyFixup: 'after-cma' | 'before-cma';
  /** When arm64 places its default CMA area: before its page tables and what it needs besides, or after all that. */
  readonly arm64DefaultCma: 'first' | 'after-early-allocations';
  /** Where arm64's DMA zone ends: 4 GiB above memory's start, or what `dma-ranges` say, in whole bits or to the byte. */
  readonly zoneLimit: 'four-gib' | 'bits' | 'address';
  /** Whether `linux,usable-memory-range` may have a second range, and when it acts. */
  readonly usableMemoryRange: 'one-range' | 'two-ranges';
  /** How /proc/iomem shows `no-map` memory that ends within a page: without that page, or with all of it (recorded). */
  readonly partialPages: 'left-out' | 'shown';
  /** Whether a pool that cannot be made is told of in the log (spec 03 §2). */
  readonly failedPool: 'logged' | 'silent';
  /** Whether Kconfig's largest order is itself given out, or the first that is not. */
  readonly configuredOrder: 'first-refused' | 'largest';
  /** Which configuration makes a page block as large as a huge page (spec 01 §5.2). */
  readonly pageblock: 'hugetlb' | 'any-huge-page';
  /** Whether the kernel knows `restricted-dma-pool` at all. */
  readonly restrictedPools: boolean;
  /** Whether the queue and buffer managers of Freescale's DPAA are hooks, or drivers that look their regions up. */
  readonly dpaaRegions: 'hooks' | 'looked-up';
  /** `dma_supported()`'s idea of the last address. */
  readonly lastAddress: 'last-page' | 'last-byte';
  /** Which pools there are for allocations that must not sleep: one of 256 KiB, one a zone, or one a zone with memory. */
  readonly atomicPools: 'one' | 'by-zone' | 'by-populated-zone';
  /** What an allocation that must not sleep and finds nothing is told of with: that no pool suits, or that pools are empty. */
  readonly emptyPoolText: 'no-suitable-pool' | 'exhausted';
  /** Whether small kmalloc() memory is bounced for devices that are not coherent (arm64, riscv). */
  readonly kmallocBounce: boolean;
  /** A mapping that needs a bounce buffer where there is none. */
  readonly missingBounceBuffer: 'panics' | 'fails';
  /** How bounce slots are looked for: from a rounded index, aligned by index, or from the next index, aligned by address. */
  readonly bounceSearch: 'by-index' | 'by-address';
  /** Whether memory is copied into its bounce slots as it is mapped where only the device writes it. */
  readonly bounceCopyIn: 'as-directed' | 'always';
  /** Whose size decides how many bounce slots an unmap frees. */
  readonly bounceRelease: 'of-unmap' | 'of-map';
  /** What of a copy that leaves the mapping is looked at: nothing, its size, its start and size, or its size from there on. */
  readonly bounceOverrun: 'unchecked' | 'size' | 'start-and-size' | 'size-from-start';
  /** What a mapping that finds no bounce slots is answered with: the address of a spare buffer, or the error value. */
  readonly bounceFull: 'spare-buffer' | 'error';
  /** What dma_map_single() does with memory of the vmalloc area. */
  readonly mapsVmalloc: 'mapped' | 'rejected';
  /** Whether there are areas of a bounce pool, one a processor. */
  readonly bounceAreas: boolean;
  /** Whether dma_sync_*() is left out for coherent devices until something of theirs bounces. */
  readonly skipsSync: boolean;
  /** What __GFP_COMP does to a coherent allocation. */
  readonly compoundPages: 'accepted' | 'refused';
  /** What DMA_ATTR_REQUIRE_COHERENT does to mappings of a device that is not coherent. */
  readonly requireCoherent: 'ignored' | 'refused';
  /** Which pages have to be an area's for cma_release() to take a buffer: its first one, or all. */
  readonly cmaRelease: 'first-page' | 'all-pages';
  /** Which events ftrace has of the DMA API. */
  readonly dmaEvents: 'none' | 'dma' | 'dma-and-map-phys';
  /** Which events ftrace has of CMA. */
  readonly cmaEvents: 'alloc-and-release' | 'start-to-finish' | 'with-errno' | 'with-counts';
  /** Which devices behind an IOMMU get addresses below 4 GiB first. */
  readonly iovaBelow4GiB: 'pci' | 'pci-unless-forcedac' | 'pci-until-first-failure';
  /** Whether a search for an IOVA that fails begins once more at the top. */
  readonly iovaRetry: boolean;
  /** How many freed IOVAs a magazine of the range caches holds. */
  readonly iovaMagazine: 127 | 128;
  /** What the range caches do with full magazines: keep 32 of a size, or all, of which a worker frees one each 100 ms. */
  readonly iovaDepot: 'fixed' | 'trimmed';
  /** What becomes of a device whose stream at an SMMUv3 another device has: it shares the group, or has no IOMMU. */
  readonly duplicateStream: 'shares-group' | 'refused' | 'refused-with-device';
  /** Whether the boot says how IOMMUs forget what was unmapped: strict or lazy. */
  readonly invalidationLine: boolean;
  /** Whether `iommu-addresses` is heeded. */
  readonly iommuAddresses: boolean;
  /** What dma_alloc_noncoherent() is: dma_alloc_attrs() with an attribute (until 5.9), or dma_alloc_pages(). */
  readonly noncoherentCall: 'attribute' | 'pages';
  /** Whether there is pci_alloc_consistent() (until 5.17). */
  readonly pciConsistent: boolean;
  /** Whether a dma_pool has a list of free blocks for each page, or one (from 6.4 on). */
  readonly dmaPoolBlocks: 'by-page' | 'one-list';
  /** How dma-debug spells the kind of a scatter-gather mapping. */
  readonly debugSpelling: 'scather-gather' | 'scatter-gather';
  /** Whether dma-debug tells of mappings that share a cache line, or counts them only. */
  readonly debugOverlap: 'counted' | 'reported';
  /** Which kinds of mapping dma-debug tells apart: dma_alloc_pages() as a mapping, as its own, or all by CPU address as one. */
  readonly debugKinds: 'single-and-resource' | 'with-noncoherent' | 'physical';
  /** How dma-debug shows CPU addresses: as a page and an offset, or whole, with the cache line. */
  readonly debugAddresses: 'page-frames' | 'physical';
  /** Which devices of 32-bit Arm allocate by its own operations rather than by dma-direct. */
  readonly armOperations: 'all-devices' | 'non-coherent-devices';
  /** In which order 32-bit Arm's own operations try their ways, of which the first that applies is gone. */
  readonly armOrder:
    | 'simple-pool-built-cma'
    | 'simple-pool-remap-cma'
    | 'cma-simple-pool-remap'
    | 'cma-simple-remap-pool';
  /** When 32-bit Arm holds a coherent mask against memory: at each allocation, or when it is set, one page less strictly. */
  readonly armMaskCheck: 'at-allocation' | 'when-set';
  /** Whether arm64 has DMA operations of its own, or dma-direct. */
  readonly arm64Operations: 'own' | 'dma-direct';
  /** Which half of the kernel's addresses arm64 maps memory in. */
  readonly arm64LinearMap: 'upper-half' | 'lower-half';
  /** What a coherent mask of 0 meets in dma_alloc_attrs(). */
  readonly zeroMask: 'unchecked' | 'warned';
  /** Which bits a pool clears for a block that does not begin at a multiple of its size: within words, or all of it. */
  readonly poolRelease: 'by-word' | 'exact';
  /** How 32-bit Arm turns addresses into what devices see: by one offset, or by a map of windows (recorded). */
  readonly armDmaWindows: 'one-offset' | 'map';
  /** What dma_alloc_pages() does with pages of a CMA area in highmem. */
  readonly highmemPages: 'refused' | 'given-back';
  /** Who heeds `linux,dma-default`: 32-bit Arm, or kernels configured with one pool for all devices. */
  readonly dmaDefault: 'arm' | 'global-pool';
  /** Which properties decide whether a device is coherent (spec 05 §9). */
  readonly coherence: 'dma-coherent-only' | 'nearest-property';
  /** Whether riscv knows `mem=`. */
  readonly riscvMemoryLimit: boolean;
  /** When riscv scans reserved memory: after all of the early boot, or with its other reservations (spec 01 §1). */
  readonly riscvScan: 'after-unflatten' | 'in-setup-bootmem';
  /** How a coherent allocation from a restricted pool is aligned. */
  readonly restrictedAlignment: 'page' | 'size';
}
