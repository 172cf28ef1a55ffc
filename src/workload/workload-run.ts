import type { Allocation, DmaSystem } from '../kernel/dma/types.ts';
import type { LogLine } from '../kernel/log.ts';
import type { Problem } from '../source/problem.ts';
import { FailureWatch } from './failure-watch.ts';
import { DriverOperations } from './operations/driver-operations.ts';
import { nameMistakeText } from './operations/object-names.ts';
import type { Operation } from './operations/operation.ts';
import { outcomeOfRun } from './outcome-of-run.ts';
import { groupOfInstruction, type Program, placeOfInstruction } from './program.ts';
import { freeRequestOf, ProgramRequests } from './program-requests.ts';
import { RecordedComparison, type ReplayedOutcome, replayedOf } from './recorded-outcome.ts';
import { RunAccounts } from './run-accounts.ts';
import { RunCalls } from './run-calls.ts';
import { explainedAlloc, RunExplain } from './run-explain.ts';
import { mistakeText } from './run-mistake.ts';
import type { RunObserver } from './run-observer.ts';
import { RunPhases } from './run-phases.ts';
import type { ExplainTarget, PanickedOperation, RunResult } from './run-result.ts';
import { RunSlots } from './run-slots.ts';
import type { GivenByStep } from './step-details.ts';
import { StepOutcomes } from './step-outcomes.ts';
import type { BufferMistake } from './walk-frees.ts';
import type { OperationVisitor } from './walk-program.ts';
import type { Workload } from './workload.ts';

/** An operation whose outcome is compared with a recording. */
interface ComparedOperation {
  readonly name: string;
  readonly device: string;
  readonly id: () => string | undefined;
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
  readonly #phases: RunPhases;
  readonly #failures: FailureWatch;
  readonly #calls = new RunCalls();
  readonly #operationsOf: DriverOperations;
  readonly #explain: RunExplain;
  readonly #recorded = new RecordedComparison();
  #requests: ProgramRequests;
  #operations = 0;
  #panicked: PanickedOperation | undefined;

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
    this.#phases = new RunPhases(workload.program);
    this.#failures = new FailureWatch({
      system,
      workload,
      accounts: this.#accounts,
      slots: this.#slots,
      steps: this.#steps,
      phases: this.#phases,
    });
    this.#operationsOf = new DriverOperations(system, workload.devices);
    this.#explain = new RunExplain(explain);
    this.#requests = new ProgramRequests(workload.program);
    this.#accounts.addDevices();
  }

  get isOver(): boolean {
    return this.#panicked !== undefined;
  }

  /** What comes next of a workload that is read while it runs; its devices may have become more. */
  continueWith(program: Program): void {
    this.#program = program;
    this.#requests = new ProgramRequests(program);
    this.#steps.continueWith(program);
    this.#accounts.addDevices();
  }

  alloc(instruction: number, slot: number, number: number, deviceNumber: number, size: number): void {
    this.#countOperation();
    const program = this.#program;
    this.#slots.begin(slot, program, instruction, number, deviceNumber);
    const device = this.#accounts.devices[deviceNumber];
    if (device === undefined) return;
    const request = this.#requests.of(instruction, size);
    const path = this.#explain.isWaiting
      ? this.#explain.pathFor(this.#operations, this.#nameOf(slot))
      : undefined;
    const result = this.#system.alloc(device.path, request, path);
    const log = this.#takeLog();
    if (path !== undefined) {
      const place = placeOfInstruction(program, instruction);
      const setting = { operation: this.#operations, device: device.path, id: this.#bufferName(slot), size };
      this.#explain.end(explainedAlloc({ ...setting, place }, result));
    }
    if (this.#system.panicked !== undefined)
      this.#notePanic({ name: 'alloc', device: device.path, id: this.#bufferName(slot) }, instruction);
    if (!result.ok) {
      const { failure } = result;
      this.#compare(instruction, { why: [failure.code, failure.message] }, log);
      const what = { name: 'alloc', device: device.path, id: this.#nameOf(slot) };
      this.#compareRecorded(instruction, { ok: false, why: failure.message }, what);
      const operation = this.#operations;
      this.#failures.allocation({ program, instruction, slot, size, operation }, failure);
      this.#observer?.failed(device.path, this.#nameOf(slot), request, failure, log);
      return;
    }

    const { allocation } = result;
    this.#compare(instruction, allocation, log);
    if (program.recorded.size > 0) {
      const what = { name: 'alloc', device: device.path, id: this.#nameOf(slot) };
      this.#compareRecorded(instruction, replayedOf(allocation), what);
    }
    this.#slots.hold(slot, allocation);
    this.#accounts.allocated(device, allocation, this.#operations);
    this.#observer?.allocated(device.path, this.#nameOf(slot), request, allocation, log);
  }

  allocEnd(instruction: number): void {
    this.#steps.end(instruction);
  }

  free(instruction: number, slot: number): void {
    this.#countOperation();
    const device = this.#accounts.devices[this.#slots.device(slot)];
    const allocation = this.#slots.allocation(slot);
    if (device === undefined) return;
    if (allocation === undefined) {
      this.#observer?.freed(device.path, this.#nameOf(slot), undefined, undefined, []);
      device.freesOfFailed++;
      return;
    }

    const says = freeRequestOf(this.#program, instruction, allocation);
    const path = this.#explain.isWaiting
      ? this.#explain.pathFor(this.#operations, () => undefined)
      : undefined;
    const freed = this.#system.free(allocation, says, path);
    // What was allocated and not yet freed can be freed: anything else is a bug of the emulated allocator.
    if (!freed.ok) throw new Error(`free of ${this.#bufferName(slot)}: ${freed.message}`);
    const log = this.#takeLog();
    this.#calls.complainedOf(log);
    this.#observer?.freed(device.path, this.#nameOf(slot), allocation, says, log);
    if (path !== undefined) {
      const id = this.#bufferName(slot);
      const setting = { operation: this.#operations, name: 'free', device: device.path, id };
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
    const path = this.#explain.isWaiting ? this.#explain.pathFor(this.#operations, () => id) : undefined;
    const result = this.#operationsOf.perform(operation, allocation, path);
    const { outcome, device, skipped } = result;
    const { name } = operation.spec;
    if (outcome.freed !== undefined && outcome.freed.length > 0) {
      for (const gone of this.#slots.slotsOf(outcome.freed))
        this.#release(gone, this.#slots.allocation(gone));
    }
    this.#accounts.look(this.#operations);
    this.#calls.performed(name, skipped ? 'skipped' : outcome.ok ? 'ok' : 'failed');
    const log = this.#takeLog();
    this.#observer?.performed(operation, result, log);
    const { ok, from, dma, rc, why: cause } = outcome;
    this.#compare(instruction, { from, dma, rc, why: ok ? undefined : [cause ?? ''] }, log);
    if (!skipped) this.#compareRecorded(instruction, outcome, { name, device, id: () => id });
    this.#notePanic({ name, device, id }, instruction);

    const place = placeOfInstruction(this.#program, instruction);
    const setting = { operation: this.#operations, name, device, id, place };
    if (!outcome.ok && !skipped) {
      const expected = this.#failures.count(this.#program, instruction);
      const { name: phase, actor } = this.#phases;
      this.#calls.noteFailure({ ...setting, phase, actor, expected, why: outcome.why ?? '' });
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

  actor(actor: number | undefined): void {
    this.#phases.enterActor(actor);
  }

  mistake(instruction: number, mistake: BufferMistake, number: number): boolean {
    // `checkBuffers` refused such a workload, unless it is read while it runs.
    const group = groupOfInstruction(this.#program, instruction);
    const name = this.#program.groupNames[group] ?? '';
    this.#stop(
      instruction,
      mistake === 'still-live' ? 'id-in-use' : 'free-not-live',
      mistakeText(mistake, name, number),
    );
    return false;
  }

  result(): RunResult {
    return outcomeOfRun({
      workload: this.#workload,
      file: this.#program.file.path,
      operations: this.#operations,
      panicked: this.#panicked,
      accounts: this.#accounts,
      steps: this.#steps,
      failures: this.#failures,
      calls: this.#calls,
      explain: this.#explain,
      recorded: this.#recorded,
      phases: this.#phases,
    });
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
    { name, device, id }: ComparedOperation,
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

  /** For who may ask: a name is worked out then. */
  #nameOf(slot: number): () => string {
    return () => this.#bufferName(slot);
  }

  #bufferName(slot: number): string {
    return this.#slots.name(slot, this.#program);
  }
}
