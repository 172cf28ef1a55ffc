import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { WorkRanges } from '../project/inputs/work-ranges.ts';
import type { CachePlace } from './board-linter.ts';
import type { InputPlan } from './lint-plan.ts';
import { optimizeForThreads } from './optimize-late.ts';

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

interface WorkerAnswer {
  readonly results: readonly TaskResult[];
  readonly isCacheDenied: boolean;
}

/** Fewer boards are linted before a thread has loaded its program. */
const fewBoards = 20;
/** In the library, and beside the folder of the bundled command. */
const programs = ['./lint-worker.js', '../lint-worker.cjs'];

/** How many threads a run gets. */
export function jobCount(asked: number | undefined, boards: number): number {
  const usual = boards > fewBoards ? availableParallelism() : 1;
  return Math.max(1, Math.min(asked ?? usual, boards));
}

/**
 * Lints boards in threads, and gives their records by the index of the board. A board that is missing in that is to be linted here: its
 * thread came to its end, it is unusable, or there is no program for threads.
 */
export async function lintInThreads(
  plans: readonly InputPlan[],
  options: {
    readonly jobs: number;
    readonly cachePlace: CachePlace | undefined;
    readonly onDone: (count: number) => void;
  },
): Promise<{ readonly records: ReadonlyMap<number, string>; readonly isCacheDenied: boolean }> {
  const records = new Map<number, string>();
  const program = programs.map((path) => new URL(path, import.meta.url)).find((url) => existsSync(url));
  if (program === undefined) return { records, isCacheDenied: false };

  optimizeForThreads();
  const ranges = new WorkRanges(plans.length, options.jobs);
  let isCacheDenied = false;
  let done = 0;
  const workers = Array.from({ length: options.jobs }, (_, number) => {
    const worker = new Worker(program, {
      workerData: { cachePlace: options.cachePlace, keepsCode: number === 0 } satisfies ThreadData,
      // What there is to say about options is said in this thread.
      stdout: true,
      stderr: true,
    });
    const sendNext = (): void => {
      const tasks = ranges.next(number).flatMap((index): readonly LintTask[] => {
        const plan = plans[index];
        return plan === undefined ? [] : [{ index, plan: { ...plan, config: undefined } }];
      });
      // Without tasks it ends.
      worker.postMessage(tasks);
    };
    return new Promise<void>((end) => {
      worker.on('message', (answer: WorkerAnswer) => {
        for (const { index, record } of answer.results) if (record !== undefined) records.set(index, record);
        isCacheDenied ||= answer.isCacheDenied;
        done += answer.results.length;
        options.onDone(done);
        sendNext();
      });
      // What went wrong there shows again where the board is linted here.
      worker.on('error', () => end());
      worker.on('exit', () => end());
      sendNext();
    });
  });
  await Promise.all(workers);
  return { records, isCacheDenied };
}
