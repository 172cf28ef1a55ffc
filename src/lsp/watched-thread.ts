import type { AnalysisAnswer, AnalysisRequest } from './analysis-messages.ts';
import { AnalysisThread } from './analysis-thread.ts';

export interface WatchedThreadOptions {
  readonly workingFolder: string;
  /** Milliseconds of silence after which a job is given up. */
  readonly timeLimit: number;
  readonly onAnswer: (answer: AnalysisAnswer) => void;
  /** The thread is no more; the next job goes to another. */
  readonly onLost: (why: string) => void;
}

/** The thread of the analysis: started when it is first needed, watched while it has a job, and told of texts before the next one. */
export class WatchedThread {
  readonly #options: WatchedThreadOptions;
  /** What editors hold. */
  readonly #texts = new Map<string, string>();
  /** That the thread does not know yet. */
  readonly #unsent = new Set<string>();
  #thread: AnalysisThread | undefined;
  #isAtWork = false;
  #watch: NodeJS.Timeout | undefined;

  constructor(options: WatchedThreadOptions) {
    this.#options = options;
  }

  /** Has a text stand in for a file from the next job on; `undefined`: the file's own again. */
  putText(path: string, text: string | undefined): void {
    if (text === undefined) this.#texts.delete(path);
    else this.#texts.set(path, text);
    this.#unsent.add(path);
  }

  run(job: Extract<AnalysisRequest, { kind: 'job' }>): void {
    this.#isAtWork = true;
    this.#thread ??= new AnalysisThread(
      { workingFolder: this.#options.workingFolder },
      { answer: (answer) => this.#take(answer), ended: (why) => this.#lose(why) },
    );
    if (this.#unsent.size > 0) {
      const texts = [...this.#unsent].map((path) => [path, this.#texts.get(path)] as const);
      this.#unsent.clear();
      this.#thread.send({ kind: 'texts', texts });
    }
    this.#thread.send(job);
    this.#watchOver();
  }

  /** There is nothing more to wait for. */
  rest(): void {
    this.#isAtWork = false;
    clearTimeout(this.#watch);
  }

  end(): void {
    this.rest();
    this.#thread?.end();
    this.#thread = undefined;
  }

  #take(answer: AnalysisAnswer): void {
    if (this.#isAtWork) this.#watchOver();
    this.#options.onAnswer(answer);
  }

  #watchOver(): void {
    clearTimeout(this.#watch);
    const { timeLimit } = this.#options;
    this.#watch = setTimeout(() => this.#lose(`it takes more than ${timeLimit / 1000} seconds`), timeLimit);
  }

  #lose(why: string): void {
    this.end();
    for (const path of this.#texts.keys()) this.#unsent.add(path);
    this.#options.onLost(why);
  }
}
