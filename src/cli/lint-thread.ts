import { Worker } from 'node:worker_threads';
import type { CachePlace } from './board-linter.ts';
import type { InputPlan } from './lint-plan.ts';

/** A board for a thread: all of its plan that can be sent. */
export interface LintTask {
  readonly index: number;
  readonly plan: InputPlan;
}

/** What came of it; without a record where it has to be linted here. */
export interface TaskResult {
  readonly index: number;
  readonly record: string | undefined;
}

/** What a thread is told when it is started. */
export interface ThreadData {
  readonly cachePlace: CachePlace | undefined;
  /** Whether it is the one that keeps its compiled code for later runs. */
  readonly keepsCode: boolean;
}

export interface ThreadAnswer {
  readonly kind: 'answer';
  readonly results: readonly TaskResult[];
  readonly isCacheDenied: boolean;
}

/** Why a thread gives no answer. What went wrong with one that merely `ended` shows again where its boards are linted here. */
export interface ThreadEnd {
  readonly kind: 'out-of-memory' | 'ended';
}

/** A thread that lints boards. */
export class LintThread {
  readonly #worker: Worker;
  readonly #end: Promise<ThreadEnd>;

  constructor(program: URL, data: ThreadData) {
    const worker = new Worker(program, {
      workerData: data,
      // What there is to say about options is said in the main thread.
      stdout: true,
      stderr: true,
    });
    this.#worker = worker;
    this.#end = new Promise((end) => {
      worker.on('error', (error: Error & { readonly code?: unknown }) =>
        end({ kind: error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out-of-memory' : 'ended' }),
      );
      worker.on('exit', () => end({ kind: 'ended' }));
    });
  }

  /** Has boards linted. There must be some, and nothing else asked meanwhile. */
  ask(tasks: readonly LintTask[]): Promise<ThreadAnswer | ThreadEnd> {
    const answer = new Promise<ThreadAnswer>((give) => this.#worker.once('message', give));
    this.#worker.postMessage(tasks);
    return Promise.race([answer, this.#end]);
  }

  /** Lets the thread end in its own way, so that it can keep its compiled code. */
  async end(): Promise<void> {
    this.#worker.postMessage([]);
    await this.#end;
  }
}
