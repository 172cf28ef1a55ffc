import type { Problem } from '../source/problem.ts';
import { SourceFile } from '../source/source-file.ts';
import { DeviceNames } from './device-names.ts';
import { logWorkload } from './load-workload.ts';
import { OperationLogReader } from './read-operation-log.ts';
import type { RunObserver } from './run-observer.ts';
import type { ExplainTarget, RunResult } from './run-result.ts';
import { ProgramWalk } from './walk-program.ts';
import type { WorkloadBoard } from './workload.ts';
import { WorkloadRun } from './workload-run.ts';

/** Whole lines of a log, one behind the other. */
export interface LogStretch {
  readonly text: string;
  /** Number of its first line, from 1. */
  readonly firstLine: number;
  /** Set where the text ends before its last line does: a line that is longer than any operation. */
  readonly isCut?: boolean;
}

export interface LogRun {
  /** Of all that comes before the first wrong line. */
  readonly result: RunResult;
  /** At most one error, the last; and warnings. */
  readonly problems: readonly Problem[];
}

export interface LogRunOptions {
  /** As the user named it. */
  readonly path: string;
  readonly observer?: RunObserver | undefined;
  readonly explain?: ExplainTarget | undefined;
}

/**
 * Performs an operation log while it is read, in one pass: what is kept is what is live, whatever the log's length. A line that
 * cannot be read or performed ends it; all before it has been done and counts.
 */
export function runOperationLog(
  stretches: Iterable<LogStretch>,
  board: WorkloadBoard,
  { path, observer, explain }: LogRunOptions,
): LogRun {
  const names = new DeviceNames(board.tree, board.dma);
  const empty = new SourceFile(path, '');
  const reader = new OperationLogReader(empty, board.pageSize, (name) => names.find(name));
  const workload = logWorkload(reader.program, reader.devices, board.pageSize);
  const run = new WorkloadRun(board.dma, workload, observer, explain);
  const walk = new ProgramWalk(workload.program, run);

  for (const { text, firstLine, isCut } of stretches) {
    const file = new SourceFile(path, text, { firstLine });
    if (isCut === true) run.mistakeFound = tooLong(file);
    else {
      reader.restart(file, (group) => walk.isLive(group));
      reader.read(file, 1);
      run.continueWith(reader.program);
      walk.continueWith(reader.program);
      walk.run();
    }
    if (run.isOver || run.mistakeFound !== undefined || reader.problems.length > 0) break;
  }
  const found = run.isOver ? undefined : (run.mistakeFound ?? reader.problems[0]);
  const result = run.result();
  return {
    result: found === undefined ? result : { ...result, stopped: found, passes: false },
    problems: [...reader.warnings, ...(found === undefined ? [] : [found])],
  };
}

function tooLong(file: SourceFile): Problem {
  return {
    severity: 'error',
    code: 'operation-too-long',
    message: 'This line is too long for an operation.',
    place: { file, start: 0, end: 1 },
  };
}
