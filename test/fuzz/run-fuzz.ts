import { engineNames, inputOf } from './engines/engines.ts';
import type { Failure } from './failure.ts';
import { writeFinding } from './findings.ts';
import type { FuzzInput } from './fuzz-input.ts';
import { minimise } from './minimise.ts';
import { Seeds } from './seeds.ts';
import { type SupervisedOptions, SupervisedWorker } from './supervised-worker.ts';

export interface FuzzOptions {
  readonly worker: SupervisedOptions;
  readonly seconds: number;
  readonly executions: number;
  readonly seed: number;
  readonly jobs: number;
  /** Where findings go; asked for with the first. */
  readonly makeFolder: () => string;
  readonly print: (line: string) => void;
  readonly showStatus: (line: string) => void;
}

/** The first execution that failed in a way, and how many did. */
interface Found {
  readonly execution: number;
  readonly failure: Failure;
  readonly count: number;
}

/** Runs all engines in turn, minimises the first finding of each kind, and returns the exit status. */
export async function runFuzz(options: FuzzOptions): Promise<number> {
  const session = new Session(options);
  await session.run();
  await session.report();
  return session.found.size === 0 ? 0 : 1;
}

/** So much may the heap of a worker grow from the first third of a run to the last. */
const mostGrowth = 48 << 20;
/** Fewer samples of it than these say nothing. */
const leastSamples = 6;
/** Alone, an execution may take so many times as long before it counts as a hang: a machine may be busy. */
const confirmFactor = 4;
/** Seconds to minimise one finding. */
const minimiseSeconds = 20;

class Session {
  readonly found = new Map<string, Found>();
  readonly #options: FuzzOptions;
  readonly #workers: readonly SupervisedWorker[];
  readonly #milliseconds = new Map<string, number>();
  readonly #start = Date.now();
  readonly #seeds: Seeds;
  /** Executions that were stopped, and came to their end the second time. */
  #unconfirmed = 0;

  constructor(options: FuzzOptions) {
    this.#options = options;
    this.#seeds = new Seeds(options.worker.seedFolders);
    this.#workers = Array.from({ length: options.jobs }, () => new SupervisedWorker(options.worker));
  }

  async run(): Promise<void> {
    const { seed, showStatus, jobs } = this.#options;
    this.#options.print(`seed ${seed}, ${jobs} at a time`);
    const status = setInterval(() => showStatus(this.#status()), 1000);
    await Promise.all(this.#workers.map((worker, job) => this.#work(worker, job)));
    clearInterval(status);
    showStatus('');
  }

  async report(): Promise<void> {
    const { print } = this.#options;
    const seconds = (Date.now() - this.#start) / 1000;
    const count = this.#count();
    print(`${count} executions in ${seconds.toFixed(1)} s, ${(count / seconds).toFixed(0)} a second`);
    for (const [engine, milliseconds] of this.#milliseconds) {
      const perSecond = (1000 * count) / engineNames.length / milliseconds;
      print(`  ${engine}: ${perSecond.toFixed(0)} a second`);
    }
    if (this.#unconfirmed > 0) print(`  stopped, and sound when run alone: ${this.#unconfirmed}`);
    await this.#writeFindings();
    for (const worker of this.#workers) await worker.stop();
    print(`${this.found.size} finding${this.found.size === 1 ? '' : 's'}`);
  }

  /** One worker's share: every execution whose number leaves the worker's when divided by their count. */
  async #work(worker: SupervisedWorker, job: number): Promise<void> {
    const { seed, executions, seconds, jobs } = this.#options;
    const deadline = this.#start + 1000 * seconds;
    const heap: number[] = [];
    let from = job;
    while (from < executions && Date.now() < deadline) {
      const request = { kind: 'range', seed, from, end: executions, step: jobs, deadline } as const;
      const { next, stopped } = await worker.range(request, {
        found: (execution, failure) => this.#add(execution, failure),
        heap: (_, bytes) => heap.push(bytes),
        took: (milliseconds) => this.#took(milliseconds),
      });
      from = next;
      if (stopped !== undefined) await this.#confirm(stopped.execution, stopped.failure, worker);
    }
    this.#judgeHeap(heap);
  }

  /** What took too long is run again, alone and with more time, before it counts. */
  async #confirm(execution: number, failure: Failure, worker: SupervisedWorker): Promise<void> {
    const input = this.#inputOf(execution);
    const again = await worker.one(input, confirmFactor * this.#options.worker.timeLimit);
    this.#unconfirmed += again === undefined ? 1 : 0;
    if (again !== undefined) this.#add(execution, again);
    else if (failure.signature !== 'it hangs') this.#add(execution, failure);
  }

  #add(execution: number, failure: Failure): void {
    const known = this.found.get(failure.signature);
    if (known === undefined) this.#options.print(`execution ${execution}: ${failure.signature}`);
    const isFirst = known === undefined || execution < known.execution;
    this.found.set(failure.signature, {
      execution: isFirst ? execution : known.execution,
      failure: isFirst ? failure : known.failure,
      count: (known?.count ?? 0) + 1,
    });
  }

  #took(milliseconds: Readonly<Record<string, number>>): void {
    for (const [engine, taken] of Object.entries(milliseconds))
      this.#milliseconds.set(engine, (this.#milliseconds.get(engine) ?? 0) + taken);
  }

  /** What is held after a collection must not grow and grow. */
  #judgeHeap(samples: readonly number[]): void {
    if (samples.length < leastSamples) return;
    const third = Math.floor(samples.length / 3);
    const [early, late] = [Math.max(...samples.slice(0, third)), Math.min(...samples.slice(-third))];
    if (late - early < mostGrowth) return;
    const told = samples.map((bytes) => `${bytes >> 20}`).join(', ');
    this.#add(0, { signature: 'the heap grows', detail: `MiB after collections: ${told}` });
  }

  async #writeFindings(): Promise<void> {
    if (this.found.size === 0) return;
    const { makeFolder, print, seed } = this.#options;
    const out = makeFolder();
    const ordered = [...this.found.values()].sort((left, right) => left.execution - right.execution);
    for (const { execution, failure, count } of ordered) {
      const input = await this.#minimised(this.#inputOf(execution), failure);
      const folder = writeFinding(out, { input, failure, seed, execution });
      print(`found ${count} times: ${failure.signature}\n  ${folder}`);
    }
  }

  async #minimised(input: FuzzInput, { signature }: Failure): Promise<FuzzInput> {
    const [worker] = this.#workers;
    const end = Date.now() + 1000 * minimiseSeconds;
    return await minimise(input, async (candidate) => {
      if (worker === undefined || Date.now() > end) return false;
      return (await worker.one(candidate))?.signature === signature;
    });
  }

  #inputOf(execution: number): FuzzInput {
    return inputOf(this.#options.seed, execution, this.#seeds);
  }

  #count(): number {
    return this.#workers.reduce((sum, worker) => sum + worker.count, 0);
  }

  #status(): string {
    const seconds = (Date.now() - this.#start) / 1000;
    const rate = (this.#count() / seconds).toFixed(0);
    return `${this.#count()} executions, ${rate} a second, ${this.found.size} kinds of findings, ${seconds.toFixed(0)} s`;
  }
}
