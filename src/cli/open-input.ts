import type { SourceOptions } from '../project/preprocess-source.ts';
import { readDefine } from '../project/settings/read-define.ts';
import { openTreeInput, type TreeInput, treeInputOf } from '../project/tree-input.ts';
import { diskFiles } from '../source/file-access.ts';
import type { FileStore } from '../source/file-store.ts';
import type { Problem } from '../source/problem.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { SourceArguments } from './options/source-options.ts';
import { isStream, readStream, streamName } from './streams.ts';
import { UsageError, usable } from './usage-error.ts';

/** What the options say about sources. @throws UsageError for those that no source can be read with */
export function sourceOptions({ include, define, allow }: SourceArguments): SourceOptions {
  for (const folder of include) checkIncludeFolder(folder);
  for (const folder of allow) checkAllowedFolder(folder);
  return {
    includeFolders: include,
    allowedFolders: allow,
    defines: define.map((text) => usable(readDefine('-D', text))),
  };
}

/** As gcc -Wmissing-include-dirs: a folder that is missing is no reason to stop, and may well be a slip. */
function checkIncludeFolder(folder: string): void {
  if (isFolder(folder)) return;
  if (diskFiles.realPath(folder) !== undefined) throw new UsageError(`-I ${folder}: no folder.`);
  process.stderr.write(`carveout: -I ${folder}: there is no such folder.\n`);
}

function checkAllowedFolder(folder: string): void {
  if (isFolder(folder)) return;
  const what = diskFiles.realPath(folder) !== undefined ? 'no folder' : 'there is no such folder';
  throw new UsageError(`--allow ${folder}: ${what}.`);
}

function isFolder(path: string): boolean {
  return diskFiles.kind(path) === 'folder';
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
  if (!isStream(input)) return files.open(input);

  const opened = streamInput(files, input, stdinFilename);
  if ('severity' in opened) return opened;
  if (opened.kind === 'source') return opened.file;
  throw new UsageError(`${streamName(input)}: a compiled device tree, where a source is expected.`);
}

/** The same for commands that take a tree in any form: a source, a blob, a device-tree folder. */
export function openAnyInput(
  files: FileStore,
  input: string,
  { stdinFilename }: Pick<SourceArguments, 'stdinFilename'>,
): TreeInput | Problem {
  return isStream(input) ? streamInput(files, input, stdinFilename) : openTreeInput(files, input);
}

/** What `--overlay` names, in order; or what is wrong with that. */
export function openOverlays(
  files: FileStore,
  { overlay }: Pick<SourceArguments, 'overlay'>,
): { readonly overlays: readonly TreeInput[]; readonly problems: readonly Problem[] } {
  const overlays: TreeInput[] = [];
  const problems: Problem[] = [];
  for (const path of overlay) {
    const opened = openAnyInput(files, path, { stdinFilename: undefined });
    if ('severity' in opened) problems.push(opened);
    else overlays.push(opened);
  }
  return { overlays, problems };
}

function streamInput(files: FileStore, input: string, name: string | undefined): TreeInput | Problem {
  const opened = treeInputOf(name ?? '<stdin>', readStream(input));
  if ('severity' in opened || opened.kind !== 'source' || name === undefined) return opened;
  return { ...opened, file: files.put(name, opened.file.text) };
}
