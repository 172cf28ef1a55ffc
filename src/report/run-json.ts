import type { FailureDetails } from '../kernel/dma/failure-details.ts';
import { hex } from '../memory/quantity.ts';
import type { Place } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import type { BlockedPlace } from '../workload/blocking-buffers.ts';
import { poolBudget } from '../workload/run-budget.ts';
import type {
  DeviceFigures,
  ExpectationResult,
  FailedOperation,
  FailureGroup,
  FailureReport,
  PanickedOperation,
  PoolFigures,
  RunResult,
} from '../workload/run-result.ts';
import { describeExpectation } from './run-expectation.ts';
import { recordedJson } from './run-recorded.ts';

export type RunOutcome = 'passes' | 'fails' | 'panics' | 'stopped';

export interface RunJsonOptions {
  /** The `kernel` block of `boot --format json`. */
  readonly kernel: object;
}

/** What came of a workload, for scripts; docs/workloads.md describes it. Addresses and sizes are hex strings, counts are numbers. */
export function runJson(result: RunResult, { kernel }: RunJsonOptions): string {
  return `${JSON.stringify(runHeadJson(result, { kernel, outcome: outcomeOf(result) }), null, 2)}\n`;
}

/** The same as a value, with an outcome that more than the run may have decided. */
export function runHeadJson(
  result: RunResult,
  { kernel, outcome }: { readonly kernel: object | null; readonly outcome: string },
): object {
  const workload = { file: result.file, name: result.name ?? null };
  return { schemaVersion: 1, outcome, kernel, workload, ...runFiguresJson(result) };
}

/** What came of one run, without what it was a run of. */
export function runFiguresJson(result: RunResult): object {
  return {
    panicked: result.panicked === undefined ? null : panickedJson(result.panicked),
    stopped: result.stopped === undefined ? null : stoppedJson(result.stopped),
    operations: result.operations,
    succeeded: result.succeeded,
    failed: result.failed,
    unexpectedFailures: result.unexpectedFailures,
    frees: result.frees,
    freesOfFailed: result.freesOfFailed,
    live: { buffers: result.liveBuffers, bytes: hex(result.liveBytes) },
    pools: result.pools.map(poolJson),
    devices: result.devices.map(deviceJson),
    phases: result.phases,
    firstFailure: result.firstFailure === undefined ? null : firstFailureJson(result.firstFailure),
    failures: result.failures.map(failureGroupJson),
    failuresLeftOut: result.failuresLeftOut,
    calls: result.calls,
    failedCall: result.failedCall === undefined ? null : failedCallJson(result.failedCall),
    log: result.log,
    logLeftOut: result.logLeftOut,
    recorded: recordedJson(result.recorded),
    expectations: result.expectations.map((expectation) => expectationJson(expectation, result.pools)),
  };
}

/** What came of it, in a word. */
export function outcomeOf({ stopped, panicked, passes }: RunResult): RunOutcome {
  if (panicked !== undefined) return 'panics';
  if (stopped !== undefined) return 'stopped';
  return passes ? 'passes' : 'fails';
}

function panickedJson({ operation, name, device, id, text, place }: PanickedOperation): object {
  return { operation, do: name, device, id: id ?? null, text, ...placeJson(place) };
}

function poolJson(pool: PoolFigures): object {
  return {
    node: pool.region ?? null,
    name: pool.name,
    kind: pool.kind,
    base: hex(pool.base),
    size: hex(BigInt(pool.pageCount) * BigInt(pool.pageSize)),
    pageSize: pool.pageSize,
    pageCount: pool.pageCount,
    exact: pool.exact,
    devices: pool.devices,
    succeeded: pool.succeeded,
    failed: pool.failed,
    usedPagesBefore: pool.usedPagesBefore,
    peak: {
      pages: pool.peakPages,
      operation: pool.peakOperation,
      requested: hex(pool.requestedBytesAtPeak),
      waste: hex(pool.wasteBytesAtPeak),
    },
    endPages: pool.endPages,
    pinnedPages: pool.pinnedPages,
    smallestHolePages: pool.smallestHolePages,
    fragmentation: pool.fragmentation ?? null,
    budget: poolBudget(pool).lines.map(({ use, device, bytes }) => ({
      use,
      device: device ?? null,
      bytes: hex(bytes),
    })),
    end: {
      usedPages: pool.usedPagesAtEnd,
      largestHolePages: pool.largestHolePagesAtEnd,
      buffers: pool.liveBuffers,
      bytes: hex(pool.liveBytes),
    },
  };
}

function deviceJson(device: DeviceFigures): object {
  return {
    node: device.path,
    exact: device.exact,
    succeeded: device.succeeded,
    failed: device.failed,
    frees: device.frees,
    freesOfFailed: device.freesOfFailed,
    requested: hex(device.requestedBytes),
    peak: { requested: hex(device.peakBytes), waste: hex(device.wasteBytesAtPeak) },
    live: { buffers: device.liveBuffers, bytes: hex(device.liveBytes) },
    from: Object.fromEntries(device.sources),
  };
}

export function firstFailureJson(report: FailureReport): object {
  return {
    operation: report.operation,
    device: report.device,
    id: report.buffer,
    size: hex(report.size),
    ...placeJson(report.place),
    phase: report.phase ?? null,
    actor: report.actor,
    expected: report.expected,
    code: report.failure.code,
    message: report.failure.message,
    pool: report.failure.pool ?? null,
    neededPages: report.failure.neededPages,
    alignPages: report.failure.alignPages,
    freePages: report.failure.freePages,
    largestHolePages: report.failure.largestHolePages,
    pinnedPages: report.failure.pinnedPages ?? 0,
    path: report.failure.details === undefined ? null : pathJson(report.failure.details),
    holders: report.holders.map(({ device, buffers, pages, requestedBytes }) => ({
      device,
      buffers,
      pages,
      requested: hex(requestedBytes),
    })),
    nearest: report.nearest === undefined ? null : nearestJson(report.nearest),
    help: report.remedy,
  };
}

/** How it was asked, which ways were tried, and what would have helped. */
function pathJson({ call, gfp, attrs, tried, freePages, remedies }: FailureDetails): object {
  const ways = tried.map(({ pool, ...way }) => ({ ...way, pool: pool ?? null }));
  return { call, gfp, attrs, tried: ways, freePages, remedies };
}

/** Pages are counted from the pool's start. */
function nearestJson({ firstPage, pages, takenPages, buffers }: BlockedPlace): object {
  const shown = buffers.map(({ buffer, ...place }) => ({ id: buffer, ...place }));
  return { firstPage, pages, takenPages, buffers: shown };
}

function failedCallJson({ name, place, phase, id, ...rest }: FailedOperation): object {
  return { ...rest, do: name, id: id ?? null, phase: phase ?? null, ...placeJson(place) };
}

function stoppedJson({ code, message, place }: Problem): object {
  return { code, message, ...(place === undefined ? {} : placeJson(place)) };
}

function failureGroupJson({ device, size, code, count, failure, operation, place }: FailureGroup): object {
  return {
    device,
    size: hex(size),
    code,
    count,
    pool: failure.pool ?? null,
    neededPages: failure.neededPages,
    alignPages: failure.alignPages,
    freePages: failure.freePages,
    largestHolePages: failure.largestHolePages,
    firstOperation: operation,
    ...placeJson(place),
  };
}

function expectationJson(result: ExpectationResult, pools: readonly PoolFigures[]): object {
  const place = result.kind === 'step' ? result.place : result.expectation.place;
  return {
    holds: result.holds,
    expect:
      result.kind === 'step'
        ? 'step'
        : result.expectation.kind === 'pool'
          ? result.expectation.measure
          : result.expectation.kind,
    message: describeExpectation(result, pools),
    ...(place === undefined ? {} : placeJson(place)),
  };
}

function placeJson(place: Place): { readonly file: string; readonly line: number; readonly column: number } {
  return { file: place.file.path, ...place.file.lineColumn(place.start) };
}
