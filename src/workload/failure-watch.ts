import type { AllocFailure, DmaSystem } from '../kernel/dma/types.ts';
import { FailureLog } from './failure-log.ts';
import { type Program, placeOfInstruction } from './program.ts';
import type { RunAccounts } from './run-accounts.ts';
import { poolOf, reportFailure } from './run-failures.ts';
import type { RunPhases } from './run-phases.ts';
import type { FailureReport } from './run-result.ts';
import type { RunSlots } from './run-slots.ts';
import { toleratedFailures } from './run-totals.ts';
import type { StepOutcomes } from './step-outcomes.ts';
import type { Workload } from './workload.ts';

/** What the failures of a run are judged and reported with. */
interface FailureSetting {
  readonly system: DmaSystem;
  readonly workload: Workload;
  readonly accounts: RunAccounts;
  readonly slots: RunSlots;
  readonly steps: StepOutcomes;
  readonly phases: RunPhases;
}

/** An allocation that got nothing. */
interface FailedAllocation {
  readonly program: Program;
  readonly instruction: number;
  readonly slot: number;
  readonly size: number;
  /** Number of the operation. */
  readonly operation: number;
}

/** The failures of a run: which were expected, how many of which kind, and the first at length. */
export class FailureWatch {
  unexpected = 0;
  first: FailureReport | undefined;
  readonly log: FailureLog;
  readonly #setting: FailureSetting;
  readonly #tolerated: number;

  constructor(setting: FailureSetting) {
    this.#setting = setting;
    this.log = new FailureLog(setting.workload.devices);
    this.#tolerated = toleratedFailures(setting.workload);
  }

  allocation(failed: FailedAllocation, failure: AllocFailure): void {
    const { program, instruction, slot, size, operation } = failed;
    const { system, accounts, slots } = this.#setting;
    const number = slots.device(slot);
    const device = accounts.devices[number];
    if (device !== undefined) device.failed++;
    const pool = poolOf(system, failure);
    const account = pool === undefined ? undefined : accounts.pool(pool);
    if (account !== undefined) account.failed++;
    const expected = this.count(program, instruction);
    const place = placeOfInstruction(program, instruction);
    this.log.add({ device: number, size, operation, expected }, failure, () => place);
    if (this.first === undefined || (this.first.expected && !expected))
      this.#report(failed, { failure, pool, expected, device: device?.path ?? '' });
  }

  /** Counts a failure of a step; whether it was expected. */
  count(program: Program, instruction: number): boolean {
    const { phases, steps } = this.#setting;
    phases.failure();
    // It failed on the running system, too.
    if (program.recorded.get(instruction)?.ok === false) return true;
    const expected = steps.failed(instruction, this.#tolerated);
    if (!expected) this.unexpected++;
    return expected;
  }

  #report(
    { program, instruction, slot, size, operation }: FailedAllocation,
    what: Pick<FailureReport, 'failure' | 'pool' | 'expected' | 'device'>,
  ): void {
    const { system, workload, slots, phases } = this.#setting;
    const place = placeOfInstruction(program, instruction);
    const when = { operation, phase: phases.name, actor: phases.actor, place };
    const setting = { ...what, ...when, size, buffer: slots.name(slot, program) };
    this.first = reportFailure(system, setting, slots.live(program), workload.pageSize);
  }
}
