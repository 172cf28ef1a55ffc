import { beyondReach } from '../../kernel/dma/allocation-failure.ts';
import { formatBytes, hexBytes } from '../../memory/quantity.ts';
import type { FailureGroup, PoolFigures, RunResult } from '../run-result.ts';
import { type CapacityRule, defineCapacityRule, placeOfPool, poolName } from './capacity-rule.ts';

/** Every allocation of the workload, but for those that it expects to fail, finds room in its pool. */
export const poolTooSmall: CapacityRule = defineCapacityRule({
  id: 'pool-too-small',
  severity: 'error',
  summary: 'A pool must have room for what its devices allocate.',
  messages: {
    full: {
      text: '{pool} ({size}) is too small for the workload: {device} asks for {asked} and gets nothing{more}; {free} are free, and the largest hole at its alignment is {hole}.',
      help: '{remedy}',
    },
  },
  evidence: [90, 91, 92, 93, 97, 99, 100, 107, 108],

  check({ run, report }) {
    const { result } = run;
    for (const pool of result.pools) {
      const failures = result.failures.filter((group) => isOfPool(group, pool));
      const [first] = failures;
      if (first === undefined) continue;
      const others = failures.reduce((sum, { unexpected }) => sum + unexpected, 0) - 1;
      const bytes = (pages: number): number => pages * pool.pageSize;
      report({
        message: 'full',
        data: {
          pool: poolName(pool),
          size: formatBytes(bytes(pool.pageCount)),
          device: first.device,
          asked: hexBytes(first.size),
          more: others === 0 ? '' : `, and so ${others === 1 ? 'does 1 other' : `do ${others} others`}`,
          free: formatBytes(bytes(first.failure.freePages)),
          hole: formatBytes(bytes(first.failure.largestHolePages)),
          remedy: remedyOf(first, result),
        },
        ...placeOfPool(run, pool),
        related: [{ message: 'is allocated here', place: first.place }],
        note: result.log.find(({ operation }) => operation === first.operation)?.text,
      });
    }
  },
});

/** What no larger hole would mend is for `order-impossible`; a pool beyond the device's reach is not too small. */
function isOfPool({ unexpected, failure }: FailureGroup, pool: PoolFigures): boolean {
  return (
    unexpected > 0 &&
    failure.pool !== undefined &&
    (failure.pool === pool.region || failure.pool === pool.name) &&
    failure.neededPages <= pool.pageCount &&
    beyondReach(failure) !== pool.name
  );
}

function remedyOf(group: FailureGroup, { firstFailure }: RunResult): string {
  if (firstFailure?.operation === group.operation) return firstFailure.remedy;
  return group.failure.details?.remedies[0] ?? 'Enlarge the pool; `carveout size` says by how much.';
}
