import { parentPort, workerData } from 'node:worker_threads';
import { writeRecord } from '../project/inputs/board-record.ts';
import { BoardLinter, type CachePlace } from './board-linter.ts';
import type { LintTask, TaskResult } from './lint-pool.ts';

// The program of a thread that lints boards.
const { cachePlace } = workerData as { readonly cachePlace: CachePlace | undefined };
const linter = new BoardLinter(cachePlace, { lintsOnce: true });

parentPort?.on('message', async (tasks: readonly LintTask[]) => {
  const results: TaskResult[] = [];
  for (const { index, plan } of tasks) {
    const fresh = await linter.lintAndKeep(plan);
    results.push({ index, record: writeRecord(fresh) });
  }
  parentPort?.postMessage({ results, isCacheDenied: linter.isCacheDenied });
});
