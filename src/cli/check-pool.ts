import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
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
}

/**
 * Checks items in threads, those of one board in the same; the results are in the order of the items. In this thread where there are few,
 * where one job is asked for, and what a thread did not come to the end of.
 */
export async function checkItems(
  items: readonly CheckItem[],
  { jobs, onDone }: CheckJobs,
): Promise<readonly CheckedItem[]> {
  const tasks = byBoard(items);
  const usual = items.length > fewItems ? availableParallelism() : 1;
  const threads = Math.max(1, Math.min(jobs ?? usual, tasks.length));
  const program = programs.map((path) => new URL(path, import.meta.url)).find((url) => existsSync(url));
  let done = 0;
  if (threads === 1 || program === undefined) return checkHere(items, () => onDone(++done));

  const { Tinypool } = await import('tinypool');
  const pool = new Tinypool({
    filename: fileURLToPath(program),
    name: 'checkInThread',
    runtime: 'worker_threads',
    minThreads: threads,
    maxThreads: threads,
  });
  try {
    const results = await Promise.all(
      tasks.map(async (task) => {
        let result: readonly CheckedItem[];
        try {
          result = (await pool.run(task)) as readonly CheckedItem[];
        } catch {
          // What went wrong there shows again here.
          result = checkHere(task);
        }
        done += task.length;
        onDone(done);
        return result;
      }),
    );
    return results.flat();
  } finally {
    await pool.destroy();
  }
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
