import type { BootContext } from './boot-context.ts';
import { dmaWindowsEnd } from './dma-limit.ts';

/** The borders of the kernel's memory zones. Addresses are exclusive ends. */
export interface Zones {
  /** Last address that GFP_DMA promises (zone_dma_limit), inclusive. */
  readonly dmaLimit: bigint;
  /** End of the DMA zone: arm64_dma_phys_limit, which caps the default CMA area. */
  readonly dmaEnd: bigint;
  readonly dma32End: bigint;
}

const largest32 = 0xffffffffn;

/** zone_sizes_init() of arm64 (spec 01 §1), for kernels that keep the limit as an address. */
export function zonesOf({ memblock, model }: Pick<BootContext, 'memblock' | 'model'>): Zones {
  const startsLow = memblock.startOfDram() < largest32;
  const treeLimit = dmaWindowsEnd(model.tree.root);
  const dmaLimit = startsLow && treeLimit > largest32 ? largest32 : treeLimit;
  const last = memblock.endOfDram() - 1n;
  const low = (limit: bigint): bigint => (limit < last ? limit : last) + 1n;
  return { dmaLimit, dmaEnd: low(dmaLimit), dma32End: low(startsLow ? largest32 : (1n << 64n) - 1n) };
}

/** Which zone an address belongs to. */
export function zoneOf(zones: Zones, address: bigint): 'dma' | 'dma32' | 'normal' {
  if (address < zones.dmaEnd) return 'dma';
  return address < zones.dma32End ? 'dma32' : 'normal';
}
