import { parentPort, workerData } from 'node:worker_threads';
import { writeRecord } from '../project/inputs/board-record.ts';
import { BoardLinter } from './board-linter.ts';
import type { LintTask, TaskResult, ThreadAnswer, ThreadData } from './lint-thread.ts';

// The program of a thread that lints boards.
const { cachePlace } = workerData as ThreadData;
const linter = new BoardLinter(cachePlace, { lintsOnce: true });

parentPort?.on('message', async (tasks: readonly LintTask[]) => {
  // In its own way, so that it can keep its compiled code.
  if (tasks.length === 0) process.exit();
  const results: TaskResult[] = [];
  for (const { index, plan } of tasks) {
    const fresh = await linter.lintAndKeep(plan);
    results.push({ index, record: writeRecord(fresh) });
  }
  const answer: ThreadAnswer = { kind: 'answer', results, isCacheDenied: linter.isCacheDenied };
  parentPort?.postMessage(answer);
});
