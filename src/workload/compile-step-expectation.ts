import { anyFailures } from './program.ts';
import type { StepDetails } from './step-details.ts';
import type { StepExpectation } from './workload-document.ts';

/** What an instruction says of its own outcome. */
export interface ExpectedOfStep {
  readonly expectedFailures: number;
  readonly stated: boolean;
  readonly details?: StepDetails | undefined;
}

/** A step's `expect`, of which `count` things may fail; what cannot come about is reported, with the key that says it. */
export function compileStepExpectation(
  expect: StepExpectation | undefined,
  count: number,
  report: (message: string, ...key: readonly string[]) => void,
): ExpectedOfStep {
  if (expect === undefined) return { expectedFailures: 0, stated: false };
  if (expect === 'succeeds') return { expectedFailures: 0, stated: true };
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
  const why = typeof fails === 'string' ? fails : undefined;
  if (expectedFailures === count && (from !== undefined || dma !== undefined))
    report('What fails gives nothing: neither `from` nor `dma`.', from === undefined ? 'dma' : 'from');

  const isPlain = from === undefined && dma === undefined && rc === undefined && log === undefined;
  const address = dma === undefined ? undefined : BigInt(dma);
  const details = isPlain && why === undefined ? undefined : { from, dma: address, rc, log, why };
  return { expectedFailures, stated: true, details };
}
