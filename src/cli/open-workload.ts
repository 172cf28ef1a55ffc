import { statSync } from 'node:fs';
import { FileStore } from '../source/file-store.ts';
import { SourceFile } from '../source/source-file.ts';
import type { LogStretch } from '../workload/run-operation-log.ts';
import { exitCode } from './exit-code.ts';
import { logStretches } from './log-stretches.ts';
import type { OutputArguments } from './options/output-options.ts';
import { sayProblems } from './read-board.ts';
import { isStream, standardInput } from './streams.ts';

/** A workload as it was given: a text, or an operation log that is still to be read. */
export type OpenedWorkload =
  | { readonly kind: 'text'; readonly file: SourceFile }
  | { readonly kind: 'log'; readonly path: string; readonly stretches: Iterable<LogStretch> };

/** What a stream may have that is no operation log: many times what is then refused as too long. */
const mostCharacters = 1 << 20;

/** A workload; undefined, with the reason printed and the exit code set, if there is none. */
export async function openWorkload(
  path: string,
  output: OutputArguments,
): Promise<OpenedWorkload | undefined> {
  const { isLog } = await import('../workload/load-workload.ts');
  const name = path === standardInput ? '<stdin>' : path;
  if (!isStream(path)) {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) {
      const log = firstAndRest(logStretches(path));
      if (isLog({ path, text: log.first?.text ?? '' })) return { kind: 'log', path, stretches: log.all() };
    }
    const opened = new FileStore().open(path);
    if (opened instanceof SourceFile) return { kind: 'text', file: opened };

    await sayProblems([opened], output);
    process.exitCode = exitCode.unusable;
    return undefined;
  }

  const log = firstAndRest(logStretches(path));
  if (isLog({ path: name, text: log.first?.text ?? '' }))
    return { kind: 'log', path: name, stretches: log.all() };
  let text = '';
  for (const stretch of log.all()) {
    text += stretch.text;
    if (text.length > mostCharacters) break;
  }
  return { kind: 'text', file: new SourceFile(name, text) };
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
