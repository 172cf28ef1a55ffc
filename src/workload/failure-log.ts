import type { AllocFailure } from '../kernel/dma/types.ts';
import { type Program, placeOfInstruction } from './program.ts';
import type { FailureCode, FailureGroup } from './run-result.ts';

const mostGroups = 100;

interface Group {
  readonly device: number;
  readonly size: number;
  readonly failure: AllocFailure;
  readonly operation: number;
  readonly instruction: number;
  count: number;
}

/** Counts failures by device, size and reason; keeps the first of each, and at most 100 kinds. */
export class FailureLog {
  leftOut = 0;
  readonly #program: Program;
  readonly #devices: readonly string[];
  readonly #groups: Group[] = [];
  /** By device, then by size: the groups of that size, one a reason. */
  readonly #index: Map<number, Group[]>[] = [];

  constructor(program: Program, devices: readonly string[]) {
    this.#program = program;
    this.#devices = devices;
  }

  add(instruction: number, operation: number, failure: AllocFailure): void {
    const device = this.#program.devices[instruction] ?? 0;
    const size = this.#program.sizes[instruction] ?? 0;
    this.#index[device] ??= new Map();
    const sameSize = this.#index[device].get(size) ?? [];

    const known = sameSize.find((group) => group.failure.code === failure.code);
    if (known !== undefined) {
      known.count++;
      return;
    }
    if (this.#groups.length === mostGroups) {
      this.leftOut++;
      return;
    }
    const group = { device, size, failure, operation, instruction, count: 1 };
    this.#groups.push(group);
    this.#index[device].set(size, [...sameSize, group]);
  }

  groups(): readonly FailureGroup[] {
    return this.#groups.map(({ device, size, failure, operation, instruction, count }) => ({
      device: this.#devices[device] ?? '',
      size,
      code: failure.code satisfies FailureCode,
      count,
      failure,
      operation,
      place: placeOfInstruction(this.#program, instruction),
    }));
  }
}
