import { decodeSource } from '../source/decode.ts';
import { FileStore } from '../source/file-store.ts';
import { SourceFile } from '../source/source-file.ts';
import { exitCode } from './exit-code.ts';
import type { OutputArguments } from './options/output-options.ts';
import { sayProblems } from './read-board.ts';
import { isStream, readStream, standardInput, streamName } from './streams.ts';
import { UsageError } from './usage-error.ts';

/** A workload's text; undefined, with the reason printed and the exit code set, if there is none. */
export async function openWorkload(path: string, output: OutputArguments): Promise<SourceFile | undefined> {
  if (isStream(path)) {
    const decoded = decodeSource(readStream(path));
    if (decoded === undefined)
      throw new UsageError(`${streamName(path)}: not text, where a workload is expected.`);
    return new SourceFile(path === standardInput ? '<stdin>' : path, decoded.text);
  }

  const opened = new FileStore().open(path);
  if (opened instanceof SourceFile) return opened;

  await sayProblems([opened], output);
  process.exitCode = exitCode.unusable;
  return undefined;
}
