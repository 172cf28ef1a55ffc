import { hexBytes } from '../../memory/quantity.ts';
import type { FailureGroup } from '../run-result.ts';
import { type CapacityRule, defineCapacityRule, nodeOfDevice } from './capacity-rule.ts';

/**
 * Who may not sleep, and has no pool of his own, takes from the atomic pool, which grows only in the background.
 *
 * Kernel: dma_alloc_from_pool(), atomic_pool_resize() (spec 05).
 */
export const atomicPoolSmall: CapacityRule = defineCapacityRule({
  id: 'atomic-pool-small',
  severity: 'info',
  summary: 'The atomic pool should hold what is allocated at once by those who may not sleep.',
  messages: {
    short: {
      text: '{device} asks for {asked} and may not sleep; the atomic pool has no room for it ({count} in all).',
      help: 'Give more to it by `coherent_pool=` on the command line, or allocate with GFP_KERNEL before interrupts come.',
    },
  },
  evidence: [103],

  check({ run, report }) {
    for (const group of run.result.failures.filter(isAtomic)) {
      const node = nodeOfDevice(run, group.device);
      report({
        message: 'short',
        data: {
          device: group.device,
          asked: hexBytes(group.size),
          count: group.count === 1 ? '1 failure' : `${group.count} failures`,
        },
        node,
        place: node.place,
        related: [{ message: 'is allocated here', place: group.place }],
      });
    }
  },
});

function isAtomic({ unexpected, failure }: FailureGroup): boolean {
  return unexpected > 0 && failure.details?.tried.some(({ way }) => way === 'atomic pool') === true;
}
