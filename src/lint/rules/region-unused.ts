import type { Node } from '../../devicetree/tree.ts';
import { hexBytes } from '../../memory/quantity.ts';
import type { BoardFacts } from '../board-facts.ts';
import { isPool } from '../pools.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * A pool that no device names is memory that nobody gets.
 *
 * Only pools are judged: most carve-outs are for firmware, and have no user in the tree.
 */
export const regionUnused: Rule = defineRule({
  id: 'region-unused',
  severity: 'info',
  preset: 'strict',
  requires: ['cells'],
  about: 'regions',
  summary: 'A pool should have a device that uses it.',
  messages: {
    unused: {
      text: 'No device names the pool {path}{size}, and it is no default pool.',
      note: '{note}',
      help: 'Name it in memory-region of a device, or remove it.',
    },
  },
  evidence: [81],

  check({ board, report }) {
    const { model } = board;
    if (model.tree.plugin) return;
    const candidates = board.regions.filter(
      (region) => isPool(region) && !region.cmaDefault && !region.dmaDefault && region.users.length === 0,
    );
    if (candidates.length === 0) return;

    const referred = referredNodes(board);
    for (const region of candidates.filter(({ node }) => !referred.has(node))) {
      const bytes = region.reg[0]?.size ?? region.size;
      report({
        message: 'unused',
        data: {
          path: region.path,
          size: bytes === undefined ? '' : ` (${hexBytes(bytes)})`,
          note: region.reusable
            ? 'Linux uses its pages for what can be moved, and nothing else.'
            : 'Linux keeps the memory from everybody.',
        },
        node: region.node,
        place: region.node.place,
      });
    }
  },
});

/** Regions that any property refers to, of a node or of its aliases and symbols a path does not count. */
function referredNodes({ model }: BoardFacts): ReadonlySet<Node> {
  const referred = new Set<Node>();
  for (const node of model.tree.nodes()) {
    for (const property of node.properties.values()) {
      if (property.value.length < 4) continue;
      for (const marker of property.markers) {
        if (marker.kind !== 'phandle-reference' || marker.node === undefined) continue;
        if (marker.node.parent === model.reservedMemory) referred.add(marker.node);
      }
    }
  }
  return referred;
}
