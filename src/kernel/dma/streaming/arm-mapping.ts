import type { DecisionPath } from '../decision-path.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { MapPart, MappingOperations } from './mapping-operations.ts';

/**
 * 32-bit Arm's own operations (arch/arm/mm/dma-mapping.c up to 5.18; spec 05 §7): pfn_to_dma() and nothing else. No mask is
 * asked, nothing bounces, and nothing fails.
 */
export const armMapping: MappingOperations = Object.freeze({
  mapPage(device: DmaDevice, { phys }: MapPart, path?: DecisionPath): bigint {
    const dma = BigInt.asUintN(32, device.physToDma(phys));
    path?.step({
      test: 'nothing is asked: the memory has its own address, in reach or not',
      operands: { phys },
      answer: `0x${dma.toString(16)}`,
      source: 'arm_dma_map_page()',
    });
    return dma;
  },

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
