import { statSync } from 'node:fs';
import type { RehearsedWorkload } from '../project/rehearse/rehearsal.ts';
import { FileStore } from '../source/file-store.ts';
import type { Problem } from '../source/problem.ts';
import { SourceFile } from '../source/source-file.ts';
import type { LogStretch } from '../workload/run-operation-log.ts';
import { exitCode } from './exit-code.ts';
import { logStretches } from './log-stretches.ts';
import type { OutputArguments } from './options/output-options.ts';
import { sayProblems } from './read-board.ts';
import { isStream, standardInput } from './streams.ts';
import { UsageError } from './usage-error.ts';

/** What a stream may have that is no operation log: many times what is then refused as too long. */
const mostCharacters = 1 << 20;

/** A workload; undefined, with the reason printed and the exit code set, if there is none. */
export async function openWorkload(
  path: string,
  output: OutputArguments,
): Promise<RehearsedWorkload | undefined> {
  const { isLog } = await import('../workload/load-workload.ts');
  const name = path === standardInput ? '<stdin>' : path;
  if (!isStream(path)) {
    const opened = openWorkloadFile(path, isLog);
    if (!('severity' in opened)) return opened;

    await sayProblems([opened], output);
    process.exitCode = exitCode.unusable;
    return undefined;
  }

  const log = firstAndRest(logStretches(path));
  if (isLog({ path: name, text: log.first?.text ?? '' }))
    return { kind: 'log', path: name, stretches: () => log.all(), isStream: true };
  let text = '';
  for (const stretch of log.all()) {
    text += stretch.text;
    if (text.length > mostCharacters) break;
  }
  return { kind: 'text', file: new SourceFile(name, text) };
}

/** A workload that is a file; or why there is none. */
export function openWorkloadFile(
  path: string,
  isLog: (file: { readonly path: string; readonly text: string }) => boolean,
  files: FileStore = new FileStore(),
): RehearsedWorkload | Problem {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) {
    if (isLog({ path, text: beginning(path) }))
      return { kind: 'log', path, stretches: () => logStretches(path), isStream: false };
  }
  const opened = files.open(path);
  return 'severity' in opened ? opened : { kind: 'text', file: opened };
}

function beginning(path: string): string {
  for (const { text } of logStretches(path)) return text;
  return '';
}

/** Looks at the first piece and keeps it: a stream gives it only once. */
function firstAndRest(stretches: Generator<LogStretch>): {
  readonly first: LogStretch | undefined;
  all(): Generator<LogStretch>;
} {
  const { value, done } = stretches.next();
  const first = done === true ? undefined : value;
  return {
    first,
    *all() {
      if (first !== undefined) yield first;
      yield* stretches;
    },
  };
}

/** The most characters of a log that is run many times, and so is held in memory. */
const mostOfLog = 256 << 20;

/** The text of a workload that is performed again and again. @throws UsageError for a log that is too long for that */
export function wholeText(workload: RehearsedWorkload): SourceFile {
  if (workload.kind === 'text') return workload.file;
  let text = '';
  for (const stretch of workload.stretches()) {
    text += stretch.text;
    if (text.length > mostOfLog)
      throw new UsageError(
        `${workload.path} is too long to be performed again and again: it has more than 256 MiB.`,
      );
  }
  return new SourceFile(workload.path, text);
}
