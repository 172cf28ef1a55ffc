import type { RecordedFailure } from './recorded-run.ts';

const longestName = 80;
const longestCause = 600;

/** The first failures of a run, and how many more there were. */
export class FailureList {
  readonly kept: RecordedFailure[] = [];
  leftOut = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get isFull(): boolean {
    return this.kept.length === this.#most;
  }

  add(failure: RecordedFailure): void {
    if (this.isFull) {
      this.leftOut++;
      return;
    }
    const id = cut(failure.id, longestName);
    this.kept.push({ ...failure, id, cause: cut(failure.cause, longestCause) });
  }
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
