import type { Allocation } from '../kernel/dma/types.ts';
import { bufferName, flag, type Program } from './program.ts';
import type { LiveBuffer } from './run-failures.ts';

/** What the slots of a walk stand for: allocations, and of which step they are. */
export class RunSlots {
  /** Undefined where the allocation failed, or was freed. */
  readonly #allocations: (Allocation | undefined)[] = [];
  readonly #devices: number[] = [];
  readonly #groups: number[] = [];
  readonly #numbers: number[] = [];
  readonly #isAlone: boolean[] = [];

  /** A slot that begins to stand for buffer `number` of an instruction. */
  begin(slot: number, program: Program, instruction: number, number: number, device: number): void {
    this.#allocations[slot] = undefined;
    this.#devices[slot] = device;
    this.#groups[slot] = program.groups[instruction] ?? 0;
    this.#numbers[slot] = number;
    this.#isAlone[slot] = ((program.flags[instruction] ?? 0) & (flag.single | flag.exclusive)) !== 0;
  }

  hold(slot: number, allocation: Allocation): void {
    this.#allocations[slot] = allocation;
  }

  drop(slot: number): void {
    this.#allocations[slot] = undefined;
  }

  allocation(slot: number): Allocation | undefined {
    return this.#allocations[slot];
  }

  /** Number of its device. */
  device(slot: number): number {
    return this.#devices[slot] ?? 0;
  }

  name(slot: number, program: Program): string {
    const isAlone = this.#isAlone[slot] ?? false;
    return bufferName(program, this.#groups[slot] ?? 0, this.#numbers[slot] ?? 0, isAlone);
  }

  /** The slots of these allocations. */
  slotsOf(allocations: readonly Allocation[]): readonly number[] {
    const wanted = new Set<Allocation | undefined>(allocations);
    return this.#allocations.flatMap((allocation, slot) =>
      allocation !== undefined && wanted.has(allocation) ? [slot] : [],
    );
  }

  live(program: Program): readonly LiveBuffer[] {
    return this.#allocations.flatMap((allocation, slot) =>
      allocation === undefined ? [] : [{ name: this.name(slot, program), allocation }],
    );
  }
}
