import type { Define } from '../preprocessor/run.ts';
import type { SourceOptions } from '../project/preprocess-source.ts';
import type { FileStore } from '../source/file-store.ts';
import type { Problem } from '../source/problem.ts';
import { SourceFile } from '../source/source-file.ts';
import { checkSource } from './collect-inputs.ts';
import type { SourceArguments } from './options/source-options.ts';
import { isStream, readStream } from './streams.ts';
import { UsageError } from './usage-error.ts';

/** What the options say about sources. @throws UsageError for those that no source can be read with */
export function sourceOptions({ include, define, overlay }: SourceArguments): SourceOptions {
  if (overlay.length > 0) throw new UsageError('--overlay: overlays cannot be applied yet.');
  return { includeFolders: include, defines: define.map(parseDefine) };
}

/**
 * An input's text, or why there is none. Standard input and pipes stand where `--stdin-filename` says, else in the working
 * folder.
 *
 * @throws UsageError for an input of a kind that cannot be read
 */
export function openInput(
  files: FileStore,
  input: string,
  { stdinFilename }: Pick<SourceArguments, 'stdinFilename'>,
): SourceFile | Problem {
  if (!isStream(input)) return files.open(checkSource(input));

  const text = readStream(input);
  return stdinFilename === undefined ? new SourceFile('<stdin>', text) : files.put(stdinFilename, text);
}

/** `NAME`, `NAME=VALUE` or `NAME(parameters)=VALUE`. */
function parseDefine(text: string): Define {
  const [, name, value] = /^([A-Za-z_]\w*(?:\([^()]*\))?)(?:=([\s\S]*))?$/.exec(text) ?? [];
  if (name === undefined) throw new UsageError(`-D ${text}: not a macro.`, 'Write -D NAME or -D NAME=VALUE.');
  return { name, value };
}
