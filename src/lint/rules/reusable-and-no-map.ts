import type { Region } from '../../memory/model.ts';
import type { BoardFacts } from '../board-facts.ts';
import { refusalLines } from '../kernel-lines.ts';
import { isSharedPool } from '../pools.ts';
import { reachesHook } from '../region-fate.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * A region is `reusable` (Linux lends it out) or `no-map` (Linux keeps away from it), never both.
 *
 * Kernel: neither rmem_cma_setup() nor rmem_dma_setup() takes it (spec 01 §7.2).
 */
export const reusableAndNoMap: Rule = defineRule({
  id: 'reusable-and-no-map',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells'],
  about: 'regions',
  summary: 'A region must not be both reusable and no-map.',
  messages: {
    both: {
      text: '{path} is both reusable and no-map: Linux cannot lend out memory that it must not map.',
      help: 'Keep reusable for a CMA pool, or no-map for memory that Linux must leave alone.',
    },
  },
  evidence: [],

  check({ board, report }) {
    for (const region of board.regions) {
      const reusable = region.node.property('reusable');
      const noMap = region.node.property('no-map');
      if (reusable === undefined || noMap === undefined) continue;

      report({
        message: 'both',
        data: { path: region.path },
        node: region.node,
        place: noMap.place,
        related: [{ message: 'reusable', place: reusable.place }],
        note: predicted(board, region),
      });
    }
  },
});

function predicted(board: BoardFacts, region: Region): string | undefined {
  if (!reachesHook(board, region)) return undefined;
  if (!isSharedPool(region))
    return 'No driver takes such a region: it is kept, unmapped, and never lent out.';
  return board.behaviours.nextHookAfter === 'no-device'
    ? 'The region is kept without a driver; devices that name it fail with -EINVAL.'
    : refusalLines(board, region.name);
}
