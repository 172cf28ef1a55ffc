import { forbiddenInRestricted } from '../../kernel/hooks/restricted.ts';
import type { Region } from '../../memory/model.ts';
import type { BoardFacts } from '../board-facts.ts';
import { refusalLines } from '../kernel-lines.ts';
import { isRestrictedPool } from '../pools.ts';
import { reachesHook } from '../region-fate.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * A `restricted-dma-pool` is plain memory: none of the modes of a `shared-dma-pool` goes with it.
 *
 * Kernel: rmem_swiotlb_setup() answers -EINVAL (spec 01 §7.1, 08 E12), and the device goes on without the pool.
 */
export const restrictedPoolFlags: Rule = defineRule({
  id: 'restricted-pool-flags',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells'],
  about: 'regions',
  summary: 'A restricted-dma-pool must be neither no-map, nor reusable, nor a default pool.',
  messages: {
    flags: {
      text: '{path} is a restricted-dma-pool with {flags}: Linux refuses it, and its devices use ordinary memory.',
      help: 'Remove {flags}.',
    },
  },
  evidence: [],

  check({ board, report }) {
    for (const region of board.regions.filter(isRestrictedPool)) {
      const flags = forbiddenInRestricted.flatMap((name) => region.node.property(name) ?? []);
      const [first, ...others] = flags;
      if (first === undefined) continue;

      report({
        message: 'flags',
        data: { path: region.path, flags: flags.map(({ name }) => name).join(' and ') },
        node: region.node,
        place: first.place,
        related: others.map(({ name, place }) => ({ message: `and ${name}`, place })),
        note: predicted(board, region),
      });
    }
  },
});

function predicted(board: BoardFacts, region: Region): string | undefined {
  if (board.profile?.config.dmaRestrictedPool !== true || !reachesHook(board, region)) return undefined;
  return refusalLines(board, region.name);
}
