import type { DeviceFigures, RunResult } from './run-result.ts';
import type { Workload } from './workload.ts';

/** What all devices together come to. */
export type RunTotals = Pick<
  RunResult,
  'succeeded' | 'failed' | 'frees' | 'freesOfFailed' | 'liveBuffers' | 'liveBytes'
>;

export function totalsOf(devices: readonly DeviceFigures[]): RunTotals {
  return {
    succeeded: sum(devices.map((device) => device.succeeded)),
    failed: sum(devices.map((device) => device.failed)),
    frees: sum(devices.map((device) => device.frees)),
    freesOfFailed: sum(devices.map((device) => device.freesOfFailed)),
    liveBuffers: sum(devices.map((device) => device.liveBuffers)),
    liveBytes: sum(devices.map((device) => device.liveBytes)),
  };
}

/** How many failures steps that say nothing may have in all. */
export function toleratedFailures(workload: Workload): number {
  const expectation = workload.expectations.find((candidate) => candidate.kind === 'failures');
  return expectation === undefined ? Number.POSITIVE_INFINITY : expectation.atMost;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
