import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { CheckItem } from '../project/check/check-item.ts';
import type { CheckedItem } from '../report/check-report.ts';
import { checkHere } from './check-here.ts';

/** Fewer items are checked before a thread has loaded its program. */
const fewItems = 6;
/** Beside the bundled command, beside its chunks, and in the library. */
const programs = ['./check-worker.js', '../check-worker.js'];

export interface CheckJobs {
  /** What the user says. */
  readonly jobs: number | undefined;
  readonly onDone: (done: number) => void;
  /** What a thread runs; there is none beside sources. */
  readonly program?: URL | undefined;
}

/**
 * Checks items in threads, those of one board in the same; the results are in the order of the items. In this thread where there are few,
 * where one job is asked for, and what a thread did not come to the end of.
 */
export async function checkItems(
  items: readonly CheckItem[],
  { jobs, onDone, program = foundProgram() }: CheckJobs,
): Promise<readonly CheckedItem[]> {
  const tasks = byBoard(items);
  const usual = items.length > fewItems ? availableParallelism() : 1;
  const threads = Math.max(1, Math.min(jobs ?? usual, tasks.length));
  let done = 0;
  if (threads === 1 || program === undefined) return checkHere(items, () => onDone(++done));

  const checked = await checkInThreads(program, tasks, threads, (count) => {
    done += count;
    onDone(done);
  });
  return tasks.flatMap((task, index) => checked.get(index) ?? checkHere(task, () => onDone(++done)));
}

/** Results by the index of the task. One that is missing is to be made here, where what went wrong shows again: its thread came to its end. */
async function checkInThreads(
  program: URL,
  tasks: readonly (readonly CheckItem[])[],
  threads: number,
  onDone: (count: number) => void,
): Promise<ReadonlyMap<number, readonly CheckedItem[]>> {
  const checked = new Map<number, readonly CheckedItem[]>();
  let next = 0;
  const workers = Array.from({ length: threads }, () => {
    // What a program of ours prints there is no part of a report.
    const worker = new Worker(program, { stdout: true, stderr: true });
    let index = 0;
    const sendNext = (): void => {
      index = next++;
      const task = tasks[index];
      if (task === undefined) void worker.terminate();
      else worker.postMessage(task);
    };
    return new Promise<void>((end) => {
      worker.on('message', (result: readonly CheckedItem[]) => {
        checked.set(index, result);
        onDone(result.length);
        sendNext();
      });
      worker.on('error', () => end());
      worker.on('messageerror', () => void worker.terminate());
      worker.on('exit', () => end());
      sendNext();
    });
  });
  await Promise.all(workers);
  return checked;
}

function foundProgram(): URL | undefined {
  return programs.map((path) => new URL(path, import.meta.url)).find((url) => existsSync(url));
}

/** Neighbours of one board read the same files. */
function byBoard(items: readonly CheckItem[]): readonly (readonly CheckItem[])[] {
  const tasks: CheckItem[][] = [];
  for (const item of items) {
    const last = tasks.at(-1);
    if (last?.[0]?.board === item.board) last.push(item);
    else tasks.push([item]);
  }
  return tasks;
}
