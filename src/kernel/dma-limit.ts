import { nodeMark } from '../devicetree/node-marks.ts';
import type { DeviceTree, Node } from '../devicetree/tree.ts';
import { readWindows, throughWindows } from '../memory/address-translation.ts';
import { isAvailable } from '../memory/status.ts';

const noLimit = (1n << 64n) - 1n;

/**
 * The smallest last CPU address over all `dma-ranges` of the tree (of_dma_get_max_cpu_address()); all ones where nothing
 * limits.
 */
export function dmaWindowsEnd(tree: DeviceTree): bigint {
  let limit = noLimit;
  for (const node of tree.nodes()) {
    if ((node.marks & nodeMark.dmaRanges) === 0 || !isAvailableBelowRoot(node)) continue;
    const last = lastOfWindows(node);
    if (last !== undefined && last < limit) limit = last;
  }
  return limit;
}

/** Whether the walk comes to it: it goes round what is not available, and begins at the root whatever that says. */
function isAvailableBelowRoot(node: Node): boolean {
  for (let at = node; at.parent !== undefined; at = at.parent) if (!isAvailable(at)) return false;
  return true;
}

/** The highest CPU address that this node's own `dma-ranges` cover. */
function lastOfWindows(node: Node): bigint | undefined {
  const property = node.property('dma-ranges');
  if (property === undefined || property.value.length === 0) return undefined;

  let end = 0n;
  for (const window of readWindows(node, property)) {
    const cpu = toCpu(node, window.parent);
    if (cpu !== undefined && cpu + window.size > end) end = cpu + window.size - 1n;
  }
  return end;
}

function toCpu(bus: Node, address: bigint): bigint | undefined {
  let at = address;
  for (let above = bus.parent; above?.parent !== undefined; above = above.parent) {
    const property = above.property('dma-ranges');
    if (property === undefined || property.value.length === 0) continue;
    const translated = throughWindows(readWindows(above, property), at);
    if (translated === undefined) return undefined;
    at = translated;
  }
  return at;
}
