import type { ExpectationResult, PoolFigures } from './run-result.ts';
import type { Expectation, Limit } from './workload.ts';

export interface Outcome {
  readonly unstatedFailures: number;
  /** What dma-debug complained of, and no step foresaw. */
  readonly debugMessages: number;
  readonly liveBuffers: number;
  readonly pools: readonly PoolFigures[];
}

type PoolExpectation = Extract<Expectation, { readonly kind: 'pool' }>;

/** Whether what a workload expects at its end came about, each with the number that was measured. */
export function judgeExpectations(
  expectations: readonly Expectation[],
  outcome: Outcome,
): readonly ExpectationResult[] {
  return expectations.flatMap((expectation) => judge(expectation, outcome));
}

function judge(expectation: Expectation, outcome: Outcome): readonly ExpectationResult[] {
  switch (expectation.kind) {
    case 'failures':
      return [
        judged(
          expectation,
          undefined,
          outcome.unstatedFailures,
          outcome.unstatedFailures <= expectation.atMost,
        ),
      ];
    case 'dmaDebug': {
      // Of a kernel without dma-debug there is nothing to say, unless it is asked for.
      if (expectation.place === undefined && outcome.debugMessages === 0) return [];
      const holds = outcome.debugMessages <= expectation.atMost;
      return [judged(expectation, undefined, outcome.debugMessages, holds)];
    }
    case 'live':
      return [judged(expectation, undefined, outcome.liveBuffers, outcome.liveBuffers <= expectation.atMost)];
    case 'pool':
      return judgePools(expectation, outcome.pools);
  }
}

/** One result: that of the named pool, or of the first in use that fails, else of the one that comes nearest to failing. */
function judgePools(
  expectation: PoolExpectation,
  pools: readonly PoolFigures[],
): readonly ExpectationResult[] {
  const meant = pools.filter((pool) =>
    expectation.pool === undefined ? pool.devices.length > 0 : pool.pool === expectation.pool,
  );
  let worst: { readonly result: ExpectationResult; readonly slack: number } | undefined;

  for (const pool of meant) {
    const actual = measure(expectation, pool);
    const limit = limitFor(expectation.limit, pool, expectation.measure);
    const slack = isAtLeast(expectation.measure) ? actual - limit : limit - actual;
    const share = slack / (expectation.measure === 'fragmentation' ? 1 : bytesOf(pool, pool.pageCount));
    if (worst === undefined || share < worst.slack) {
      worst = { result: judged(expectation, pool.pool, actual, slack >= 0), slack: share };
    }
  }
  return worst === undefined ? [] : [worst.result];
}

/** Whether more is better. */
function isAtLeast(what: PoolExpectation['measure']): boolean {
  return what === 'headroom' || what === 'largestHole';
}

/** Bytes; for fragmentation a share. */
function measure({ measure: what }: PoolExpectation, pool: PoolFigures): number {
  switch (what) {
    case 'peak':
      return bytesOf(pool, pool.peakPages);
    case 'headroom':
      return bytesOf(pool, pool.pageCount - pool.peakPages - pool.pinnedPages);
    case 'largestHole':
      return bytesOf(pool, pool.smallestHolePages);
    case 'waste':
      return pool.wasteBytesAtPeak;
    case 'fragmentation':
      return pool.fragmentation?.share ?? 0;
  }
}

function limitFor(limit: Limit, pool: PoolFigures, what: PoolExpectation['measure']): number {
  if (limit.kind === 'bytes') return limit.bytes;
  return what === 'fragmentation' ? limit.share : limit.share * bytesOf(pool, pool.pageCount);
}

function bytesOf(pool: PoolFigures, pages: number): number {
  return pages * pool.pageSize;
}

function judged(
  expectation: Expectation,
  pool: number | undefined,
  actual: number,
  holds: boolean,
): ExpectationResult {
  return { kind: 'workload', holds, expectation, pool, actual };
}
