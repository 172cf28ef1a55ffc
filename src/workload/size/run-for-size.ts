import type { DmaSystem } from '../../kernel/dma/types.ts';
import type { Operation } from '../operations/operation.ts';
import type { Program } from '../program.ts';
import type { RunResult } from '../run-result.ts';
import { walkProgram } from '../walk-program.ts';
import type { Workload } from '../workload.ts';
import { WorkloadRun } from '../workload-run.ts';
import { neededSteps } from './needed-steps.ts';
import { DemandObserver } from './pool-demand.ts';

export interface SizedRun {
  readonly result: RunResult;
  readonly demand: DemandObserver;
}

/**
 * Performs a workload on a booted board, as `runWorkload` does, and watches how much of its pools it takes.
 *
 * @param mayFallBack whether a buffer that a CMA area has no room for may come from the page allocator
 */
export function runForSize(system: DmaSystem, workload: Workload, mayFallBack: boolean): SizedRun {
  const demand = new DemandObserver(system, workload.pageSize, mayFallBack);
  const run = new WatchedRun(system, workload, demand);
  walkProgram(workload.program, run);
  return { result: run.result(), demand };
}

/** A run that tells its observer which step it is at. */
class WatchedRun extends WorkloadRun {
  readonly #demand: DemandObserver;
  readonly #watched: Program;
  readonly #isNeeded: (instruction: number, program: Program) => boolean;

  constructor(system: DmaSystem, workload: Workload, demand: DemandObserver) {
    super(system, workload, demand, undefined);
    this.#demand = demand;
    this.#watched = workload.program;
    this.#isNeeded = neededSteps(workload);
    demand.look();
  }

  override alloc(instruction: number, slot: number, number: number, device: number, size: number): void {
    this.#demand.isNeeded = this.#isNeeded(instruction, this.#watched);
    this.#demand.operation++;
    super.alloc(instruction, slot, number, device, size);
  }

  override free(instruction: number, slot: number): void {
    this.#demand.operation++;
    super.free(instruction, slot);
  }

  override operate(instruction: number, operation: Operation, slot: number | undefined): boolean {
    this.#demand.operation++;
    this.#demand.remember();
    const goesOn = super.operate(instruction, operation, slot);
    this.#demand.look();
    return goesOn;
  }
}
