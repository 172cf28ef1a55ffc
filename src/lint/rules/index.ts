import type { Rule } from '../rule.ts';
import { addressPropertyOutsideRegion } from './address-property-outside-region.ts';
import { allocRangesLooksLikeEnd } from './alloc-ranges-looks-like-end.ts';
import { allocRangesUnsatisfiable } from './alloc-ranges-unsatisfiable.ts';
import { cmaAlignment } from './cma-alignment.ts';
import { cmaAlignmentPortable } from './cma-alignment-portable.ts';
import { cmaAreaCount } from './cma-area-count.ts';
import { cmaDefaultAbove4g } from './cma-default-above-4g.ts';
import { cmaDefaultInvalid } from './cma-default-invalid.ts';
import { cmaSpansZone } from './cma-spans-zone.ts';
import { dmaDefaultDuplicate } from './dma-default-duplicate.ts';
import { dynamicOnMemreserve } from './dynamic-on-memreserve.ts';
import { dynamicRegionNotPlaced } from './dynamic-region-not-placed.ts';
import { efiMapConflict } from './efi-map-conflict.ts';
import { fdtOverlap } from './fdt-overlap.ts';
import { framebufferRegionMismatch } from './framebuffer-region-mismatch.ts';
import { initrdOverlap } from './initrd-overlap.ts';
import { iommuAddressesInvalid } from './iommu-addresses-invalid.ts';
import { kernelImageOverlap } from './kernel-image-overlap.ts';
import { knownFirmwareUnreserved } from './known-firmware-unreserved.ts';
import { memoryBanksOverlap } from './memory-banks-overlap.ts';
import { memoryExceedsRam } from './memory-exceeds-ram.ts';
import { memoryOverlapsMmio } from './memory-overlaps-mmio.ts';
import { memoryRegionDangling } from './memory-region-dangling.ts';
import { memoryRegionDisabled } from './memory-region-disabled.ts';
import { memoryRegionNamesMismatch } from './memory-region-names-mismatch.ts';
import { memoryRegionOrder } from './memory-region-order.ts';
import { memreserveOverlap } from './memreserve-overlap.ts';
import { misspeltProperty } from './misspelt-property.ts';
import { noMapStreamingUser } from './no-map-streaming-user.ts';
import { nodeRedefinedDiffers } from './node-redefined-differs.ts';
import { opteeWithoutReservation } from './optee-without-reservation.ts';
import { overlayNodeNotApplied } from './overlay-node-not-applied.ts';
import { overlayReservedMemoryRuntime } from './overlay-reserved-memory-runtime.ts';
import { poolBeyondDmaMask } from './pool-beyond-dma-mask.ts';
import { poolSharedByMany } from './pool-shared-by-many.ts';
import { poolSmallerThanFirmware } from './pool-smaller-than-firmware.ts';
import { ramoopsGeometry } from './ramoops-geometry.ts';
import { regAndSize } from './reg-and-size.ts';
import { regCellsMismatch } from './reg-cells-mismatch.ts';
import { regMultipleEntries } from './reg-multiple-entries.ts';
import { regionOutsideLowmem } from './region-outside-lowmem.ts';
import { regionOutsideMemory } from './region-outside-memory.ts';
import { regionOutsideReservedMemory } from './region-outside-reserved-memory.ts';
import { regionOverlap } from './region-overlap.ts';
import { regionSplitsBank } from './region-splits-bank.ts';
import { regionStartUnaligned } from './region-start-unaligned.ts';
import { regionUnused } from './region-unused.ts';
import { remoteprocRegionName } from './remoteproc-region-name.ts';
import { reservedForDisabledDevice } from './reserved-for-disabled-device.ts';
import { reservedRootCells } from './reserved-root-cells.ts';
import { restrictedPoolFlags } from './restricted-pool-flags.ts';
import { restrictedPoolLimits } from './restricted-pool-limits.ts';
import { reusableAndNoMap } from './reusable-and-no-map.ts';
import { reusableWithoutPool } from './reusable-without-pool.ts';
import { rpmsgBufferTooSmall } from './rpmsg-buffer-too-small.ts';
import { secureRegionMapped } from './secure-region-mapped.ts';
import { sharedPoolWithoutMode } from './shared-pool-without-mode.ts';
import { silentNodeMerge } from './silent-node-merge.ts';
import { sizeLooksLikeEnd } from './size-looks-like-end.ts';
import { spinTableUnreserved } from './spin-table-unreserved.ts';
import { statusReservedRegion } from './status-reserved-region.ts';
import { suspiciousSize } from './suspicious-size.ts';
import { tooManyRegions } from './too-many-regions.ts';
import { unitAddressMismatch } from './unit-address-mismatch.ts';
import { unitAddressOnDynamic } from './unit-address-on-dynamic.ts';
import { zeroSizeRegion } from './zero-size-region.ts';

/** Every rule, in the order in which they are run and listed. */
export const catalogue: readonly Rule[] = [
  // Where regions and banks lie
  regionOverlap,
  memreserveOverlap,
  dynamicOnMemreserve,
  kernelImageOverlap,
  initrdOverlap,
  fdtOverlap,
  efiMapConflict,
  memoryBanksOverlap,
  memoryOverlapsMmio,
  memoryExceedsRam,
  regionOutsideMemory,
  regionOutsideLowmem,
  regionSplitsBank,
  zeroSizeRegion,
  sizeLooksLikeEnd,
  suspiciousSize,
  regionStartUnaligned,
  tooManyRegions,
  cmaAreaCount,
  // How nodes are written
  reservedRootCells,
  regCellsMismatch,
  regMultipleEntries,
  regAndSize,
  unitAddressMismatch,
  silentNodeMerge,
  regionOutsideReservedMemory,
  nodeRedefinedDiffers,
  overlayNodeNotApplied,
  overlayReservedMemoryRuntime,
  statusReservedRegion,
  misspeltProperty,
  // What kind of region it is
  reusableAndNoMap,
  cmaAlignment,
  cmaAlignmentPortable,
  reusableWithoutPool,
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
  memoryRegionNamesMismatch,
  memoryRegionOrder,
  remoteprocRegionName,
  rpmsgBufferTooSmall,
  reservedForDisabledDevice,
  regionUnused,
  poolSmallerThanFirmware,
  poolSharedByMany,
  poolBeyondDmaMask,
  addressPropertyOutsideRegion,
  framebufferRegionMismatch,
  ramoopsGeometry,
  opteeWithoutReservation,
  spinTableUnreserved,
  knownFirmwareUnreserved,
];

/** The rule of this id. */
export function ruleById(id: string): Rule | undefined {
  return catalogue.find((rule) => rule.id === id);
}
