import type { Node } from '../devicetree/tree.ts';
import { DmaDevice } from '../kernel/dma/dma-device.ts';
import { driverOf } from '../kernel/drivers/driver-of.ts';
import type { AddressRange } from '../memory/model.ts';
import type { BoardFacts } from './board-facts.ts';

/** A device with the windows of its buses and the mask that its driver sets; undefined without a profile. */
export function reachOf({ model, profile }: BoardFacts, node: Node): DmaDevice | undefined {
  if (profile === undefined) return undefined;
  const device = new DmaDevice(node, model.tree, profile);
  const bits = driverOf(node)?.maskBits;
  if (bits !== undefined) device.setMasks((1n << BigInt(bits)) - 1n);
  return device;
}

/** Whether a device reaches every byte of a range, in one line of addresses. */
export function reachesAll(device: DmaDevice, { base, size }: AddressRange): boolean {
  const first = device.physToDma(base);
  const last = device.physToDma(base + size - 1n);
  return device.reaches(base, Number(size)) && last - first === size - 1n;
}

/** Whether an IOMMU stands between a device and memory, so that it sees other addresses. */
export function isBehindIommu(node: Node): boolean {
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) {
    if (at.property('iommus') !== undefined || at.property('iommu-map') !== undefined) return true;
  }
  return false;
}
