import { Worker } from 'node:worker_threads';
import type { Failure } from './failure.ts';
import type { FuzzInput } from './fuzz-input.ts';
import {
  clockCells,
  clockNow,
  type RangeRequest,
  type WorkerReply,
  type WorkerSetup,
} from './worker-messages.ts';

export interface SupervisedOptions {
  readonly script: URL;
  readonly seedFolders: readonly string[];
  readonly againstDtc: boolean;
  /** What one execution may take, in milliseconds. */
  readonly timeLimit: number;
  /** What one execution may hold, in MiB. */
  readonly heapLimit: number;
}

/** What stopped a worker before it was done. */
export interface Stopped {
  readonly execution: number;
  readonly failure: Failure;
}

export interface RangeResult {
  readonly next: number;
  /** Undefined where all that was asked for was done. */
  readonly stopped: Stopped | undefined;
}

export interface RangeEvents {
  found(execution: number, failure: Failure): void;
  heap(executions: number, bytes: number): void;
  took(milliseconds: Readonly<Record<string, number>>): void;
}

/** Milliseconds that a worker may take to begin. */
const startLimit = 20_000;

/** A worker that is ended and started anew where an execution hangs, or takes more memory than it may. */
export class SupervisedWorker {
  readonly #options: SupervisedOptions;
  readonly #clock = new SharedArrayBuffer(12);
  readonly #cells = new Int32Array(this.#clock);
  #worker: Worker | undefined;

  constructor(options: SupervisedOptions) {
    this.#options = options;
  }

  /** How many executions there were so far. */
  get count(): number {
    return Atomics.load(this.#cells, clockCells.count);
  }

  async range(request: RangeRequest, events: RangeEvents): Promise<RangeResult> {
    const outcome = await this.#ask(request, this.#options.timeLimit, (message) => {
      if (message.kind === 'found') events.found(message.execution, message.failure);
      else if (message.kind === 'heap') events.heap(message.executions, message.bytes);
    });
    if ('failure' in outcome) {
      const execution = Atomics.load(this.#cells, clockCells.execution);
      return { next: execution + request.step, stopped: { execution, failure: outcome.failure } };
    }
    if (outcome.kind !== 'done') throw new Error(`a worker answered ${outcome.kind}`);
    events.took(outcome.milliseconds);
    return { next: outcome.next, stopped: undefined };
  }

  async one(input: FuzzInput, timeLimit: number = this.#options.timeLimit): Promise<Failure | undefined> {
    const outcome = await this.#ask({ kind: 'one', input }, timeLimit, () => {});
    return outcome.failure;
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  async #ask<Request extends { readonly kind: 'range' | 'one' }>(
    request: Request,
    timeLimit: number,
    listen: (message: WorkerReply) => void,
  ): Promise<AnswerTo<Request>> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const askedAt = Date.now();
    const outcome = await new Promise<WorkerReply | { readonly failure: Failure }>((resolve) => {
      const finish = (message: WorkerReply | { readonly failure: Failure }): void => {
        clearInterval(watch);
        // One by one: without all of its listeners a worker is heard no more.
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        resolve(message);
      };
      const watch = setInterval(() => {
        const startedAt = Atomics.load(this.#cells, clockCells.startedAt);
        const isLate = startedAt !== 0 && clockNow() - startedAt >= timeLimit;
        const isSilent = startedAt === 0 && Date.now() - askedAt >= timeLimit + startLimit;
        if (!isLate && !isSilent) return;
        finish({ failure: { signature: 'it hangs', detail: `more than ${timeLimit} ms` } });
      }, 50);
      const onMessage = (message: WorkerReply): void => {
        if (message.kind === 'done' || message.kind === 'outcome') finish(message);
        else listen(message);
      };
      const onError = (fault: Error): void => finish({ failure: failureOfWorker(fault) });
      const onExit = (): void => finish({ failure: { signature: 'the worker ends', detail: '' } });
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      worker.postMessage(request);
    });
    return (await this.#settled(outcome)) as AnswerTo<Request>;
  }

  async #settled<Outcome extends object>(outcome: Outcome): Promise<Outcome> {
    // A worker that did not answer is of no more use; until it is ended, it may yet set the clock.
    if (!('kind' in outcome)) await this.stop();
    Atomics.store(this.#cells, clockCells.startedAt, 0);
    return outcome;
  }

  #start(): Worker {
    const { script, seedFolders, againstDtc, heapLimit } = this.#options;
    const workerData: WorkerSetup = { seedFolders, clock: this.#clock, againstDtc };
    const worker = new Worker(script, { workerData, resourceLimits: { maxOldGenerationSizeMb: heapLimit } });
    return worker;
  }
}

type AnswerTo<Request extends { readonly kind: 'range' | 'one' }> = Request['kind'] extends 'one'
  ? { readonly failure: Failure | undefined }
  : Extract<WorkerReply, { readonly kind: 'done' }> | { readonly failure: Failure };

function failureOfWorker(fault: Error): Failure {
  const isMemory = 'code' in fault && fault.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return {
    signature: isMemory ? 'it takes too much memory' : `the worker ends: ${fault.name}`,
    detail: fault.stack ?? '',
  };
}
