import type { Architecture } from './architecture.ts';
import type { Behaviours } from './behaviours.ts';

/** The Kconfig facts that decide about reserved memory and DMA, worked out of a configuration. */
export interface KernelConfig {
  readonly pageSize: number;
  /** CONFIG_DMA_CMA: whether CMA areas and their hook exist. */
  readonly dmaCma: boolean;
  /** CONFIG_DMA_DECLARE_COHERENT: whether per-device pools exist. */
  readonly dmaDeclareCoherent: boolean;
  readonly dmaRestrictedPool: boolean;
  /** CONFIG_DMA_GLOBAL_POOL: one pool for all devices that are not coherent. */
  readonly dmaGlobalPool: boolean;
  /** CONFIG_DMA_DIRECT_REMAP: whether dma-direct maps memory anew for devices that are not coherent. */
  readonly dmaDirectRemap: boolean;
  /** CONFIG_DMA_API_DEBUG. */
  readonly dmaApiDebug: boolean;
  /** False: 32-bit Arm without memory management, which of the emulated chips is ARMv7-M. */
  readonly mmu: boolean;
  /** Whether DPAA's regions have hooks (CONFIG_FSL_DPAA, older kernels). */
  readonly dpaaHooks: boolean;
  /** CONFIG_TEGRA210_EMC_TABLE: whether Tegra210's tables of memory timings have a hook. No defconfig has it. */
  readonly tegra210EmcTable: boolean;
  readonly cmaAreas: number;
  /** How many ranges memblock's lists hold until it may enlarge them. */
  readonly memblockEntries: MemblockEntries;
  /** CONFIG_CMDLINE, and what becomes of the boot loader's command line beside it. */
  readonly cmdline: { readonly text: string; readonly use: 'if-none' | 'appended' | 'instead' };
  /** CONFIG_NUMA: whether memory nodes are told apart. */
  readonly numa: boolean;
  /** CONFIG_DMA_PERNUMA_CMA, later CONFIG_DMA_NUMA_CMA: whether memory nodes can have CMA areas. */
  readonly numaCma: boolean;
  /** CONFIG_CMA_SIZE_PERNUMA: whether several nodes get areas without being asked to. */
  readonly cmaSizePerNuma: boolean;
  /** CONFIG_DMA_BOUNCE_UNALIGNED_KMALLOC, which arm64 always has. */
  readonly bouncesKmalloc: boolean;
  /** CONFIG_SWIOTLB_DYNAMIC: whether bounce buffers grow. */
  readonly swiotlbDynamic: boolean;
  /** CONFIG_HUGETLB_PAGE: whether there can be areas for gigantic pages. */
  readonly hugetlb: boolean;
  /** CONFIG_CMA_ALIGNMENT: the largest order by which CMA aligns an allocation. */
  readonly cmaAlignmentOrder: number;
  readonly cmaSize: DefaultCmaSize;
  /** The largest order that the page allocator gives out. */
  readonly maxPageOrder: number;
  readonly pageblockOrder: number;
  readonly zoneDma: boolean;
  readonly zoneDma32: boolean;
  /** Whether memory that the kernel does not map at all times is used (32-bit Arm). */
  readonly highmem: boolean;
  /** False: `phys_addr_t` has 32 bits (32-bit Arm without LPAE). */
  readonly largePhysicalAddresses: boolean;
  /** Bits of arm64's virtual addresses; 0 elsewhere. */
  readonly virtualBits: number;
  /** SMP_CACHE_BYTES. */
  readonly cacheLineSize: number;
  /** 32-bit Arm's first kernel address; 0 elsewhere. */
  readonly pageOffset: bigint;
}

/** Entries of memblock's arrays as they are built in. */
export interface MemblockEntries {
  readonly memory: number;
  readonly reserved: number;
}

/** How big Kconfig makes the default CMA area. */
export interface DefaultCmaSize {
  readonly select: 'mbytes' | 'percentage' | 'min' | 'max';
  readonly mbytes: number;
  readonly percentage: number;
}

/** A `.config`: symbols without `CONFIG_`, with their values; what is not set is not in it. */
export type KconfigSymbols = ReadonlyMap<string, string>;

/** The order of a PMD's huge page, undefined where the architecture has none, and the buddy allocator's default largest order. */
interface PageOrders {
  readonly hugePage: number | undefined;
  readonly largest: number;
}

const arm64Orders: Readonly<Record<number, PageOrders>> = {
  4096: { hugePage: 9, largest: 10 },
  16384: { hugePage: 11, largest: 11 },
  65536: { hugePage: 13, largest: 13 },
};

/** Reads the facts of a configuration (spec 01 §5.2 for the page block, spec 06 §1 for the areas). */
export function kernelConfig(
  arch: Architecture,
  symbols: KconfigSymbols,
  behaviours: Behaviours,
): KernelConfig {
  const isSet = (name: string): boolean => symbols.get(name) === 'y';
  const pageSize = arch === 'arm64' ? arm64PageSize(isSet) : 4096;
  const orders = pageOrders(arch, pageSize, isSet);
  const excess = behaviours.configuredOrder === 'largest' ? 0 : 1;
  const older = numberOf(symbols, 'FORCE_MAX_ZONEORDER', orders.largest + excess);
  const maxPageOrder = numberOf(symbols, 'ARCH_FORCE_MAX_ORDER', older) - excess;
  const hasHugePages =
    isSet('HUGETLB_PAGE') || (behaviours.pageblock === 'any-huge-page' && isSet('TRANSPARENT_HUGEPAGE'));
  const hugePage = hasHugePages ? orders.hugePage : undefined;
  const largestBlock = Math.min(numberOf(symbols, 'PAGE_BLOCK_MAX_ORDER', maxPageOrder), maxPageOrder);

  return Object.freeze({
    pageSize,
    dmaCma: isSet('DMA_CMA'),
    // Until 5.1 architectures said so themselves.
    dmaDeclareCoherent: isSet('DMA_DECLARE_COHERENT') || isSet('HAVE_GENERIC_DMA_COHERENT'),
    dmaRestrictedPool: behaviours.restrictedPools && isSet('DMA_RESTRICTED_POOL'),
    dmaGlobalPool: isSet('DMA_GLOBAL_POOL'),
    dmaDirectRemap: arch === 'arm64' || isSet('DMA_DIRECT_REMAP'),
    dmaApiDebug: isSet('DMA_API_DEBUG'),
    mmu: !isSet('CPU_V7M'),
    tegra210EmcTable: isSet('TEGRA210_EMC_TABLE'),
    dpaaHooks: behaviours.dpaaRegions === 'hooks' && isSet('FSL_DPAA'),
    cmaAreas: numberOf(symbols, 'CMA_AREAS', (isSet('NUMA') ? 20 : 8) - (behaviours.extraCmaArea ? 1 : 0)),
    memblockEntries: memblockEntries(arch, symbols, behaviours),
    cmdline: Object.freeze({ text: symbols.get('CMDLINE') ?? '', use: cmdlineUse(isSet) }),
    numa: isSet('NUMA'),
    numaCma: isSet('NUMA') && isSet(behaviours.numaCma === 'pernuma' ? 'DMA_PERNUMA_CMA' : 'DMA_NUMA_CMA'),
    cmaSizePerNuma: isSet('CMA_SIZE_PERNUMA'),
    bouncesKmalloc: behaviours.kmallocBounce && (arch === 'arm64' || isSet('DMA_BOUNCE_UNALIGNED_KMALLOC')),
    swiotlbDynamic: isSet('SWIOTLB_DYNAMIC'),
    hugetlb: isSet('HUGETLB_PAGE'),
    cmaAlignmentOrder: numberOf(symbols, 'CMA_ALIGNMENT', 8),
    cmaSize: Object.freeze({
      select: sizeSelection(isSet),
      mbytes: numberOf(symbols, 'CMA_SIZE_MBYTES', 16),
      percentage: numberOf(symbols, 'CMA_SIZE_PERCENTAGE', 10),
    }),
    maxPageOrder,
    pageblockOrder: pageblockOrder(hugePage, largestBlock, behaviours),
    zoneDma: isSet('ZONE_DMA'),
    zoneDma32: isSet('ZONE_DMA32'),
    highmem: isSet('HIGHMEM'),
    largePhysicalAddresses: arch !== 'arm' || isSet('ARM_LPAE'),
    virtualBits: arch === 'arm64' ? numberOf(symbols, 'ARM64_VA_BITS', 48) : 0,
    cacheLineSize: cacheLineSize(arch, symbols, behaviours),
    pageOffset: arch === 'arm' ? pageOffset(symbols) : 0n,
  });
}

/** The oldest kernels let a huge page be a block even where the page allocator gives out none of that size. */
function pageblockOrder(hugePage: number | undefined, largest: number, { cmaUnit }: Behaviours): number {
  if (hugePage === undefined) return largest;
  return cmaUnit === 'largest-order' ? hugePage : Math.min(hugePage, largest);
}

/** INIT_MEMBLOCK_MEMORY_REGIONS, INIT_MEMBLOCK_RESERVED_REGIONS (arch/arm64/include/asm/memory.h). */
function memblockEntries(
  arch: Architecture,
  symbols: KconfigSymbols,
  { memblockMemory, memblockReserved }: Behaviours,
): MemblockEntries {
  const usual = 128;
  if (arch !== 'arm64' || symbols.get('EFI') !== 'y') return { memory: usual, reserved: usual };

  const hasRedistributors = memblockReserved === 'with-processors' && symbols.get('ARM_GIC_V3_ITS') === 'y';
  return {
    memory: memblockMemory === 'more-with-efi' ? 1024 : usual,
    reserved: hasRedistributors ? usual + numberOf(symbols, 'NR_CPUS', 256) + 1 : usual,
  };
}

function arm64PageSize(isSet: (name: string) => boolean): number {
  if (isSet('ARM64_64K_PAGES')) return 65536;
  return isSet('ARM64_16K_PAGES') ? 16384 : 4096;
}

function pageOrders(arch: Architecture, pageSize: number, isSet: (name: string) => boolean): PageOrders {
  if (arch === 'arm64') return arm64Orders[pageSize] ?? { hugePage: 9, largest: 10 };
  if (arch === 'riscv') return { hugePage: 9, largest: 10 };

  // The one 32-bit Arm chip whose drivers need more raises the order for a kernel of all chips (arch/arm/Kconfig).
  const largest = isSet('SOC_AM33XX') ? 11 : 10;
  return { hugePage: isSet('ARM_LPAE') ? 9 : undefined, largest };
}

/** Kernels for ARMv6 and older have lines of 32 bytes. */
function cacheLineSize(arch: Architecture, symbols: KconfigSymbols, behaviours: Behaviours): number {
  if (arch === 'arm64') return behaviours.arm64CacheLine;
  return arch === 'arm' ? 2 ** numberOf(symbols, 'ARM_L1_CACHE_SHIFT', 6) : 64;
}

/** 32-bit Arm's split between user space and kernel. */
function pageOffset(symbols: KconfigSymbols): bigint {
  const given = symbols.get('PAGE_OFFSET');
  if (given !== undefined && /^0x[0-9a-fA-F]{1,8}$/.test(given)) return BigInt(given);
  if (symbols.get('VMSPLIT_1G') === 'y') return 0x40000000n;
  if (symbols.get('VMSPLIT_2G') === 'y') return 0x80000000n;
  return symbols.get('VMSPLIT_3G_OPT') === 'y' ? 0xb0000000n : 0xc0000000n;
}

function cmdlineUse(isSet: (name: string) => boolean): KernelConfig['cmdline']['use'] {
  if (isSet('CMDLINE_EXTEND')) return 'appended';
  return isSet('CMDLINE_FORCE') ? 'instead' : 'if-none';
}

function sizeSelection(isSet: (name: string) => boolean): DefaultCmaSize['select'] {
  if (isSet('CMA_SIZE_SEL_PERCENTAGE')) return 'percentage';
  if (isSet('CMA_SIZE_SEL_MIN')) return 'min';
  return isSet('CMA_SIZE_SEL_MAX') ? 'max' : 'mbytes';
}

function numberOf(symbols: KconfigSymbols, name: string, missing: number): number {
  const value = Number(symbols.get(name) ?? missing);
  return Number.isSafeInteger(value) && value >= 0 ? value : missing;
}
