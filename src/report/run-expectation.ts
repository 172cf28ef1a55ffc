import { formatBytes } from '../memory/quantity.ts';
import type { Place } from '../source/place.ts';
import { anyFailures } from '../workload/program.ts';
import type { ExpectationResult, PoolFigures } from '../workload/run-result.ts';
import type { PoolMeasure } from '../workload/workload.ts';

type WorkloadResult = Extract<ExpectationResult, { readonly kind: 'workload' }>;

const poolSentences: Readonly<Record<PoolMeasure, (limit: string) => string>> = {
  peak: (limit) => `at most ${limit} in use`,
  headroom: (limit) => `at least ${limit} free at any time`,
  largestHole: (limit) => `at least ${limit} free in one piece at any time`,
  waste: (limit) => `at most ${limit} lost to rounding`,
  fragmentation: (limit) => `at most ${limit} of what is free outside the largest hole`,
};

/** An expectation and what came instead, on one line: `at least 10% free at any time: 3 MiB (video-pool@50000000), demo.yaml:4:3`. */
export function describeExpectation(result: ExpectationResult, pools: readonly PoolFigures[]): string {
  if (result.kind === 'step') return `${describeStep(result)}, ${position(result.place)}`;

  const { expectation } = result;
  const where = expectation.place === undefined ? '' : `, ${position(expectation.place)}`;
  return `${describeWorkload(result, pools)}${where}`;
}

function describeStep(result: Extract<ExpectationResult, { readonly kind: 'step' }>): string {
  const { allocations, expectedFailures, executions, violations, firstViolation, difference } = result;
  const outcome =
    expectedFailures === anyFailures ? 'it gives what it says' : failing(expectedFailures, allocations);
  const expected = result.pool === undefined ? outcome : `${outcome}, out of ${result.pool}`;
  if (violations === 0) return `${expected}: so it is${executions > 1 ? `, ${executions} times` : ''}`;
  const times = executions > 1 ? ` (${violations} of ${executions} times)` : '';
  if (difference !== undefined && firstViolation === undefined) return `${difference}${times}`;
  return `${expected}: ${failing(firstViolation ?? 0, allocations)}${times}`;
}

function failing(failures: number, allocations: number): string {
  if (allocations === 1) return failures === 0 ? 'it succeeds' : 'it fails';
  if (failures === 0) return `all ${allocations} succeed`;
  return failures === allocations ? `all ${allocations} fail` : `${failures} of ${allocations} fail`;
}

function describeWorkload(
  { expectation, actual, pool }: WorkloadResult,
  pools: readonly PoolFigures[],
): string {
  switch (expectation.kind) {
    case 'failures': {
      const limit = expectation.atMost === 0 ? 'no' : `at most ${expectation.atMost}`;
      return `${limit} ${expectation.atMost > 1 ? 'failures' : 'failure'} that no step expects: ${actual === 0 ? 'none' : actual}`;
    }
    case 'dmaDebug': {
      const limit = expectation.atMost === 0 ? 'no' : `at most ${expectation.atMost}`;
      return `${limit} ${expectation.atMost > 1 ? 'complaints' : 'complaint'} of dma-debug that no step expects: ${actual === 0 ? 'none' : actual}`;
    }
    case 'live':
      return `at most ${expectation.atMost} ${expectation.atMost === 1 ? 'buffer' : 'buffers'} live at the end: ${actual}`;
    case 'pool': {
      const figures = pools.find((candidate) => candidate.pool === pool);
      const name = (figures?.region ?? figures?.name ?? '').replace(/^\/reserved-memory\//, '');
      const amount =
        expectation.measure === 'fragmentation' ? `${Math.round(actual * 100)}%` : amountOf(actual, figures);
      return `${poolSentences[expectation.measure](expectation.written)}: ${amount}${name === '' ? '' : ` (${name})`}`;
    }
  }
}

function amountOf(bytes: number, pool: PoolFigures | undefined): string {
  const whole = pool === undefined ? 0 : pool.pageCount * pool.pageSize;
  return whole === 0
    ? formatBytes(bytes)
    : `${formatBytes(bytes)}, ${((100 * bytes) / whole).toFixed(1).replace(/\.0$/, '')}%`;
}

function position(place: Place): string {
  const { line, column } = place.file.lineColumn(place.start);
  return `${place.file.path}:${line}:${column}`;
}
