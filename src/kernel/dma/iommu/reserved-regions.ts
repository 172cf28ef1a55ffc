import type { DeviceTree, Node } from '../../../devicetree/tree.ts';
import { translateAddress } from '../../../memory/address-translation.ts';
import { busCells, entryLength, readCell, readNumber } from '../../../memory/cells.ts';
import { formatPhysical, type KernelLog } from '../../log.ts';
import type { DmaDevice } from '../dma-device.ts';

/** enum iommu_resv_type, by sysfs's words; its numbers are the places in `resvTypes`. */
export type ResvType = 'direct' | 'direct-relaxable' | 'reserved' | 'msi' | 'software-msi';

/** The types by the kernel's numbers. */
export const resvTypes: readonly ResvType[] = Object.freeze([
  'direct',
  'direct-relaxable',
  'reserved',
  'msi',
  'software-msi',
]);

/** A window of IOVA that is not for allocations (struct iommu_resv_region): `[start, end)`. */
export interface ReservedRegion {
  readonly type: ResvType;
  readonly start: bigint;
  readonly end: bigint;
  /** IOMMU_READ 1, WRITE 2, CACHE 4, NOEXEC 8, MMIO 16. */
  readonly prot: number;
}

/** MSI_IOVA_BASE and MSI_IOVA_LENGTH: the driver of the IOMMU lists it, and dma-iommu gives it out all the same. */
export const softwareMsiRegion: ReservedRegion = Object.freeze({
  type: 'software-msi',
  start: 0x8000000n,
  end: 0x8100000n,
  prot: 0x1a,
});

/**
 * The `iommu-addresses` of a device's regions that name the device (of_iommu_get_resv_regions(), 6.3 and later; spec 05 §8). With
 * the region's own place they are a mapping that exists already, else addresses to keep off.
 */
export function iommuAddressesOf(device: DmaDevice, tree: DeviceTree, log: KernelLog): ReservedRegion[] {
  const references = device.node.property('memory-region')?.asCells() ?? [];
  const regions: ReservedRegion[] = [];
  for (const phandle of references) {
    const region = tree.nodeByPhandle(phandle);
    if (region !== undefined) regions.push(...addressesIn(region, device, log));
  }
  return regions;
}

function addressesIn(region: Node, device: DmaDevice, log: KernelLog): readonly ReservedRegion[] {
  const value = region.property('iommu-addresses')?.value;
  const own = device.node.phandle;
  const bus = device.node.parent;
  if (value === undefined || own === undefined || bus === undefined) return [];

  const cells = busCells(bus);
  const found: ReservedRegion[] = [];
  for (let at = 0; at + 4 <= value.length; ) {
    const phandle = readCell(value, at);
    at += 4;
    // Entries for others are not skipped: each of their cells is taken for a phandle.
    if (phandle !== own) continue;
    if (at + entryLength(cells) > value.length) break;
    const start = device.dmaToPhys(readNumber(value, at, cells.address));
    const size = readNumber(value, at + cells.address * 4, cells.size);
    at += entryLength(cells);
    if (size === 0n) {
      log.warning(`${device.title}: Cannot reserve IOVA region of 0 size`);
      continue;
    }
    const type = typeOf(region, start, size, device, log);
    found.push({ type, start, end: start + size, prot: device.isCoherent ? 7 : 3 });
  }
  return found;
}

/** iommu_resv_region_get_type(). */
function typeOf(region: Node, start: bigint, size: bigint, device: DmaDevice, log: KernelLog): ResvType {
  const place = placeOf(region);
  if (place === undefined || place.size <= 1n) return 'reserved';
  if (place.base === start && place.size === size) return 'direct';

  const last = place.base + place.size - 1n;
  const hex = (address: bigint): string => `0x${address.toString(16).padStart(8, '0')}`;
  log.warning(
    `${device.title}: treating non-direct mapping [mem ${hex(place.base)}-${hex(last)} flags 0x200] -> ` +
      `[${formatPhysical(start, 64)}-${formatPhysical(start + size - 1n, 64)}] as reservation`,
  );
  return 'reserved';
}

/** of_address_to_resource() of a region's first range. */
function placeOf(region: Node): { readonly base: bigint; readonly size: bigint } | undefined {
  const reg = region.property('reg')?.value;
  if (reg === undefined || region.parent === undefined) return undefined;
  const cells = busCells(region.parent);
  if (reg.length < entryLength(cells)) return undefined;
  const base = translateAddress(region, readNumber(reg, 0, cells.address));
  return base === undefined ? undefined : { base, size: readNumber(reg, cells.address * 4, cells.size) };
}
