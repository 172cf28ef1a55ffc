import type { Allocation, AllocFailure, AllocRequest, DmaSystem } from '../kernel/dma/types.ts';
import type { LogLine } from '../kernel/log.ts';
import type { Problem } from '../source/problem.ts';
import type { DeviceAccount } from './device-account.ts';
import { FailureLog } from './failure-log.ts';
import { judgeExpectations } from './judge-expectations.ts';
import { DriverOperations } from './operations/driver-operations.ts';
import { nameMistakeText } from './operations/object-names.ts';
import type { Operation } from './operations/operation.ts';
import { type Program, placeOfInstruction } from './program.ts';
import { allocRequestOf, freeRequestOf } from './program-requests.ts';
import { RecordedComparison, type ReplayedOutcome } from './recorded-outcome.ts';
import { RunAccounts } from './run-accounts.ts';
import { RunCalls } from './run-calls.ts';
import { explainedAlloc, RunExplain } from './run-explain.ts';

import { poolOf, reportFailure } from './run-failures.ts';
import { mistakeText } from './run-mistake.ts';
import type { RunObserver } from './run-observer.ts';
import { RunPhases } from './run-phases.ts';
import type { ExplainTarget, FailureReport, PanickedOperation, RunResult } from './run-result.ts';
import { RunSlots } from './run-slots.ts';
import { toleratedFailures, totalsOf } from './run-totals.ts';
import type { GivenByStep } from './step-details.ts';
import { StepOutcomes } from './step-outcomes.ts';
import type { BufferMistake } from './walk-frees.ts';
import { type OperationVisitor, walkProgram } from './walk-program.ts';
import type { Workload } from './workload.ts';

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

/** A workload while it is performed. */
export class WorkloadRun implements OperationVisitor {
  /** What made the run stop, because it cannot be performed whatever the kernel says. */
  mistakeFound: Problem | undefined;
  readonly #system: DmaSystem;
  readonly #workload: Workload;
  #program: Program;
  readonly #observer: RunObserver | undefined;
  readonly #accounts: RunAccounts;
  readonly #slots = new RunSlots();
  readonly #steps: StepOutcomes;
  readonly #failures: FailureLog;
  readonly #calls = new RunCalls();
  readonly #operationsOf: DriverOperations;
  readonly #explain: RunExplain;
  readonly #recorded = new RecordedComparison();
  #requests: (AllocRequest | undefined)[] = [];
  readonly #tolerated: number;
  readonly #phases: RunPhases;
  #operations = 0;
  #unexpected = 0;
  #panicked: PanickedOperation | undefined;
  #firstFailure: FailureReport | undefined;

  constructor(
    system: DmaSystem,
    workload: Workload,
    observer: RunObserver | undefined,
    explain: ExplainTarget | undefined,
  ) {
    this.#system = system;
    this.#workload = workload;
    this.#program = workload.program;
    this.#observer = observer;
    this.#accounts = new RunAccounts(system, workload.devices, workload.pageSize);
    this.#steps = new StepOutcomes(workload.program);
    this.#failures = new FailureLog(workload.devices);
    this.#operationsOf = new DriverOperations(system, workload.devices);
    this.#explain = new RunExplain(explain);
    this.#tolerated = toleratedFailures(workload);
    this.#phases = new RunPhases(workload.program.phaseNames);
    this.#accounts.addDevices();
  }

  get isOver(): boolean {
    return this.#panicked !== undefined;
  }

  /** What comes next of a workload that is read while it runs; its devices may have become more. */
  continueWith(program: Program): void {
    this.#program = program;
    this.#requests = [];
    this.#steps.continueWith(program);
    this.#accounts.addDevices();
  }

  alloc(instruction: number, slot: number, number: number): void {
    this.#countOperation();
    const program = this.#program;
    this.#slots.begin(slot, program, instruction, number);
    const device = this.#accounts.devices[program.devices[instruction] ?? 0];
    if (device === undefined) return;
    const request = this.#request(instruction);
    const name = (): string => this.#bufferName(slot);
    const path = this.#explain.pathFor(this.#operations, name);
    const result = this.#system.alloc(device.path, request, path);
    const log = this.#takeLog();
    if (path !== undefined) {
      const place = placeOfInstruction(program, instruction);
      const setting = { operation: this.#operations, device: device.path, id: name(), size: request.size };
      this.#explain.end(explainedAlloc({ ...setting, place }, result));
    }
    this.#notePanic({ name: 'alloc', device: device.path, id: name() }, instruction);
    if (!result.ok) {
      const { code, message } = result.failure;
      this.#compare(instruction, { why: [code, message] }, log);
      this.#compareRecorded(instruction, { ok: false, why: message }, 'alloc', device.path, name);
      this.#failed(instruction, slot, device, request, result.failure);
      this.#observer?.failed(device.path, name, request, result.failure, log);
      return;
    }

    const { allocation } = result;
    this.#compare(instruction, allocation, log);
    if (program.recorded.size > 0)
      this.#compareRecorded(instruction, replayedOf(allocation), 'alloc', device.path, name);
    this.#slots.hold(slot, allocation);
    this.#accounts.allocated(device, allocation, this.#operations);
    this.#observer?.allocated(device.path, name, request, allocation, log);
  }

  allocEnd(instruction: number): void {
    this.#steps.end(instruction);
  }

  free(instruction: number, slot: number): void {
    this.#countOperation();
    const device = this.#accounts.devices[this.#slots.device(slot)];
    const allocation = this.#slots.allocation(slot);
    if (device === undefined) return;
    const name = (): string => this.#bufferName(slot);
    if (allocation === undefined) {
      this.#observer?.freed(device.path, name, undefined, undefined, []);
      device.freesOfFailed++;
      return;
    }

    const says = freeRequestOf(this.#program, instruction, allocation);
    const path = this.#explain.pathFor(this.#operations, () => undefined);
    const freed = this.#system.free(allocation, says, path);
    // What was allocated and not yet freed can be freed: anything else is a bug of the emulated allocator.
    if (!freed.ok) throw new Error(`free of ${name()}: ${freed.message}`);
    const log = this.#takeLog();
    this.#calls.complainedOf(log);
    this.#observer?.freed(device.path, name, allocation, says, log);
    if (path !== undefined) {
      const setting = { operation: this.#operations, name: 'free', device: device.path, id: name() };
      const place = placeOfInstruction(this.#program, instruction);
      this.#explain.end({ ...setting, size: allocation.size, place, ok: true, outcome: 'freed' });
    }
    this.#release(slot, allocation);
  }

  operate(instruction: number, operation: Operation, slot: number | undefined): boolean {
    const mistake = this.#operationsOf.check(operation);
    if (mistake !== undefined) {
      this.#stop(instruction, 'id-unknown', nameMistakeText(mistake, operation));
      return false;
    }
    this.#countOperation();
    const allocation = slot === undefined ? undefined : this.#slots.allocation(slot);
    const id = operation.operands.text('id');
    const path = this.#explain.pathFor(this.#operations, () => id);
    const result = this.#operationsOf.perform(operation, allocation, path);
    const { outcome, device, skipped } = result;
    const { name } = operation.spec;
    if (outcome.freed !== undefined && outcome.freed.length > 0) {
      for (const gone of this.#slots.slotsOf(outcome.freed))
        this.#release(gone, this.#slots.allocation(gone));
    }
    this.#calls.performed(name, skipped ? 'skipped' : outcome.ok ? 'ok' : 'failed');
    const log = this.#takeLog();
    this.#observer?.performed(operation, result, log);
    const { ok, from, dma, rc, why: cause } = outcome;
    this.#compare(instruction, { from, dma, rc, why: ok ? undefined : [cause ?? ''] }, log);
    if (!skipped) this.#compareRecorded(instruction, outcome, name, device, () => id);
    this.#notePanic({ name, device, id }, instruction);

    const place = placeOfInstruction(this.#program, instruction);
    const setting = { operation: this.#operations, name, device, id, place };
    if (!outcome.ok && !skipped) {
      const expected = this.#countFailure(instruction);
      const phase = this.#phases.name;
      this.#calls.noteFailure({ ...setting, phase, expected, why: outcome.why ?? '' });
    }
    if (path !== undefined) {
      const { why } = outcome;
      const size = operation.operands.number('size');
      this.#explain.end({ ...setting, size, ok, outcome: why ?? 'done' });
    }
    this.#steps.end(instruction);
    return true;
  }

  phase(phase: number | undefined): void {
    this.#phases.enter(phase);
  }

  mistake(instruction: number, mistake: BufferMistake, number: number): boolean {
    // `checkBuffers` refused such a workload, unless it is read while it runs.
    const operation = this.#program.operations[this.#program.firsts[instruction] ?? 0];
    const group = operation?.allocation?.group ?? this.#program.groups[instruction] ?? 0;
    const name = this.#program.groupNames[group] ?? '';
    this.#stop(
      instruction,
      mistake === 'still-live' ? 'id-in-use' : 'free-not-live',
      mistakeText(mistake, name, number),
    );
    return false;
  }

  result(): RunResult {
    const pools = this.#accounts.pools.map((pool) => pool.figures());
    const devices = this.#accounts.devices.map((device) => device.figures());
    const totals = totalsOf(devices);
    const recorded = this.#recorded.figures();
    const expectations = [
      ...this.#steps.results(),
      ...judgeExpectations(this.#workload.expectations, {
        unstatedFailures: this.#steps.unstatedFailures,
        debugMessages: this.#calls.complaints,
        liveBuffers: totals.liveBuffers,
        pools,
      }),
    ];

    return {
      name: this.#workload.name,
      file: this.#program.file.path,
      passes:
        this.#panicked === undefined &&
        (recorded?.different ?? 0) === 0 &&
        expectations.every((expectation) => expectation.holds),
      panicked: this.#panicked,
      operations: this.#operations,
      ...totals,
      unexpectedFailures: this.#unexpected,
      pools,
      devices,
      phases: this.#phases.figures(),
      firstFailure: this.#firstFailure,
      failures: this.#failures.groups(),
      failuresLeftOut: this.#failures.leftOut,
      calls: this.#calls.figures(),
      failedCall: this.#calls.failed,
      log: this.#calls.log,
      logLeftOut: this.#calls.logLeftOut,
      explained: this.#explain.explained,
      expectations,
      recorded,
    };
  }

  #release(slot: number, allocation: Allocation | undefined): void {
    this.#slots.drop(slot);
    if (allocation === undefined) return;
    this.#accounts.freed(this.#accounts.devices[this.#slots.device(slot)], allocation, this.#operations);
  }

  #countOperation(): void {
    this.#operations++;
    this.#phases.operation();
  }

  #request(instruction: number): AllocRequest {
    let request = this.#requests[instruction];
    if (request !== undefined) return request;
    request = allocRequestOf(this.#program, instruction);
    this.#requests[instruction] = request;
    return request;
  }

  #failed(
    instruction: number,
    slot: number,
    device: DeviceAccount,
    { size }: AllocRequest,
    failure: AllocFailure,
  ): void {
    device.failed++;
    const pool = poolOf(this.#system, failure);
    const account = pool === undefined ? undefined : this.#accounts.pool(pool);
    if (account !== undefined) account.failed++;
    const place = placeOfInstruction(this.#program, instruction);
    const operation = this.#operations;
    const expected = this.#countFailure(instruction);
    this.#failures.add({ device: this.#slots.device(slot), size, operation, expected }, failure, () => place);

    if (this.#firstFailure !== undefined && (!this.#firstFailure.expected || expected)) return;
    const who = { operation, device: device.path, size, buffer: this.#bufferName(slot), place };
    const setting = { ...who, phase: this.#phases.name, expected, failure, pool };
    this.#firstFailure = reportFailure(
      this.#system,
      setting,
      this.#slots.live(this.#program),
      this.#workload.pageSize,
    );
  }

  /** Whether it was expected. */
  #countFailure(instruction: number): boolean {
    this.#phases.failure();
    // It failed on the running system, too.
    if (this.#program.recorded.get(instruction)?.ok === false) return true;
    const expected = this.#steps.failed(instruction, this.#tolerated);
    if (!expected) this.#unexpected++;
    return expected;
  }

  #takeLog(): readonly LogLine[] {
    const lines = this.#system.takeLog();
    if (lines.length > 0) this.#calls.printed(this.#operations, lines);
    return lines;
  }

  /** What the step says of it; lines that no step foresees are counted. */
  #compare(instruction: number, given: GivenByStep, log: readonly LogLine[]): void {
    this.#calls.complainedOf(this.#steps.gave(instruction, given, log));
  }

  #compareRecorded(
    instruction: number,
    replayed: ReplayedOutcome,
    name: string,
    device: string,
    id: () => string | undefined,
  ): void {
    const recorded = this.#program.recorded.get(instruction);
    if (recorded === undefined) return;
    const place = placeOfInstruction(this.#program, instruction);
    const operation = this.#operations;
    this.#recorded.compare(recorded, replayed, () => ({ operation, name, device, id: id(), place }));
  }

  #notePanic(what: Pick<PanickedOperation, 'name' | 'device' | 'id'>, instruction: number): void {
    const text = this.#system.panicked;
    if (text === undefined || this.#panicked !== undefined) return;
    const place = placeOfInstruction(this.#program, instruction);
    this.#panicked = { ...what, operation: this.#operations, place, text };
  }

  #stop(instruction: number, code: string, message: string): void {
    const place = placeOfInstruction(this.#program, instruction);
    this.mistakeFound ??= { severity: 'error', code, message, place };
  }

  #bufferName(slot: number): string {
    return this.#slots.name(slot, this.#program);
  }
}

/** What is compared with a recording: addresses as they are now. */
function replayedOf({ dma, phys, exact }: Allocation): ReplayedOutcome {
  return { ok: true, dma, phys, exact };
}
