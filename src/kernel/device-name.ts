import type { Node } from '../devicetree/tree.ts';
import { translateAddress } from '../memory/address-translation.ts';
import { busCells, readNumber } from '../memory/cells.ts';

/**
 * dev_name() of a platform device: its translated address and name (`1000.video`), or, without an address, its path with
 * colons up to the first node that has one (`devs:client@0`; of_device_make_bus_id()).
 */
export function deviceName(node: Node): string {
  let below = '';
  for (let at = node; at.parent !== undefined; at = at.parent) {
    const address = busAddress(at, at.parent);
    if (address !== undefined)
      return `${address.toString(16)}.${at.baseName}${below === '' ? '' : `:${below}`}`;
    below = below === '' ? at.name : `${at.name}:${below}`;
  }
  return below;
}

/** The CPU's address of the first entry of `reg`. A bus without sizes has none. */
function busAddress(node: Node, bus: Node): bigint | undefined {
  const reg = node.property('reg')?.value;
  const cells = busCells(bus);
  if (reg === undefined || cells.size === 0 || cells.address === 0 || reg.length < cells.address * 4)
    return undefined;
  return translateAddress(node, readNumber(reg, 0, cells.address));
}
