import type { FailureWatch } from './failure-watch.ts';
import { judgeExpectations } from './judge-expectations.ts';
import type { RecordedComparison } from './recorded-outcome.ts';
import type { RunAccounts } from './run-accounts.ts';
import type { RunCalls } from './run-calls.ts';
import type { RunExplain } from './run-explain.ts';
import type { RunPhases } from './run-phases.ts';
import type { PanickedOperation, RunResult } from './run-result.ts';
import { totalsOf } from './run-totals.ts';
import type { StepOutcomes } from './step-outcomes.ts';
import type { Workload } from './workload.ts';

/** What was kept of a run while it went on. */
export interface RunParts {
  readonly workload: Workload;
  /** Path of the file that it is from. */
  readonly file: string;
  readonly operations: number;
  readonly panicked: PanickedOperation | undefined;
  readonly accounts: RunAccounts;
  readonly steps: StepOutcomes;
  readonly failures: FailureWatch;
  readonly calls: RunCalls;
  readonly explain: RunExplain;
  readonly recorded: RecordedComparison;
  readonly phases: RunPhases;
}

/** The figures of a run, and whether what was expected of it holds. */
export function outcomeOfRun(parts: RunParts): RunResult {
  const { workload, accounts, steps, failures, calls, panicked } = parts;
  const pools = accounts.pools.map((pool) => pool.figures());
  const devices = accounts.devices.map((device) => device.figures());
  const totals = totalsOf(devices);
  const recorded = parts.recorded.figures();
  const expectations = [
    ...steps.results(),
    ...judgeExpectations(workload.expectations, {
      unstatedFailures: steps.unstatedFailures,
      debugMessages: calls.complaints,
      liveBuffers: totals.liveBuffers,
      pools,
    }),
  ];

  return {
    name: workload.name,
    file: parts.file,
    passes:
      panicked === undefined &&
      (recorded?.different ?? 0) === 0 &&
      expectations.every((expectation) => expectation.holds),
    panicked,
    operations: parts.operations,
    ...totals,
    unexpectedFailures: failures.unexpected,
    pools,
    devices,
    phases: parts.phases.figures(),
    firstFailure: failures.first,
    failures: failures.log.groups(),
    failuresLeftOut: failures.log.leftOut,
    calls: calls.figures(),
    failedCall: calls.failed,
    log: calls.log,
    logLeftOut: calls.logLeftOut,
    explained: parts.explain.explained,
    expectations,
    recorded,
  };
}
