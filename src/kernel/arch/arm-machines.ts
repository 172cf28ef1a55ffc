import type { Node } from '../../devicetree/tree.ts';
import type { KernelConfig } from '../profiles/kernel-config.ts';
import { isCompatible } from '../reserved/compatible.ts';

/** A machine description of 32-bit Arm that limits its DMA zone (struct machine_desc). */
interface DmaZone {
  /** Of the root node: one is enough. */
  readonly compatible: readonly string[];
  /** dma_zone_size: bytes from the start of memory. */
  readonly size: bigint;
  /** Whether only kernels with large physical addresses have it. */
  readonly needsLpae: boolean;
}

const mebibyte = 1n << 20n;
const gibibyte = 1n << 30n;

/** Out of arch/arm/mach-*: bcm/bcm2711.c, keystone/keystone.c, omap2/board-generic.c, highbank/highbank.c, and so on. */
const dmaZones: readonly DmaZone[] = [
  { compatible: ['brcm,bcm2711'], size: gibibyte, needsLpae: false },
  {
    compatible: ['ti,k2hk', 'ti,k2e', 'ti,k2l', 'ti,k2g', 'ti,keystone'],
    size: 2n * gibibyte,
    needsLpae: true,
  },
  { compatible: ['ti,omap5432', 'ti,omap5430', 'ti,omap5'], size: 2n * gibibyte, needsLpae: true },
  { compatible: ['calxeda,highbank', 'calxeda,ecx-2000'], size: 4n * gibibyte, needsLpae: true },
  {
    compatible: ['arm,realview-eb', 'arm,realview-pb1176', 'arm,realview-pba8', 'arm,realview-pbx'],
    size: 256n * mebibyte,
    needsLpae: false,
  },
  { compatible: ['sirf,prima2'], size: 256n * mebibyte, needsLpae: false },
];

/** Bytes of a machine's DMA zone; undefined: all of low memory, as on most. */
export function dmaZoneSize(root: Node, config: KernelConfig): bigint | undefined {
  if (!config.zoneDma) return undefined;
  const zone = dmaZones.find(({ compatible }) => compatible.some((one) => isCompatible(root, one)));
  if (zone === undefined || (zone.needsLpae && !config.largePhysicalAddresses)) return undefined;
  return zone.size;
}
