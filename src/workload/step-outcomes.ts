import type { LogLine } from '../kernel/log.ts';
import { anyFailures, opcode, type Program, placeOfInstruction } from './program.ts';
import type { ExpectationResult } from './run-result.ts';
import { differenceOf, foresees, type GivenByStep } from './step-details.ts';

interface Outcome {
  executions: number;
  violations: number;
  firstViolation: number | undefined;
  difference: string | undefined;
}

/** One execution of a step, as far as it has come. */
interface Execution {
  readonly failures: number;
  readonly compared: number;
  readonly difference: string | undefined;
  readonly hasPrinted: boolean;
}

/** Compares what steps say of themselves with what becomes of them, execution by execution. */
export class StepOutcomes {
  /** Failures of steps that say nothing. */
  unstatedFailures = 0;
  #program: Program;
  readonly #outcomes = new Map<number, Outcome>();
  #failures = 0;
  /** Of this execution: operations that were compared, the first difference, and whether the line that it foresees was printed. */
  #compared = 0;
  #difference: string | undefined;
  #hasPrinted = false;
  /** Whose execution it is, and those of steps in the middle of which another actor had its turn. */
  #instruction = 0;
  readonly #interrupted = new Map<number, Execution>();

  constructor(program: Program) {
    this.#program = program;
  }

  /** What comes next, of which no step says what it expects. */
  continueWith(program: Program): void {
    this.#program = program;
  }

  /** Whether this failure is one that the step foresees; a step that says nothing foresees `tolerated` in all. */
  failed(instruction: number, tolerated: number): boolean {
    if (instruction !== this.#instruction) this.#resume(instruction);
    this.#failures++;
    if (this.#program.stated[instruction] !== 1) {
      this.unstatedFailures++;
      return this.unstatedFailures <= tolerated;
    }
    const expected = this.#program.expectedFailures[instruction] ?? 0;
    return expected === anyFailures || this.#failures <= expected;
  }

  /** Compares what one operation of the step gave with what the step says; gives the lines back that it does not foresee. */
  gave(instruction: number, given: GivenByStep, log: readonly LogLine[]): readonly LogLine[] {
    const details = this.#program.details.get(instruction);
    if (details === undefined) return log;
    if (instruction !== this.#instruction) this.#resume(instruction);
    this.#difference ??= differenceOf(details, given, this.#compared++ === 0);
    const unforeseen = log.filter((line) => !foresees(details, line));
    if (unforeseen.length < log.length) this.#hasPrinted = true;
    return unforeseen;
  }

  /** All allocations of this execution of the step have been tried. */
  end(instruction: number): void {
    if (instruction !== this.#instruction) this.#resume(instruction);
    const failures = this.#failures;
    const difference = this.#differenceOf(instruction);
    this.#failures = 0;
    this.#compared = 0;
    this.#difference = undefined;
    this.#hasPrinted = false;
    const expected = this.#program.expectedFailures[instruction] ?? 0;
    const isStated = this.#program.stated[instruction] === 1;
    if (!isStated || (expected === anyFailures && !this.#program.details.has(instruction))) return;

    let outcome = this.#outcomes.get(instruction);
    if (outcome === undefined) {
      outcome = { executions: 0, violations: 0, firstViolation: undefined, difference: undefined };
      this.#outcomes.set(instruction, outcome);
    }
    outcome.executions++;
    const isRight = expected === anyFailures || failures === expected;
    if (isRight && difference === undefined) return;
    outcome.violations++;
    if (isRight) outcome.difference ??= difference;
    else outcome.firstViolation ??= failures;
  }

  /** Another step goes on: what there is of this one is kept until its turn comes again. */
  #resume(instruction: number): void {
    if (this.#failures > 0 || this.#compared > 0)
      this.#interrupted.set(this.#instruction, {
        failures: this.#failures,
        compared: this.#compared,
        difference: this.#difference,
        hasPrinted: this.#hasPrinted,
      });
    this.#instruction = instruction;
    const before = this.#interrupted.get(instruction);
    this.#failures = before?.failures ?? 0;
    this.#compared = before?.compared ?? 0;
    this.#difference = before?.difference;
    this.#hasPrinted = before?.hasPrinted ?? false;
    if (before !== undefined) this.#interrupted.delete(instruction);
  }

  #differenceOf(instruction: number): string | undefined {
    const log = this.#program.details.get(instruction)?.log;
    if (log === undefined || this.#hasPrinted || this.#difference !== undefined) return this.#difference;
    return `the kernel prints \`${log}\`: it does not`;
  }

  results(): readonly ExpectationResult[] {
    return [...this.#outcomes].map(
      ([instruction, { executions, violations, firstViolation, difference }]) => ({
        kind: 'step',
        holds: violations === 0,
        place: placeOfInstruction(this.#program, instruction),
        allocations: this.#attempts(instruction),
        expectedFailures: this.#program.expectedFailures[instruction] ?? 0,
        pool: this.#program.details.get(instruction)?.pool?.written,
        executions,
        violations,
        firstViolation,
        difference,
      }),
    );
  }

  #attempts(instruction: number): number {
    if (this.#program.opcodes[instruction] === opcode.operate) return 1;
    const first = this.#program.firsts[instruction] ?? 0;
    if (this.#program.opcodes[instruction] !== opcode.random) return first;
    return this.#program.randoms[first]?.operations ?? 0;
  }
}
