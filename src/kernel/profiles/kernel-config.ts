import type { Behaviours } from './behaviours.ts';

/** The Kconfig facts that decide about reserved memory and DMA, worked out of a configuration. */
export interface KernelConfig {
  readonly pageSize: number;
  /** CONFIG_DMA_CMA: whether CMA areas and their hook exist. */
  readonly dmaCma: boolean;
  /** CONFIG_DMA_DECLARE_COHERENT: whether per-device pools exist. */
  readonly dmaDeclareCoherent: boolean;
  readonly dmaRestrictedPool: boolean;
  /** Whether DPAA's regions have hooks (CONFIG_FSL_DPAA, older kernels). */
  readonly dpaaHooks: boolean;
  readonly cmaAreas: number;
  /** CONFIG_CMA_ALIGNMENT: the largest order by which CMA aligns an allocation. */
  readonly cmaAlignmentOrder: number;
  readonly cmaSize: DefaultCmaSize;
  /** The largest order that the page allocator gives out. */
  readonly maxPageOrder: number;
  readonly pageblockOrder: number;
  readonly zoneDma: boolean;
  readonly zoneDma32: boolean;
}

/** How big Kconfig makes the default CMA area. */
export interface DefaultCmaSize {
  readonly select: 'mbytes' | 'percentage' | 'min' | 'max';
  readonly mbytes: number;
  readonly percentage: number;
}

/** A `.config`: symbols without `CONFIG_`, with their values; what is not set is not in it. */
export type KconfigSymbols = ReadonlyMap<string, string>;

/** Reads the text of a `.config`. Lines that are none of its forms are passed over. */
export function parseKconfig(text: string): KconfigSymbols {
  const symbols = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^CONFIG_(\w+)=(.*?)\r?$/.exec(line);
    const [, name, value] = match ?? [];
    if (name !== undefined && value !== undefined) symbols.set(name, value.replace(/^"(.*)"$/, '$1'));
  }
  return symbols;
}

/**
 * arm64's defconfig in the symbols that count. CMA_SIZE_MBYTES, DMA_RESTRICTED_POOL and NUMA stand in
 * arch/arm64/configs/defconfig; the others are what Kconfig makes of it.
 */
export const arm64Defconfig: KconfigSymbols = new Map([
  ['ARM64_4K_PAGES', 'y'],
  ['DMA_CMA', 'y'],
  ['DMA_DECLARE_COHERENT', 'y'],
  ['DMA_RESTRICTED_POOL', 'y'],
  ['CMA_SIZE_MBYTES', '32'],
  ['CMA_SIZE_SEL_MBYTES', 'y'],
  ['CMA_ALIGNMENT', '8'],
  ['NUMA', 'y'],
  ['HUGETLB_PAGE', 'y'],
  ['TRANSPARENT_HUGEPAGE', 'y'],
  ['ZONE_DMA', 'y'],
  ['ZONE_DMA32', 'y'],
  ['FSL_DPAA', 'y'],
]);

/** The order of a PMD's huge page, and the buddy allocator's default largest order, by page size. */
const arm64Orders: Readonly<Record<number, { readonly hugePage: number; readonly largest: number }>> = {
  4096: { hugePage: 9, largest: 10 },
  16384: { hugePage: 11, largest: 11 },
  65536: { hugePage: 13, largest: 13 },
};

/** Reads the facts of an arm64 configuration (spec 01 §5.2 for the page block, spec 06 §1 for the areas). */
export function arm64Config(symbols: KconfigSymbols, behaviours: Behaviours): KernelConfig {
  const isSet = (name: string): boolean => symbols.get(name) === 'y';
  const pageSize = isSet('ARM64_64K_PAGES') ? 65536 : isSet('ARM64_16K_PAGES') ? 16384 : 4096;
  const orders = arm64Orders[pageSize] ?? { hugePage: 9, largest: 10 };
  const excess = behaviours.configuredOrder === 'largest' ? 0 : 1;
  const older = numberOf(symbols, 'FORCE_MAX_ZONEORDER', orders.largest + excess);
  const maxPageOrder = numberOf(symbols, 'ARCH_FORCE_MAX_ORDER', older) - excess;
  const hasHugePages =
    isSet('HUGETLB_PAGE') || (behaviours.pageblock === 'any-huge-page' && isSet('TRANSPARENT_HUGEPAGE'));

  return Object.freeze({
    pageSize,
    dmaCma: isSet('DMA_CMA'),
    dmaDeclareCoherent: isSet('DMA_DECLARE_COHERENT'),
    dmaRestrictedPool: behaviours.restrictedPools && isSet('DMA_RESTRICTED_POOL'),
    dpaaHooks: behaviours.dpaaRegions === 'hooks' && isSet('FSL_DPAA'),
    cmaAreas: numberOf(symbols, 'CMA_AREAS', isSet('NUMA') ? 20 : 8),
    cmaAlignmentOrder: numberOf(symbols, 'CMA_ALIGNMENT', 8),
    cmaSize: Object.freeze({
      select: sizeSelection(isSet),
      mbytes: numberOf(symbols, 'CMA_SIZE_MBYTES', 16),
      percentage: numberOf(symbols, 'CMA_SIZE_PERCENTAGE', 10),
    }),
    maxPageOrder,
    pageblockOrder: hasHugePages ? Math.min(orders.hugePage, maxPageOrder) : maxPageOrder,
    zoneDma: isSet('ZONE_DMA'),
    zoneDma32: isSet('ZONE_DMA32'),
  });
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
