import type { BootContext } from './boot-context.ts';
import { dmaWindowsEnd } from './dma-limit.ts';
import type { Memblock } from './memblock.ts';
import { smaller } from './unsigned.ts';

/** The borders of the kernel's memory zones. Addresses are exclusive ends. */
export interface Zones {
  /** Last address that GFP_DMA promises (zone_dma_limit), inclusive. */
  readonly dmaLimit: bigint;
  /** End of the DMA zone: arm64_dma_phys_limit, which caps the default CMA area. */
  readonly dmaEnd: bigint;
  readonly dma32End: bigint;
  /** End of the memory that the kernel maps at all times; all ones but on 32-bit Arm, where highmem begins. */
  readonly lowEnd: bigint;
}

const largest32 = 0xffffffffn;
const allOnes = (1n << 64n) - 1n;

/** Of a kernel that did not get as far as that. */
export const noZones: Zones = Object.freeze({ dmaLimit: 0n, dmaEnd: 0n, dma32End: 0n, lowEnd: 0n });

/** zone_sizes_init() of arm64 (spec 01 §1). */
export function arm64Zones({
  memblock,
  model,
  profile,
}: Pick<BootContext, 'memblock' | 'model' | 'profile'>): Zones {
  const start = memblock.startOfDram();
  const last = memblock.endOfDram() - 1n;
  const end = (limit: bigint): bigint => smaller(limit, last) + 1n;
  const treeLimit = dmaWindowsEnd(model.tree);

  if (profile.behaviours.zoneLimit === 'address') {
    const lowest = start < largest32 ? largest32 : allOnes;
    const dmaLimit = smaller(treeLimit, lowest);
    return { dmaLimit, dmaEnd: end(dmaLimit), dma32End: end(lowest), lowEnd: allOnes };
  }

  if (profile.behaviours.zoneLimit === 'four-gib') {
    const dmaEnd = profile.config.zoneDma
      ? smaller((start & ~largest32) + largest32 + 1n, last + 1n)
      : last + 1n;
    return { dmaLimit: dmaEnd - 1n, dmaEnd, dma32End: dmaEnd, lowEnd: allOnes };
  }

  // Older kernels keep a number of bits: a zone whose mask lies below all memory is widened.
  const mask = smaller((1n << BigInt(treeLimit.toString(2).length)) - 1n, largest32);
  const widened = (limit: bigint): bigint => {
    if (start > largest32) return allOnes;
    return start > limit ? largest32 : limit;
  };
  return { dmaLimit: mask, dmaEnd: end(widened(mask)), dma32End: end(widened(largest32)), lowEnd: allOnes };
}

/**
 * zone_sizes_init() of 32-bit Arm: low memory is one zone, or two where the machine's DMA zone ends in it; highmem is another. The
 * limit that GFP_DMA is chosen by stays at its default of 24 bits, whatever the zone (spec 05 §9).
 */
export function armZones(memblock: Memblock, lowEnd: bigint, dmaZoneEnd: bigint = allOnes): Zones {
  const low = smaller(lowEnd, memblock.endOfDram());
  return { dmaLimit: 0xffffffn, dmaEnd: smaller(low, dmaZoneEnd), dma32End: low, lowEnd: low };
}

/** zone_sizes_init() of riscv: no DMA zone, and one below 4 GiB. */
export function riscvZones({ memblock }: Pick<BootContext, 'memblock'>): Zones {
  const dma32End = smaller(largest32 + 1n, memblock.endOfDram());
  return { dmaLimit: 0n, dmaEnd: 0n, dma32End, lowEnd: allOnes };
}

/** Which zone an address belongs to. */
export function zoneOf(zones: Zones, address: bigint): 'dma' | 'dma32' | 'normal' {
  if (address < zones.dmaEnd) return 'dma';
  return address < zones.dma32End ? 'dma32' : 'normal';
}
