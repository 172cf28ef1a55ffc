import type { Rule } from '../rule.ts';
import { allocRangesLooksLikeEnd } from './alloc-ranges-looks-like-end.ts';
import { allocRangesUnsatisfiable } from './alloc-ranges-unsatisfiable.ts';
import { cmaAlignment } from './cma-alignment.ts';
import { cmaDefaultAbove4g } from './cma-default-above-4g.ts';
import { cmaDefaultInvalid } from './cma-default-invalid.ts';
import { cmaSpansZone } from './cma-spans-zone.ts';
import { dmaDefaultDuplicate } from './dma-default-duplicate.ts';
import { dynamicRegionNotPlaced } from './dynamic-region-not-placed.ts';
import { iommuAddressesInvalid } from './iommu-addresses-invalid.ts';
import { memoryBanksOverlap } from './memory-banks-overlap.ts';
import { memoryRegionDangling } from './memory-region-dangling.ts';
import { memoryRegionDisabled } from './memory-region-disabled.ts';
import { memreserveOverlap } from './memreserve-overlap.ts';
import { misspeltProperty } from './misspelt-property.ts';
import { noMapStreamingUser } from './no-map-streaming-user.ts';
import { regCellsMismatch } from './reg-cells-mismatch.ts';
import { regionOutsideMemory } from './region-outside-memory.ts';
import { regionOverlap } from './region-overlap.ts';
import { reservedRootCells } from './reserved-root-cells.ts';
import { restrictedPoolFlags } from './restricted-pool-flags.ts';
import { restrictedPoolLimits } from './restricted-pool-limits.ts';
import { reusableAndNoMap } from './reusable-and-no-map.ts';
import { secureRegionMapped } from './secure-region-mapped.ts';
import { sharedPoolWithoutMode } from './shared-pool-without-mode.ts';
import { silentNodeMerge } from './silent-node-merge.ts';
import { unitAddressMismatch } from './unit-address-mismatch.ts';
import { unitAddressOnDynamic } from './unit-address-on-dynamic.ts';
import { zeroSizeRegion } from './zero-size-region.ts';

/** Every rule, in the order in which they are run and listed. */
export const catalogue: readonly Rule[] = [
  // Where regions and banks lie
  regionOverlap,
  memreserveOverlap,
  memoryBanksOverlap,
  regionOutsideMemory,
  zeroSizeRegion,
  // How nodes are written
  reservedRootCells,
  regCellsMismatch,
  unitAddressMismatch,
  silentNodeMerge,
  misspeltProperty,
  // What kind of region it is
  reusableAndNoMap,
  cmaAlignment,
  cmaDefaultInvalid,
  sharedPoolWithoutMode,
  restrictedPoolFlags,
  restrictedPoolLimits,
  cmaDefaultAbove4g,
  cmaSpansZone,
  dmaDefaultDuplicate,
  secureRegionMapped,
  noMapStreamingUser,
  iommuAddressesInvalid,
  allocRangesUnsatisfiable,
  allocRangesLooksLikeEnd,
  dynamicRegionNotPlaced,
  unitAddressOnDynamic,
  // Who uses it
  memoryRegionDangling,
  memoryRegionDisabled,
];

/** The rule of this id. */
export function ruleById(id: string): Rule | undefined {
  return catalogue.find((rule) => rule.id === id);
}
