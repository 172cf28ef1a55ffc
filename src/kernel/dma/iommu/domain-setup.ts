import type { Node } from '../../../devicetree/tree.ts';
import { formatPhysical, type KernelLog } from '../../log.ts';
import type { DmaDevice } from '../dma-device.ts';
import { PciFunction } from '../pci-function.ts';
import type { IommuDomain } from './iommu-domain.ts';
import { dmaWindows, memoryWindows } from './pci-windows.ts';
import type { ReservedRegion } from './reserved-regions.ts';

/**
 * iova_reserve_iommu_regions(): takes what the device must not be given out of its domain. False: windows of the host bridge
 * overlap, and the domain is not set up.
 */
export function reserveRegions(
  { node, title }: DmaDevice,
  domain: IommuDomain,
  regions: readonly ReservedRegion[],
  log: KernelLog,
): boolean {
  if (node instanceof PciFunction) {
    for (const { start, end } of memoryWindows(node.parent)) domain.reserve(start, end);
    if (!reserveOutsideWindows(node.parent, domain, title, log)) return false;
  }
  for (const { type, start, end } of regions) if (type !== 'software-msi') domain.reserve(start, end - 1n);
  return true;
}

/**
 * Addresses that the bus's `dma-ranges` do not carry. The end of such a range is taken as inclusive, so that the first page of
 * each window goes with it (iova_reserve_pci_windows()).
 */
function reserveOutsideWindows(host: Node, domain: IommuDomain, title: string, log: KernelLog): boolean {
  const windows = dmaWindows(host);
  const last = (1n << 64n) - 1n;
  let start = 0n;
  for (const window of windows) {
    if (window.start > start) domain.reserve(start, window.start);
    else if (window.start < start) {
      log.error(
        `${title}: Failed to reserve IOVA [${formatPhysical(start, 64)}-${formatPhysical(window.start, 64)}]`,
      );
      return false;
    }
    start = window.end + 1n;
  }
  if (windows.length > 0 && windows.at(-1)?.start !== last && start <= last) domain.reserve(start, last);
  return true;
}

/** iommu_create_device_direct_mappings(): what is in use before the IOMMU is, at its own addresses. */
export function mapDirect(domain: IommuDomain, regions: readonly ReservedRegion[]): void {
  if (domain.type === 'identity') return;
  const page = BigInt(domain.granule);
  for (const { type, start, end } of regions) {
    if (type !== 'direct' && type !== 'direct-relaxable') continue;
    const first = ((start + page - 1n) / page) * page;
    const bytes = ((end + page - 1n) / page) * page - first;
    domain.map(first, [{ phys: first, bytes: Number(bytes) }]);
  }
}
