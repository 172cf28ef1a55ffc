import { atomicPoolSmall } from './atomic-pool-small.ts';
import type { CapacityRule } from './capacity-rule.ts';
import { lowZoneStarved } from './low-zone-starved.ts';
import { orderImpossible } from './order-impossible.ts';
import { poolHeadroom } from './pool-headroom.ts';
import { poolTooSmall } from './pool-too-small.ts';
import { powerOfTwoWaste } from './power-of-two-waste.ts';
import { swiotlbFallback } from './swiotlb-fallback.ts';

/** The rules about a workload on a board, in the order in which they are run and listed. */
export const capacityCatalogue: readonly CapacityRule[] = [
  poolTooSmall,
  poolHeadroom,
  powerOfTwoWaste,
  orderImpossible,
  atomicPoolSmall,
  lowZoneStarved,
  swiotlbFallback,
];
