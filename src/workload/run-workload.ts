import type { Allocation, AllocFailure, AllocRequest, DmaSystem } from '../kernel/dma/types.ts';
import { DeviceAccount } from './device-account.ts';
import { FailureLog } from './failure-log.ts';
import { judgeExpectations } from './judge-expectations.ts';
import { PoolAccount } from './pool-account.ts';
import { bufferName, flag, type Program, placeOfInstruction } from './program.ts';
import { pagesInCmaArea, remedyFor } from './remedy.ts';
import type { FailureReport, Holder, RunResult } from './run-result.ts';
import { StepOutcomes } from './step-outcomes.ts';
import { type OperationVisitor, walkProgram } from './walk-program.ts';
import type { Workload } from './workload.ts';

/** Is told of every operation while it is performed; `buffer` is worked out when asked for. */
export interface RunObserver {
  allocated(device: string, buffer: () => string, request: AllocRequest, allocation: Allocation): void;
  failed(device: string, buffer: () => string, request: AllocRequest, failure: AllocFailure): void;
  /** `allocation` is undefined where there was nothing to free, because that allocation had failed. */
  freed(device: string, buffer: () => string, allocation: Allocation | undefined): void;
}

/**
 * Performs a workload on a booted board, whose pools are as it leaves them afterwards, and says what came of it.
 *
 * The workload is one that `loadWorkload` fitted to the same board.
 */
export function runWorkload(system: DmaSystem, workload: Workload, observer?: RunObserver): RunResult {
  const run = new Run(system, workload, observer);
  walkProgram(workload.program, run);
  return run.result();
}

class Run implements OperationVisitor {
  readonly #system: DmaSystem;
  readonly #workload: Workload;
  readonly #program: Program;
  readonly #observer: RunObserver | undefined;
  readonly #pools: readonly PoolAccount[];
  readonly #devices: readonly DeviceAccount[];
  readonly #steps: StepOutcomes;
  readonly #failures: FailureLog;
  readonly #requests: (AllocRequest | undefined)[] = [];
  /** By slot: what is live there, or undefined where the allocation failed. */
  readonly #allocations: (Allocation | undefined)[] = [];
  readonly #instructionOfSlot: number[] = [];
  readonly #numberOfSlot: number[] = [];
  readonly #tolerated: number;
  readonly #phaseOperations: number[];
  readonly #phaseFailures: number[];
  #phase: number | undefined;
  #operations = 0;
  #unexpected = 0;
  #firstFailure: FailureReport | undefined;

  constructor(system: DmaSystem, workload: Workload, observer: RunObserver | undefined) {
    this.#system = system;
    this.#workload = workload;
    this.#program = workload.program;
    this.#observer = observer;
    for (const path of workload.devices) system.device(path);
    this.#pools = system.pools.map((pool, index) => new PoolAccount(index, pool));
    this.#devices = workload.devices.map((path) => new DeviceAccount(path, workload.pageSize));
    this.#steps = new StepOutcomes(workload.program);
    this.#failures = new FailureLog(workload.program, workload.devices);
    this.#tolerated = toleratedFailures(workload);
    this.#phaseOperations = workload.program.phaseNames.map(() => 0);
    this.#phaseFailures = workload.program.phaseNames.map(() => 0);
    this.#attachDevices();
  }

  alloc(instruction: number, slot: number, number: number): void {
    this.#countOperation();
    this.#instructionOfSlot[slot] = instruction;
    this.#numberOfSlot[slot] = number;

    const device = this.#devices[this.#program.devices[instruction] ?? 0];
    if (device === undefined) return;
    const request = this.#request(instruction);
    const result = this.#system.alloc(device.path, request);
    if (!result.ok) {
      this.#allocations[slot] = undefined;
      this.#failed(instruction, slot, device, request, result.failure);
      return;
    }

    const { allocation } = result;
    this.#allocations[slot] = allocation;
    device.allocated(allocation);
    this.#account(device, allocation);
    this.#observer?.allocated(device.path, () => this.#bufferName(slot), request, allocation);
  }

  #account(device: DeviceAccount, allocation: Allocation): void {
    const pool = allocation.pool === undefined ? undefined : this.#pools[allocation.pool];
    if (pool === undefined) return;
    pool.allocated(allocation, this.#operations);
    // The default area is nobody's own: who uses it shows only now.
    if (device.lastPool === allocation.pool) return;
    device.lastPool = allocation.pool;
    pool.devices.add(device.path);
  }

  allocEnd(instruction: number): void {
    this.#steps.end(instruction);
  }

  free(_instruction: number, slot: number): void {
    this.#countOperation();
    const device = this.#devices[this.#program.devices[this.#instructionOfSlot[slot] ?? 0] ?? 0];
    const allocation = this.#allocations[slot];
    if (device === undefined) return;
    this.#observer?.freed(device.path, () => this.#bufferName(slot), allocation);
    if (allocation === undefined) {
      device.freesOfFailed++;
      return;
    }

    const freed = this.#system.free(allocation);
    // What was allocated and not yet freed can be freed: anything else is a bug of the emulated allocator.
    if (!freed.ok) throw new Error(`free of ${this.#bufferName(slot)}: ${freed.message}`);
    this.#allocations[slot] = undefined;
    device.freed(allocation);
    if (allocation.pool !== undefined) this.#pools[allocation.pool]?.freed(allocation, this.#operations);
  }

  phase(phase: number | undefined): void {
    this.#phase = phase;
  }

  mistake(): boolean {
    // `checkBuffers` refused such a workload; one that was not checked goes on without the step.
    return true;
  }

  result(): RunResult {
    const pools = this.#pools.map((pool) => pool.figures());
    const devices = this.#devices.map((device) => device.figures());
    const liveBuffers = sum(devices.map((device) => device.liveBuffers));
    const expectations = [
      ...this.#steps.results(),
      ...judgeExpectations(this.#workload.expectations, {
        unstatedFailures: this.#steps.unstatedFailures,
        liveBuffers,
        pools,
      }),
    ];

    return {
      name: this.#workload.name,
      file: this.#program.file.path,
      passes: expectations.every((expectation) => expectation.holds),
      operations: this.#operations,
      succeeded: sum(devices.map((device) => device.succeeded)),
      failed: sum(devices.map((device) => device.failed)),
      unexpectedFailures: this.#unexpected,
      frees: sum(devices.map((device) => device.frees)),
      freesOfFailed: sum(devices.map((device) => device.freesOfFailed)),
      liveBuffers,
      liveBytes: sum(devices.map((device) => device.liveBytes)),
      pools,
      devices,
      phases: this.#program.phaseNames.map((name, phase) => ({
        name,
        operations: this.#phaseOperations[phase] ?? 0,
        failed: this.#phaseFailures[phase] ?? 0,
      })),
      firstFailure: this.#firstFailure,
      failures: this.#failures.groups(),
      failuresLeftOut: this.#failures.leftOut,
      expectations,
    };
  }

  #countOperation(): void {
    this.#operations++;
    if (this.#phase !== undefined)
      this.#phaseOperations[this.#phase] = (this.#phaseOperations[this.#phase] ?? 0) + 1;
  }

  #request(instruction: number): AllocRequest {
    let request = this.#requests[instruction];
    if (request !== undefined) return request;
    const atomic = ((this.#program.flags[instruction] ?? 0) & flag.atomic) !== 0;
    request = { size: this.#program.sizes[instruction] ?? 0, maySleep: !atomic };
    this.#requests[instruction] = request;
    return request;
  }

  #failed(
    instruction: number,
    slot: number,
    device: DeviceAccount,
    request: AllocRequest,
    failure: AllocFailure,
  ): void {
    device.failed++;
    const pool = this.#poolOf(failure);
    const account = pool === undefined ? undefined : this.#pools[pool];
    if (account !== undefined) account.failed++;
    if (this.#phase !== undefined)
      this.#phaseFailures[this.#phase] = (this.#phaseFailures[this.#phase] ?? 0) + 1;
    this.#failures.add(instruction, this.#operations, failure);

    const expected = this.#steps.failed(instruction, this.#tolerated);
    if (!expected) this.#unexpected++;
    if (this.#firstFailure === undefined || (this.#firstFailure.expected && !expected)) {
      this.#firstFailure = this.#report(instruction, slot, failure, pool, expected);
    }
    this.#observer?.failed(device.path, () => this.#bufferName(slot), request, failure);
  }

  #poolOf(failure: AllocFailure): number | undefined {
    if (failure.pool === undefined) return undefined;
    const index = this.#system.pools.findIndex(
      (pool) => pool.region === failure.pool || pool.name === failure.pool,
    );
    return index === -1 ? undefined : index;
  }

  #report(
    instruction: number,
    slot: number,
    failure: AllocFailure,
    pool: number | undefined,
    expected: boolean,
  ): FailureReport {
    const size = this.#program.sizes[instruction] ?? 0;
    const state = pool === undefined ? undefined : this.#system.pools[pool];
    const holders = pool === undefined ? [] : this.#holders(pool, state?.pageSize ?? this.#workload.pageSize);
    return {
      operation: this.#operations,
      device: this.#workload.devices[this.#program.devices[instruction] ?? 0] ?? '',
      size,
      buffer: this.#bufferName(slot),
      place: placeOfInstruction(this.#program, instruction),
      phase: this.#phase === undefined ? undefined : this.#program.phaseNames[this.#phase],
      expected,
      failure,
      pool,
      holders,
      remedy: remedyFor(size, failure, state, holders),
    };
  }

  #holders(pool: number, pageSize: number): readonly Holder[] {
    const byDevice = new Map<string, Holder>();
    for (const allocation of this.#allocations) {
      if (allocation?.pool !== pool) continue;
      const before = byDevice.get(allocation.device);
      byDevice.set(allocation.device, {
        device: allocation.device,
        buffers: (before?.buffers ?? 0) + 1,
        pages: (before?.pages ?? 0) + allocation.pages,
        requestedBytes: (before?.requestedBytes ?? 0) + allocation.size,
        cmaPages: (before?.cmaPages ?? 0) + pagesInCmaArea(allocation.size, pageSize),
      });
    }
    return [...byDevice.values()].sort((left, right) => right.pages - left.pages);
  }

  #bufferName(slot: number): string {
    return bufferName(this.#program, this.#instructionOfSlot[slot] ?? 0, this.#numberOfSlot[slot] ?? 0);
  }

  #attachDevices(): void {
    for (const path of this.#workload.devices) {
      const state = this.#system.device(path);
      for (const pool of [state?.coherentPool, state?.cmaArea]) {
        if (pool !== undefined) this.#pools[pool]?.devices.add(path);
      }
    }
  }
}

/** How many failures steps that say nothing may have in all. */
function toleratedFailures(workload: Workload): number {
  const expectation = workload.expectations.find((candidate) => candidate.kind === 'failures');
  return expectation === undefined ? Number.POSITIVE_INFINITY : expectation.atMost;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
