/** The stream that tells how far a run is, and its clock. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

const startMilliseconds = 500;
const pauseMilliseconds = 100;
const eraseLine = '\r\u001b[2K';

/**
 * One line that counts, on a terminal only, for runs that take longer than somebody waits without asking; gone at the end. Elsewhere
 * it does nothing.
 */
export class Progress {
  readonly #stream: ProgressStream;
  readonly #now: () => number;
  readonly #start: number;
  #shownAt = Number.NEGATIVE_INFINITY;

  constructor(stream: ProgressStream, now: () => number) {
    this.#stream = stream;
    this.#now = now;
    this.#start = now();
  }

  show(done: number, all: number): void {
    if (this.#stream.isTTY !== true) return;
    const now = this.#now();
    if (now - this.#start < startMilliseconds || now - this.#shownAt < pauseMilliseconds) return;
    this.#shownAt = now;
    const text = `${done} of ${all} boards`;
    this.#stream.write(eraseLine + text.slice(0, Math.max(0, (this.#stream.columns ?? 80) - 1)));
  }

  /** Takes the line away. */
  end(): void {
    if (this.#shownAt === Number.NEGATIVE_INFINITY) return;
    this.#stream.write(eraseLine);
    this.#shownAt = Number.NEGATIVE_INFINITY;
  }
}
