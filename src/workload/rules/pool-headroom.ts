import { formatBytes } from '../../memory/quantity.ts';
import type { PoolFigures, RunResult } from '../run-result.ts';
import {
  type CapacityRule,
  defineCapacityRule,
  percentText,
  placeOfPool,
  poolName,
} from './capacity-rule.ts';

/** Above this share of a pool the next feature, or another order of events, makes it fail. */
const mostUsed = 0.85;

/** A pool that the workload fills has room for what the workload does not know. */
export const poolHeadroom: CapacityRule = defineCapacityRule({
  id: 'pool-headroom',
  severity: 'warning',
  summary: 'A pool should not be used to more than 85 %.',
  messages: {
    tight: {
      text: '{pool} ({size}) is used to {share}: {left} are left when most is in use.',
      help: 'Enlarge it to {enough}, or say in the workload how much headroom of {name} is enough.',
    },
  },
  evidence: [96, 111, 112],

  check({ run, report }) {
    for (const pool of run.result.pools) {
      const share = pool.peakPages / pool.pageCount;
      if (share <= mostUsed || pool.succeeded === 0 || isJudged(run.result, pool)) continue;
      const bytes = (pages: number): string => formatBytes(pages * pool.pageSize);
      report({
        message: 'tight',
        data: {
          pool: poolName(pool),
          name: pool.name,
          size: bytes(pool.pageCount),
          share: percentText(share),
          left: bytes(pool.pageCount - pool.peakPages),
          enough: formatBytes(enoughFor(pool)),
        },
        ...placeOfPool(run, pool),
      });
    }
  },
});

/** Bytes, in steps in which people write sizes; a CMA area of any kernel takes steps of 4 MiB. */
function enoughFor({ kind, peakPages, pageSize }: PoolFigures): number {
  const step = kind === 'coherent' ? 64 << 10 : 4 << 20;
  return Math.ceil((peakPages * pageSize) / mostUsed / step) * step;
}

/** Whether it failed anyhow, or the workload itself says how full it may be. */
function isJudged({ expectations, failures }: RunResult, pool: PoolFigures): boolean {
  if (failures.some(({ failure }) => failure.pool === pool.region || failure.pool === pool.name)) return true;
  return expectations.some(
    (one) =>
      one.kind === 'workload' &&
      one.expectation.kind === 'pool' &&
      (one.expectation.measure === 'headroom' || one.expectation.measure === 'peak') &&
      (one.expectation.pool === undefined || one.expectation.pool === pool.pool),
  );
}
