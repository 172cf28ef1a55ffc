import type { DeviceTree, Node } from '../../../devicetree/tree.ts';
import { readCell } from '../../../memory/cells.ts';
import { isReachable } from '../../../memory/status.ts';
import { PciFunction, requesterId } from '../pci-function.ts';

/** How an IOMMU knows a device: the streams that its accesses carry. */
export interface DeviceStreams {
  readonly iommu: Node;
  readonly ids: readonly number[];
}

/**
 * The IOMMU before a device, by its `iommus`, or by the host bridge's `iommu-map` for a PCI function (of_iommu_configure());
 * undefined: there is none, or it is disabled.
 */
export function streamsOf(node: Node, tree: DeviceTree): DeviceStreams | undefined {
  const references = node instanceof PciFunction ? mapped(node, tree) : named(node, tree);
  const [first] = references;
  if (first === undefined || !isReachable(first.iommu)) return undefined;
  const ids = references.filter(({ iommu }) => iommu === first.iommu).map(({ id }) => id);
  return { iommu: first.iommu, ids: [...new Set(ids)] };
}

interface StreamReference {
  readonly iommu: Node;
  readonly id: number;
}

/** The entries of `iommus`: a phandle and as many cells as that node asks for, of which the first names the stream. */
function named(node: Node, tree: DeviceTree): readonly StreamReference[] {
  const value = node.property('iommus')?.value;
  const references: StreamReference[] = [];
  if (value === undefined) return references;
  for (let at = 0; at + 4 <= value.length; ) {
    const iommu = tree.nodeByPhandle(readCell(value, at));
    const cells = iommu?.property('#iommu-cells')?.value;
    if (iommu === undefined || cells === undefined || cells.length < 4) break;
    const count = readCell(cells, 0);
    if (at + 4 + count * 4 > value.length) break;
    references.push({ iommu, id: count === 0 ? 0 : readCell(value, at + 4) });
    at += 4 + count * 4;
  }
  return references;
}

/** The streams of a function's own requester id and of a bridge's that stands for it. */
function mapped({ parent, address, requesterId: alias }: PciFunction, tree: DeviceTree): StreamReference[] {
  return [requesterId(address), alias].flatMap((id) => {
    const reference = throughMap(parent, id, tree);
    return reference === undefined ? [] : [reference];
  });
}

/** of_map_id(): the first entry of `iommu-map` that holds the id; without one, or with a base outside the mask, no IOMMU. */
function throughMap(host: Node, id: number, tree: DeviceTree): StreamReference | undefined {
  const value = host.property('iommu-map')?.value;
  const mask = host.property('iommu-map-mask')?.value;
  if (value === undefined) return undefined;

  const kept = mask === undefined ? 0xffffffff : readCell(mask, 0);
  const masked = (id & kept) >>> 0;
  for (let at = 0; at + 16 <= value.length; at += 16) {
    const base = readCell(value, at);
    if ((base & ~kept) !== 0) return undefined;
    if (masked < base || masked - base >= readCell(value, at + 12)) continue;
    const iommu = tree.nodeByPhandle(readCell(value, at + 4));
    return iommu === undefined ? undefined : { iommu, id: (masked - base + readCell(value, at + 8)) >>> 0 };
  }
  return undefined;
}
