import type { Cause } from '../project/find-causes.ts';

/** What a behaviour is about, and how a kernel with each of its values does it: a sentence begins with the one and goes on with the other. */
export interface BehaviourSentence {
  readonly subject: string;
  readonly does: Readonly<Record<string, string>>;
}

const yesNo = { yes: 'is printed', no: 'is not printed' } as const;

/** Of the behaviours that a boot can show; the others are of the DMA API and of ftrace. */
export const behaviourSentences: Readonly<Record<string, BehaviourSentence>> = Object.freeze({
  memblockReserved: {
    subject: 'Until all regions are scanned, memblock has room for',
    does: {
      fixed: '128 reserved ranges',
      'with-processors': '128 reserved ranges, on arm64 with EFI and an ITS one more a processor',
    },
  },
  memblockMemory: {
    subject: 'Until all regions are scanned, memblock has room for',
    does: {
      fixed: '128 ranges of memory',
      'more-with-efi': '128 ranges of memory, or 1024 on arm64 with EFI',
    },
  },
  memblockFull: {
    subject: 'One range more than memblock has room for',
    does: { refuses: 'is refused', panics: 'is a panic' },
  },
  dynamicRefused: {
    subject: 'A dynamic region that memblock has no room for',
    does: { placed: 'counts as placed, in memory that is not reserved', fails: 'fails' },
  },
  riscvMemoryLimit: {
    subject: 'On riscv `mem=`',
    does: { yes: 'limits memory', no: 'is not known' },
  },
  arm64DefaultCma: {
    subject: 'On arm64 the default CMA area is placed',
    does: {
      first: "before the kernel's page tables",
      'after-early-allocations': "after the kernel's page tables and `struct page`",
    },
  },
  memoryNodes: {
    subject: 'A node with `device_type = "memory"` is memory',
    does: { 'any-depth': 'at any depth', 'root-children': 'below the root only, where it is enabled' },
  },
  partialMemoryEntry: {
    subject: "A memory node's partial last entry",
    does: { ignored: 'is ignored', 'property-ignored': 'makes all of its `reg` ignored' },
  },
  memreserves: {
    subject: '`/memreserve/` entries are reserved',
    does: { 'before-regions': 'before the regions', 'after-regions': 'after the regions' },
  },
  regionNodes: {
    subject: 'Regions are',
    does: {
      descendants: 'all nodes below /reserved-memory',
      children: 'the children of /reserved-memory only',
    },
  },
  noMapOnReserved: {
    subject: 'A static `no-map` region',
    does: {
      allowed: 'may lie on what is reserved',
      busy: 'fails on anything reserved',
      'busy-in-memory': 'fails on what is both reserved and memory',
    },
  },
  staticNoMap: {
    subject: 'The memory of a static `no-map` region',
    does: { removed: 'is taken out of memory', marked: 'stays memory, marked as not mapped' },
  },
  dynamicNoMap: {
    subject: 'The memory of a dynamic `no-map` region',
    does: {
      'reserved-and-removed': 'is reserved and taken out of memory',
      removed: 'is taken out of memory',
      marked: 'stays memory, marked as not mapped',
    },
  },
  dynamicLowerBound: {
    subject: 'The lower end of a range of `alloc-ranges` counts',
    does: { 'after-search': 'only once a place is found', 'in-search': 'while a place is searched' },
  },
  arm64CacheLine: {
    subject: 'A dynamic region without `alignment` begins at a multiple of',
    does: { '64': '64 bytes', '128': '128 bytes' },
  },
  dynamicOrder: {
    subject: 'Dynamic regions are placed',
    does: {
      'after-sort': 'in the order that sorting all regions leaves',
      document: 'in the order of the tree',
    },
  },
  staticSetup: {
    subject: 'Static regions are handed to their drivers',
    does: {
      'early-scan': 'at once, and count in the table of the early scan',
      'late-pass': 'after the dynamic ones, in a later pass',
    },
  },
  searchDirection: {
    subject: 'A range of `alloc-ranges` is searched',
    does: {
      'top-down': 'from the top down',
      'towards-neighbour': 'upwards where it begins at another region, else down',
    },
  },
  extraEntries: {
    subject: 'Entries of `reg` after the first',
    does: {
      reserved: 'are reserved',
      'reserved-with-warning': 'are reserved, with a warning',
      ignored: 'are left to the kernel',
    },
  },
  malformedReg: {
    subject: 'A `reg` of a wrong length',
    does: { 'drops-region': 'drops the region with a message', absent: 'counts as none' },
  },
  emptyReg: {
    subject: 'An empty `reg`',
    does: { skipped: 'is passed over', 'read-past-end': 'is read past its end' },
  },
  zeroSizeReg: {
    subject: 'A region of size 0',
    does: { recorded: 'is entered into the table', 'not-recorded': 'is not entered into the table' },
  },
  malformedAllocRanges: {
    subject: 'An `alloc-ranges` of a wrong length',
    does: { 'drops-region': 'drops the region', absent: 'counts as none' },
  },
  hookInterface: {
    subject: 'A driver of regions is asked',
    does: { function: 'once a region is reserved', operations: 'before a region is reserved, too' },
  },
  nextHookAfter: {
    subject: 'The next driver of a region is tried',
    does: { 'any-error': 'after any error', 'no-device': 'only after -ENODEV' },
  },
  hookRefusal: {
    subject: "A driver's answer to a region that is not its kind",
    does: { error: 'is an error', 'no-device': 'is "not mine" (-ENODEV)' },
  },
  failedRegion: {
    subject: 'A region whose driver failed',
    does: { kept: 'stays in the table', dropped: 'leaves the table' },
  },
  failedMemory: {
    subject: 'The memory of a region whose driver failed',
    does: {
      kept: 'stays reserved',
      'added-back': 'is given back to the kernel',
      'flag-cleared': 'is given back, a `no-map` one by clearing its mark',
    },
  },
  defaultBesideParameter: {
    subject: 'A `linux,cma-default` region beside `cma=`',
    does: {
      'stays-reserved': 'stays reserved for nobody',
      freed: 'is given back',
      'never-reserved': 'is never reserved',
    },
  },
  summaryLine: { subject: 'A line with the range of each region', does: yesNo },
  failedReserveLevel: {
    subject: '"failed to reserve memory" is printed',
    does: { info: 'at level info', error: 'as an error', warning: 'as a warning' },
  },
  scanPrefix: {
    subject: 'Messages of the early scan begin with',
    does: { 'OF: fdt:': '"OF: fdt:"', 'OF: reserved mem:': '"OF: reserved mem:"' },
  },
  failedAllocationText: {
    subject: '"failed to allocate memory" names',
    does: { name: 'the region', 'name-and-size': 'the region and its size' },
  },
  sort: {
    subject: 'Regions that begin alike come out of sorting',
    does: {
      'sift-down': 'as the sort of 5.1 and before leaves them',
      'single-extraction': 'as the sort of 5.2 to 6.8 leaves them',
      'double-extraction': 'as the sort since 6.9 leaves them',
      'node-order': 'in the order of their nodes',
    },
  },
  tableLimit: {
    subject: 'The table of regions counts',
    does: { 'all-regions': 'all regions', 'dynamic-regions': 'dynamic regions only' },
  },
  tableSize: { subject: 'The table of regions has', does: { '32': '32 entries', '64': '64 entries' } },
  tableFullText: {
    subject: 'A full table is told of',
    does: {
      'not enough space all defined regions.': 'as "not enough space all defined regions"',
      'not enough space for all defined regions.': 'as "not enough space for all defined regions"',
    },
  },
  regionLookup: {
    subject: "A device's region is looked up",
    does: { phandle: 'by its phandle', name: 'by its name' },
  },
  disabledTarget: {
    subject: 'A device that names a disabled region',
    does: { invalid: 'gets -EINVAL', 'nothing-assigned': 'is told that all is well' },
  },
  secondPool: {
    subject: "A device's second coherent pool",
    does: { ignored: 'is passed over in silence', busy: 'gets -EBUSY' },
  },
  poolBeyondMask: {
    subject: "A pool beyond the device's mask",
    does: { silent: 'is not warned of', warned: 'is warned of' },
  },
  cmaUnit: {
    subject: 'CMA areas are aligned to',
    does: {
      'largest-order': 'the larger of a page block and the largest buddy order',
      pageblock: 'a page block',
    },
  },
  extraCmaArea: {
    subject: 'One CMA area more than CONFIG_CMA_AREAS',
    does: { yes: 'is possible', no: 'is not possible' },
  },
  cmaPlacement: {
    subject: 'A CMA area without an address is looked for',
    does: {
      'top-down': 'from the top down',
      'above-4-gib-by-memory': 'upwards from 4 GiB first, where memory reaches beyond',
      'above-4-gib-by-limit': 'upwards from 4 GiB first, where its limit lies beyond',
    },
  },
  cmaWithoutSlot: {
    subject: 'A default CMA area without a slot is told of',
    does: { 'one-line': 'once', 'two-lines': 'twice' },
  },
  cmaReservedLine: {
    subject: 'CMA\'s "Reserved" line',
    does: { plain: 'does not name the node', 'with-node': 'names the node' },
  },
  cmaOutsideMemory: {
    subject: 'A CMA area outside of memory',
    does: { activated: 'is used, with a warning', panics: 'makes the kernel panic' },
  },
  cmaLimit: {
    subject: 'Of the limit of `cma=` and that of the architecture',
    does: { lower: 'the lower one counts', 'command-line': 'that of `cma=` counts' },
  },
  zoneLimit: {
    subject: "arm64's DMA zone ends",
    does: {
      'four-gib': "4 GiB above memory's start",
      bits: 'where `dma-ranges` say, in whole bits',
      address: 'where `dma-ranges` say, to the byte',
    },
  },
  usableMemoryRange: {
    subject: '`linux,usable-memory-range` has',
    does: { 'one-range': 'one range', 'two-ranges': 'up to two ranges' },
  },
  failedPool: {
    subject: 'A pool that cannot be made',
    does: { logged: 'is told of in the log', silent: 'is not told of' },
  },
  configuredOrder: {
    subject: "Kconfig's largest order is",
    does: { 'first-refused': 'the first that is refused', largest: 'the largest that is given out' },
  },
  pageblock: {
    subject: 'A page block is as large as a huge page',
    does: { hugetlb: 'with CONFIG_HUGETLB_PAGE', 'any-huge-page': 'with huge pages of any kind' },
  },
  restrictedPools: {
    subject: '`restricted-dma-pool`',
    does: { yes: 'is known', no: 'is not known' },
  },
  dpaaRegions: {
    subject: "Regions of Freescale's DPAA",
    does: { hooks: 'are taken by hooks', 'looked-up': 'are looked up by their drivers' },
  },
  armVmallocGap: {
    subject: "The gap of 8 MiB below 32-bit Arm's vmalloc area is kept",
    does: { 'by-default': 'where there is no `vmalloc=`', always: 'always' },
  },
  armEarlyFixup: {
    subject: '32-bit Arm maps the memory of CMA areas anew',
    does: { 'after-cma': 'once an area is set up', 'before-cma': 'whatever becomes of it' },
  },
  riscvScan: {
    subject: 'riscv scans reserved memory',
    does: { 'after-unflatten': 'after all of the early boot', 'in-setup-bootmem': 'in setup_bootmem()' },
  },
});

/** A behaviour that differs, and what kernels with each of its two values do, in the words of its sentence where it has one. */
export function behaviourWords({ behaviour, about, from, to }: Cause): {
  readonly subject: string;
  readonly from: string;
  readonly to: string;
} {
  const sentence = behaviourSentences[behaviour];
  return {
    subject: sentence?.subject ?? about.replace(/\.$/, ':'),
    from: sentence?.does[from] ?? from,
    to: sentence?.does[to] ?? to,
  };
}
