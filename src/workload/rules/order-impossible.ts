import type { KernelProfile } from '../../kernel/profile.ts';
import { formatBytes, hexBytes } from '../../memory/quantity.ts';
import type { FailureGroup } from '../run-result.ts';
import { type CapacityRule, defineCapacityRule, nodeOfDevice } from './capacity-rule.ts';

/**
 * A request that no state of the memory can satisfy: larger than the pool that is asked, or than the largest block of the page
 * allocator where there is nobody else to ask.
 *
 * Kernel: bitmap_find_free_region(), cma_alloc() (spec 04, 06); __alloc_pages() above MAX_PAGE_ORDER (spec 05).
 */
export const orderImpossible: CapacityRule = defineCapacityRule({
  id: 'order-impossible',
  severity: 'error',
  summary: 'A device must not ask for more in one piece than there can ever be.',
  messages: {
    pool: {
      text: '{device} asks for {asked} in one piece, which takes {needed}: {pool} is smaller than that, whatever is free.',
      help: '{remedy}',
    },
    block: {
      text: '{device} asks for {asked} in one piece: the page allocator has no block larger than {largest}, and {device} has no region of its own.',
      help: '{remedy}',
    },
  },
  evidence: [98],

  check({ run, report }) {
    const { pageSize } = run.kernel.profile.config;
    for (const group of run.result.failures.filter((one) => one.unexpected > 0)) {
      const { failure, device } = group;
      const needed = formatBytes(failure.neededPages * pageSize);
      const node = nodeOfDevice(run, device);
      const where = {
        node,
        place: node.place,
        related: [{ message: 'is allocated here', place: group.place }],
      };
      const asked = hexBytes(group.size);
      const remedy = failure.details?.remedies[0] ?? 'Ask for less at a time, or enlarge the pool.';

      const pool = run.result.pools.find(({ region, name }) => failure.pool === (region ?? name));
      if (failure.pool !== undefined && failure.neededPages > (pool?.pageCount ?? Number.POSITIVE_INFINITY))
        report({ message: 'pool', data: { device, asked, needed, pool: failure.pool, remedy }, ...where });
      else if (isBeyondBlocks(group, run.kernel.profile))
        report({
          message: 'block',
          data: { device, asked, remedy, largest: formatBytes(largestBlock(run.kernel.profile)) },
          ...where,
        });
    }
  },
});

/** Nobody but the page allocator was asked, and it has no block as large. */
function isBeyondBlocks({ failure, size }: FailureGroup, profile: KernelProfile): boolean {
  return failure.code === 'no-pages' && failure.pool === undefined && size > largestBlock(profile);
}

function largestBlock({ config: { pageSize, maxPageOrder } }: KernelProfile): number {
  return pageSize * 2 ** maxPageOrder;
}
