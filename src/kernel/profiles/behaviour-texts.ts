// Written by test/kernel/behaviour-texts.test.ts out of the comments in behaviours.ts (vitest -u writes it anew).

/** What each behaviour is about, by its name. */
export const behaviourTexts: Readonly<Record<string, string>> = Object.freeze({
  memblockReserved:
    'How many reserved ranges memblock has room for while regions are scanned: 128, on arm64 with an entry a processor more.',
  memblockMemory:
    'How many ranges of memory memblock has room for while regions are scanned: 128, or 1024 on arm64 with EFI.',
  memblockFull:
    'What memblock does where it has no room for one more range and may not take memory for a larger array yet.',
  dynamicRefused:
    'Whether a dynamic region for which memblock has no room counts as placed where it was found, in memory that is not taken.',
  memoryNodes:
    'Which nodes with `device_type = "memory"` are memory; `root-children` also asks for their `status`.',
  partialMemoryEntry: "What a memory node's trailing partial entry does.",
  memreserves: 'When `/memreserve/` entries are reserved.',
  regionNodes: 'Which nodes below /reserved-memory are regions.',
  noMapOnReserved:
    'When a static `no-map` region fails: never, over anything reserved, or only where it is memory as well.',
  staticNoMap: "What becomes of a static `no-map` region's memory.",
  dynamicNoMap: "What becomes of a dynamic `no-map` region's memory.",
  dynamicLowerBound:
    'When the lower end of a range of `alloc-ranges` counts: while searching, or only for what the search has found.',
  arm64CacheLine:
    'Where a dynamic region without `alignment` begins on arm64: at multiples of SMP_CACHE_BYTES.',
  dynamicOrder: 'In which order dynamic regions are placed.',
  searchDirection: 'Which way a range of `alloc-ranges` is searched.',
  extraEntries: 'Entries of `reg` after the first.',
  malformedReg: 'A `reg` whose length does not fit.',
  emptyReg: 'A `reg` without any byte: skipped, or read past its end into the blob.',
  zeroSizeReg: 'A `reg` of size 0.',
  malformedAllocRanges: 'An `alloc-ranges` whose length does not fit.',
  staticSetup: 'When static regions are handed to their hooks.',
  hookInterface:
    'What a driver gives to RESERVEDMEM_OF_DECLARE: a function, or a set of operations of which setting up is one.',
  nextHookAfter: 'Which errors of a hook let the next one try.',
  failedRegion: 'Whether an entry whose hook failed stays in the table.',
  failedMemory:
    "What becomes of the memory of a region whose hook failed: kept, or freed, and a `no-map` one's added back or unmarked.",
  hookRefusal: 'What a hook says to a region that is not its kind: an error, or "not mine".',
  defaultBesideParameter:
    'A `linux,cma-default` region where the command line has `cma=`: memory that nobody uses, given back, or never taken.',
  summaryLine: 'Whether each region gets a line with its range.',
  failedReserveLevel: 'Level of `failed to reserve memory`.',
  scanPrefix: "What stands before the early scan's lines.",
  failedAllocationText: 'Whether `failed to allocate memory` tells the size.',
  sort: 'What regions are sorted by before the overlap check, and how equal ones come out; `sift-down` goes by the base alone.',
  tableLimit: 'How many nodes the table takes: all kinds, or dynamic ones only.',
  tableSize: 'Entries of the table of regions (MAX_RESERVED_REGIONS).',
  tableFullText: 'The words for a full table.',
  regionLookup: "How a device's phandle leads to an entry of the table.",
  disabledTarget: 'What a device gets that names a disabled region: -EINVAL, or success without a region.',
  release: "Which of a device's regions of_reserved_mem_device_release() lets go.",
  secondPool: "What a device's second coherent pool gets.",
  poolBeyondMask: "Whether a pool above the device's mask is warned of.",
  declareCoherent:
    'What dma_declare_coherent_memory() takes: flags that it also answers with (up to 4.13), DMA_MEMORY_EXCLUSIVE alone, or none.',
  poolExclusive:
    'Whether other allocators may be asked where a pool is full: as its flag says (pools of the tree: never), or never.',
  poolSizeType:
    "In which type a pool's size in bytes is worked out: with `int`, a pool of 2 GiB or more answers no request.",
  poolHandle:
    'The DMA address of a pool of the tree: its base as it stands there, or what `dma-ranges` make of it.',
  poolMmap: 'Whether less than a page of a pool can be mapped to user space (up to 4.13 it could not).',
  zeroSizeFromPool: '`dma_alloc_coherent(0)` from a pool, 64 bit.',
  cmaUnit: 'The unit of CMA: a page block, or a page block and no less than the largest buddy order.',
  extraCmaArea: 'Whether one slot more than CONFIG_CMA_AREAS exists.',
  cmaPlacement: 'Where a CMA area without an address is looked for first.',
  cmaWithoutSlot: 'Whether a default area that finds no slot is told of twice.',
  cmaReservedLine: 'Whether CMA\'s "Reserved" line names the node.',
  cmaOutsideMemory:
    'A CMA area with pages in a memory section without memory (recorded 5.10 kernels warn and use it).',
  cmaLimit: "How `cma=SIZE@BASE-LIMIT` and the architecture's limit meet.",
  arm64FullArea: 'Whether a full area is the end of the matter for dma_alloc_coherent() on arm64.',
  singlePageFromArea: 'Whether one page is taken out of the default area too.',
  cmaFullErrno: "The errno in CMA's message where an area is full.",
  cmaFailureText: "Whether CMA's message of a failed allocation names the area.",
  cmaFailureFunction: "The function that CMA's message of a failed allocation names.",
  cmaFreeList: "Whether CMA lists an area's free pages after a failed allocation.",
  unusableCmaPages: 'Who keeps the pages of an area that cannot be activated.',
  numaCma: 'Which CMA areas of memory nodes there can be.',
  hugetlbCma:
    'Whether there are CMA areas for gigantic pages (`hugetlb_cma=`), and whether one may have several ranges.',
  armVmallocGap: "Whether 32-bit Arm's `vmalloc=` comes with the gap of 8 MiB below it, as the default does.",
  armEarlyFixup:
    'When 32-bit Arm maps the memory of CMA areas anew: once an area is set up, or whatever becomes of it.',
  arm64DefaultCma:
    'When arm64 places its default CMA area: before its page tables and what it needs besides, or after all that.',
  zoneLimit:
    "Where arm64's DMA zone ends: 4 GiB above memory's start, or what `dma-ranges` say, in whole bits or to the byte.",
  usableMemoryRange: 'Whether `linux,usable-memory-range` may have a second range, and when it acts.',
  partialPages:
    'How /proc/iomem shows `no-map` memory that ends within a page: without that page, or with all of it (recorded).',
  failedPool: 'Whether a pool that cannot be made is told of in the log.',
  configuredOrder: "Whether Kconfig's largest order is itself given out, or the first that is not.",
  pageblock: 'Which configuration makes a page block as large as a huge page.',
  restrictedPools: 'Whether the kernel knows `restricted-dma-pool` at all.',
  dpaaRegions:
    "Whether the queue and buffer managers of Freescale's DPAA are hooks, or drivers that look their regions up.",
  lastAddress: "`dma_supported()`'s idea of the last address.",
  atomicPools:
    'Which pools there are for allocations that must not sleep: one of 256 KiB, one a zone, or one a zone with memory.',
  emptyPoolText:
    'What an allocation that must not sleep and finds nothing is told of with: that no pool suits, or that pools are empty.',
  kmallocBounce:
    'Whether small kmalloc() memory is bounced for devices that are not coherent (arm64, riscv).',
  missingBounceBuffer: 'A mapping that needs a bounce buffer where there is none.',
  bounceSearch:
    'How bounce slots are looked for: from a rounded index, aligned by index, or from the next index, aligned by address.',
  bounceCopyIn:
    'Whether memory is copied into its bounce slots as it is mapped where only the device writes it.',
  bounceRelease: 'Whose size decides how many bounce slots an unmap frees.',
  bounceOverrun:
    'What of a copy that leaves the mapping is looked at: nothing, its size, its start and size, or its size from there on.',
  bounceFull:
    'What a mapping that finds no bounce slots is answered with: the address of a spare buffer, or the error value.',
  mapsVmalloc: 'What dma_map_single() does with memory of the vmalloc area.',
  bounceAreas: 'Whether there are areas of a bounce pool, one a processor.',
  skipsSync: 'Whether dma_sync_*() is left out for coherent devices until something of theirs bounces.',
  compoundPages: 'What __GFP_COMP does to a coherent allocation.',
  requireCoherent: 'What DMA_ATTR_REQUIRE_COHERENT does to mappings of a device that is not coherent.',
  cmaRelease: "Which pages have to be an area's for cma_release() to take a buffer: its first one, or all.",
  dmaEvents: 'Which events ftrace has of the DMA API.',
  cmaEvents: 'Which events ftrace has of CMA.',
  iovaBelow4GiB: 'Which devices behind an IOMMU get addresses below 4 GiB first.',
  iovaRetry: 'Whether a search for an IOVA that fails begins once more at the top.',
  iovaMagazine: 'How many freed IOVAs a magazine of the range caches holds.',
  iovaDepot:
    'What the range caches do with full magazines: keep 32 of a size, or all, of which a worker frees one each 100 ms.',
  duplicateStream:
    'What becomes of a device whose stream at an SMMUv3 another device has: it shares the group, or has no IOMMU.',
  invalidationLine: 'Whether the boot says how IOMMUs forget what was unmapped: strict or lazy.',
  iommuAddresses: 'Whether `iommu-addresses` is heeded.',
  noncoherentCall:
    'What dma_alloc_noncoherent() is: dma_alloc_attrs() with an attribute (until 5.9), or dma_alloc_pages().',
  pciConsistent: 'Whether there is pci_alloc_consistent() (until 5.17).',
  dmaPoolBlocks: 'Whether a dma_pool has a list of free blocks for each page, or one (from 6.4 on).',
  debugSpelling: 'How dma-debug spells the kind of a scatter-gather mapping.',
  debugOverlap: 'Whether dma-debug tells of mappings that share a cache line, or counts them only.',
  debugKinds:
    'Which kinds of mapping dma-debug tells apart: dma_alloc_pages() as a mapping, as its own, or all by CPU address as one.',
  debugAddresses:
    'How dma-debug shows CPU addresses: as a page and an offset, or whole, with the cache line.',
  armOperations: 'Which devices of 32-bit Arm allocate by its own operations rather than by dma-direct.',
  armOrder:
    "In which order 32-bit Arm's own operations try their ways, of which the first that applies is gone.",
  armMaskCheck:
    'When 32-bit Arm holds a coherent mask against memory: at each allocation, or when it is set, one page less strictly.',
  arm64Operations: 'Whether arm64 has DMA operations of its own, or dma-direct.',
  arm64LinearMap: "Which half of the kernel's addresses arm64 maps memory in.",
  zeroMask: 'What a coherent mask of 0 meets in dma_alloc_attrs().',
  poolRelease:
    'Which bits a pool clears for a block that does not begin at a multiple of its size: within words, or all of it.',
  armDmaWindows:
    'How 32-bit Arm turns addresses into what devices see: by one offset, or by a map of windows (recorded).',
  highmemPages: 'What dma_alloc_pages() does with pages of a CMA area in highmem.',
  dmaDefault:
    'Who heeds `linux,dma-default`: 32-bit Arm, or kernels configured with one pool for all devices.',
  coherence: 'Which properties decide whether a device is coherent.',
  riscvMemoryLimit: 'Whether riscv knows `mem=`.',
  riscvScan: 'When riscv scans reserved memory: after all of the early boot, or with its other reservations.',
  restrictedAlignment: 'How a coherent allocation from a restricted pool is aligned.',
});
