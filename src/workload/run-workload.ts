import type { DmaSystem } from '../kernel/dma/types.ts';
import type { RunObserver } from './run-observer.ts';
import type { ExplainTarget, RunResult } from './run-result.ts';
import { walkProgram } from './walk-program.ts';
import type { Workload } from './workload.ts';
import { WorkloadRun } from './workload-run.ts';

/**
 * Performs a workload on a booted board, whose pools are as it leaves them afterwards, and says what came of it.
 *
 * The workload is one that `loadWorkload` fitted to the same board.
 */
export function runWorkload(
  system: DmaSystem,
  workload: Workload,
  observer?: RunObserver,
  explain?: ExplainTarget,
): RunResult {
  const run = new WorkloadRun(system, workload, observer, explain);
  walkProgram(workload.program, run);
  return run.result();
}
