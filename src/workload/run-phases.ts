import type { Program } from './program.ts';
import type { PhaseFigures } from './run-result.ts';

/** What happens in which phase of a workload, and whose turn it is. */
export class RunPhases {
  readonly #program: Pick<Program, 'phaseNames' | 'phaseActors' | 'actorNames'>;
  readonly #operations: number[];
  readonly #failures: number[];
  #now: number | undefined;
  #actor: number | undefined;

  constructor(program: Pick<Program, 'phaseNames' | 'phaseActors' | 'actorNames'>) {
    this.#program = program;
    this.#operations = program.phaseNames.map(() => 0);
    this.#failures = program.phaseNames.map(() => 0);
  }

  /** The innermost phase that runs now. */
  get name(): string | undefined {
    return this.#now === undefined ? undefined : this.#program.phaseNames[this.#now];
  }

  /** Whose turn it is. */
  get actor(): string | undefined {
    return this.#actorName(this.#actor);
  }

  enter(phase: number | undefined): void {
    this.#now = phase;
  }

  enterActor(actor: number | undefined): void {
    this.#actor = actor;
  }

  operation(): void {
    if (this.#now !== undefined) this.#operations[this.#now] = (this.#operations[this.#now] ?? 0) + 1;
  }

  failure(): void {
    if (this.#now !== undefined) this.#failures[this.#now] = (this.#failures[this.#now] ?? 0) + 1;
  }

  figures(): readonly PhaseFigures[] {
    return this.#program.phaseNames.map((name, phase) => ({
      name,
      actor: this.#actorName(this.#program.phaseActors[phase]),
      operations: this.#operations[phase] ?? 0,
      failed: this.#failures[phase] ?? 0,
    }));
  }

  #actorName(actor: number | undefined): string | undefined {
    return actor === undefined ? undefined : this.#program.actorNames[actor];
  }
}
