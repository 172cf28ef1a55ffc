import type { PhaseFigures } from './run-result.ts';

/** What happens in which phase of a workload. */
export class RunPhases {
  readonly #names: readonly string[];
  readonly #operations: number[];
  readonly #failures: number[];
  #now: number | undefined;

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#operations = names.map(() => 0);
    this.#failures = names.map(() => 0);
  }

  /** The innermost phase that runs now. */
  get name(): string | undefined {
    return this.#now === undefined ? undefined : this.#names[this.#now];
  }

  enter(phase: number | undefined): void {
    this.#now = phase;
  }

  operation(): void {
    if (this.#now !== undefined) this.#operations[this.#now] = (this.#operations[this.#now] ?? 0) + 1;
  }

  failure(): void {
    if (this.#now !== undefined) this.#failures[this.#now] = (this.#failures[this.#now] ?? 0) + 1;
  }

  figures(): readonly PhaseFigures[] {
    return this.#names.map((name, phase) => ({
      name,
      operations: this.#operations[phase] ?? 0,
      failed: this.#failures[phase] ?? 0,
    }));
  }
}
