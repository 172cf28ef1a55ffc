import type { DmaDevice } from '../dma-device.ts';
import type { MapPart, MappingOperations } from './mapping-operations.ts';

/**
 * 32-bit Arm's own operations (arch/arm/mm/dma-mapping.c up to 5.18; spec 05 §7): pfn_to_dma() and nothing else. No mask is
 * asked, nothing bounces, and nothing fails.
 */
export const armMapping: MappingOperations = Object.freeze({
  mapPage: (device: DmaDevice, { phys }: MapPart): bigint => BigInt.asUintN(32, device.physToDma(phys)),

  unmapPage(): void {
    // Cache maintenance only.
  },

  mapResource: (_device: DmaDevice, { phys }: Omit<MapPart, 'by'>): bigint => BigInt.asUintN(32, phys),

  unmapResource(): void {
    // Nothing was done.
  },

  syncForCpu(): void {
    // Cache maintenance only.
  },

  syncForDevice(): void {
    // Cache maintenance only.
  },

  targetOf: (device: DmaDevice, dma: bigint): bigint => device.dmaToPhys(dma),
});
