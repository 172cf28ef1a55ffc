import type { Rule } from '../rule.ts';
import { cmaAlignment } from './cma-alignment.ts';
import { cmaDefaultInvalid } from './cma-default-invalid.ts';
import { memoryBanksOverlap } from './memory-banks-overlap.ts';
import { memoryRegionDangling } from './memory-region-dangling.ts';
import { memoryRegionDisabled } from './memory-region-disabled.ts';
import { memreserveOverlap } from './memreserve-overlap.ts';
import { misspeltProperty } from './misspelt-property.ts';
import { regCellsMismatch } from './reg-cells-mismatch.ts';
import { regionOutsideMemory } from './region-outside-memory.ts';
import { regionOverlap } from './region-overlap.ts';
import { reservedRootCells } from './reserved-root-cells.ts';
import { reusableAndNoMap } from './reusable-and-no-map.ts';
import { sharedPoolWithoutMode } from './shared-pool-without-mode.ts';
import { silentNodeMerge } from './silent-node-merge.ts';
import { unitAddressMismatch } from './unit-address-mismatch.ts';
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
  // Who uses it
  memoryRegionDangling,
  memoryRegionDisabled,
];

/** The rule of this id. */
export function ruleById(id: string): Rule | undefined {
  return catalogue.find((rule) => rule.id === id);
}
