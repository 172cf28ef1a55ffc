import { anyFailures } from './program.ts';
import type { PoolOfStep, StepDetails } from './step-details.ts';
import type { StepExpectation } from './workload-document.ts';

/** What an instruction says of its own outcome. */
export interface ExpectedOfStep {
  readonly expectedFailures: number;
  readonly stated: boolean;
  readonly details?: StepDetails | undefined;
}

/** A step's `expect`, of which `count` things may fail, with the pool that it names; what cannot come about is reported, with the key that says it. */
export function compileStepExpectation(
  expect: StepExpectation | undefined,
  count: number,
  pool: PoolOfStep | undefined,
  report: (message: string, ...key: readonly string[]) => void,
): ExpectedOfStep {
  if (expect === undefined) return { expectedFailures: 0, stated: false };
  if (expect === 'succeeds' || expect === 'all succeed') return { expectedFailures: 0, stated: true };
  if (expect === 'any') return { expectedFailures: anyFailures, stated: true };
  if (expect === 'fails') return { expectedFailures: count, stated: true };

  const { fails, from, dma, rc, log } = expect;
  if (typeof fails === 'number' && fails > count) {
    report(
      `${fails} failures are expected of ${count} ${count === 1 ? 'operation' : 'allocations'}.`,
      'fails',
    );
  }
  const expectedFailures =
    typeof fails === 'string' ? count : (fails ?? (rc === undefined || rc === 0 ? 0 : count));
  const why = typeof fails === 'string' && fails !== 'expected' ? fails : undefined;
  const given = (['from', 'pool', 'dma'] as const).find((key) => expect[key] !== undefined);
  if (expectedFailures === count && given !== undefined)
    report('What fails gives nothing: neither `from`, `pool` nor `dma`.', given);

  const isPlain =
    from === undefined && pool === undefined && dma === undefined && rc === undefined && log === undefined;
  const address = dma === undefined ? undefined : BigInt(dma);
  const details = isPlain && why === undefined ? undefined : { from, pool, dma: address, rc, log, why };
  return { expectedFailures, stated: true, details };
}
