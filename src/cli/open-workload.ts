import { FileStore } from '../source/file-store.ts';
import { SourceFile } from '../source/source-file.ts';
import { exitCode } from './exit-code.ts';
import type { OutputArguments } from './options/output-options.ts';
import { sayProblems } from './read-board.ts';
import { isStream, readStream, standardInput } from './streams.ts';

/** A workload's text; undefined, with the reason printed and the exit code set, if there is none. */
export async function openWorkload(path: string, output: OutputArguments): Promise<SourceFile | undefined> {
  if (isStream(path)) return new SourceFile(path === standardInput ? '<stdin>' : path, readStream(path));

  const opened = new FileStore().open(path);
  if (opened instanceof SourceFile) return opened;

  await sayProblems([opened], output);
  process.exitCode = exitCode.unusable;
  return undefined;
}
