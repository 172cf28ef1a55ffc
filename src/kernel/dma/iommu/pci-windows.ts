import type { Node } from '../../../devicetree/tree.ts';
import { translateAddress } from '../../../memory/address-translation.ts';
import { busCells, entryLength, readCell, readNumber } from '../../../memory/cells.ts';

/** A window of a host bridge, in the addresses of its PCI bus; both ends inclusive. */
export interface PciWindow {
  readonly start: bigint;
  readonly end: bigint;
  /** What the CPU sees of its start. */
  readonly cpuStart: bigint;
}

/** More windows than any bridge has: a hostile tree ought not to cost more. */
const mostWindows = 256;

/** The memory windows of a host bridge's `ranges` (devm_of_pci_get_host_bridge_resources()). */
export function memoryWindows(host: Node): readonly PciWindow[] {
  return windowsOf(host, 'ranges', (space) => space >= 2);
}

/** A host bridge's `dma-ranges`, by what the CPU sees (iommu_dma_ranges_sort()). */
export function dmaWindows(host: Node): readonly PciWindow[] {
  const windows = windowsOf(host, 'dma-ranges', () => true);
  return [...windows].sort((a, b) => Number(a.cpuStart > b.cpuStart) - Number(a.cpuStart < b.cpuStart));
}

/** `space`: 1 for I/O ports, 2 and 3 for memory. Windows of no size, and those that the CPU does not see, are left out. */
function windowsOf(
  host: Node,
  name: 'ranges' | 'dma-ranges',
  isWanted: (space: number) => boolean,
): readonly PciWindow[] {
  const value = host.property(name)?.value;
  if (value === undefined || host.parent === undefined) return [];

  const { size: sizeCells } = busCells(host);
  const parentCells = busCells(host.parent).address;
  const childCells = 3;
  const bytes = entryLength({ address: childCells + parentCells, size: sizeCells });
  const windows: PciWindow[] = [];
  for (let at = 0; at + bytes <= value.length && windows.length < mostWindows; at += bytes) {
    const space = (readCell(value, at) >>> 24) & 3;
    const start = readNumber(value, at + 4, 2);
    const cpuStart = translateAddress(host, readNumber(value, at + 12, parentCells));
    const size = readNumber(value, at + 12 + parentCells * 4, sizeCells);
    if (size === 0n || cpuStart === undefined || !isWanted(space)) continue;
    windows.push({ start, end: BigInt.asUintN(64, start + size - 1n), cpuStart });
  }
  return windows;
}
