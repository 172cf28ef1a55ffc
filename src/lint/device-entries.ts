import type { Node } from '../devicetree/tree.ts';
import type { RegionUse } from '../memory/model.ts';
import type { BoardFacts } from './board-facts.ts';

/** The entries of `memory-region` of each available device, in their order. */
export function entriesByDevice({ model }: BoardFacts): ReadonlyMap<Node, readonly RegionUse[]> {
  const devices = new Map<Node, RegionUse[]>();
  for (const use of model.uses) {
    if (use.property.name !== 'memory-region' || !use.deviceAvailable) continue;
    const known = devices.get(use.device);
    if (known === undefined) devices.set(use.device, [use]);
    else known.push(use);
  }
  return devices;
}
