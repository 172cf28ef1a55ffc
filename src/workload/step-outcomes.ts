import { anyFailures, opcode, type Program, placeOfInstruction } from './program.ts';
import type { ExpectationResult } from './run-result.ts';

interface Outcome {
  executions: number;
  violations: number;
  firstViolation: number | undefined;
}

/** Compares what steps say of themselves with what becomes of them, execution by execution. */
export class StepOutcomes {
  /** Failures of steps that say nothing. */
  unstatedFailures = 0;
  #program: Program;
  readonly #outcomes = new Map<number, Outcome>();
  #failures = 0;

  constructor(program: Program) {
    this.#program = program;
  }

  /** What comes next, of which no step says what it expects. */
  continueWith(program: Program): void {
    this.#program = program;
  }

  /** Whether this failure is one that the step foresees; a step that says nothing foresees `tolerated` in all. */
  failed(instruction: number, tolerated: number): boolean {
    this.#failures++;
    if (this.#program.stated[instruction] !== 1) {
      this.unstatedFailures++;
      return this.unstatedFailures <= tolerated;
    }
    const expected = this.#program.expectedFailures[instruction] ?? 0;
    return expected === anyFailures || this.#failures <= expected;
  }

  /** All allocations of this execution of the step have been tried. */
  end(instruction: number): void {
    const failures = this.#failures;
    this.#failures = 0;
    const expected = this.#program.expectedFailures[instruction] ?? 0;
    if (this.#program.stated[instruction] !== 1 || expected === anyFailures) return;

    let outcome = this.#outcomes.get(instruction);
    if (outcome === undefined) {
      outcome = { executions: 0, violations: 0, firstViolation: undefined };
      this.#outcomes.set(instruction, outcome);
    }
    outcome.executions++;
    if (failures === expected) return;
    outcome.violations++;
    outcome.firstViolation ??= failures;
  }

  results(): readonly ExpectationResult[] {
    return [...this.#outcomes].map(([instruction, { executions, violations, firstViolation }]) => ({
      kind: 'step',
      holds: violations === 0,
      place: placeOfInstruction(this.#program, instruction),
      allocations: this.#attempts(instruction),
      expectedFailures: this.#program.expectedFailures[instruction] ?? 0,
      executions,
      violations,
      firstViolation,
    }));
  }

  #attempts(instruction: number): number {
    if (this.#program.opcodes[instruction] === opcode.operate) return 1;
    return this.#program.firsts[instruction] ?? 0;
  }
}
