import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { diskFiles } from '../source/file-access.ts';
import { isTreeFolder } from '../source/tree-folder.ts';
import { UsageError } from './usage-error.ts';

/**
 * The inputs that a command was given, each folder replaced by every `.dts` below it (or what else it takes) in the order of
 * their paths, unless it is an unpacked tree itself. What is missing or unreadable stays in the list: whoever opens it says so.
 *
 * @throws UsageError for a folder without such files
 */
export function collectSources(
  inputs: readonly string[],
  suffixes: readonly string[] = ['.dts'],
): readonly string[] {
  const sources = inputs.flatMap((input) =>
    isSourceFolder(input) ? sourcesBelow(input, suffixes) : [input],
  );
  return [...new Set(sources)];
}

/** Every such file below these folders, in the order of their paths; hidden folders are passed over. */
export function filesBelow(
  folders: readonly string[],
  isWanted: (name: string) => boolean,
): readonly string[] {
  const found = folders.flatMap((folder) => walk(folder, isWanted));
  return [...new Set(found)].sort();
}

/** These folders and those below them, as far as {@link filesBelow} looks, up to so many. */
export function foldersBelow(folders: readonly string[], most: number): readonly string[] {
  const found: string[] = [];
  const waiting = [...folders];
  for (let next = waiting.pop(); next !== undefined && found.length < most; next = waiting.pop()) {
    found.push(next);
    for (const entry of entriesOf(next))
      if (entry.isDirectory() && !isHidden(entry)) waiting.push(join(next, entry.name));
  }
  return found;
}

/** Whether a path is a folder, and no unpacked tree. */
export function isSourceFolder(path: string): boolean {
  return kindOf(path) === 'folder' && !isTreeFolder(diskFiles, path);
}

function sourcesBelow(folder: string, suffixes: readonly string[]): string[] {
  const found = walk(folder, (name) => suffixes.some((suffix) => name.endsWith(suffix)));
  if (found.length === 0)
    throw new UsageError(`${folder}: no ${suffixes.join(' or ')} file in this folder or below it.`);
  return found.sort();
}

/** Links to folders are not followed: the kernel's tree has some that lead back to themselves. */
function walk(folder: string, isWanted: (name: string) => boolean): string[] {
  const found: string[] = [];
  const waiting = [folder];

  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of entriesOf(next)) {
      const path = join(next, entry.name);
      if (entry.isDirectory() && !isHidden(entry)) waiting.push(path);
      else if (isWanted(entry.name) && !entry.isDirectory()) found.push(path);
    }
  }
  return found;
}

function isHidden(entry: Dirent): boolean {
  return entry.name.startsWith('.') || entry.name === 'node_modules';
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** A pipe is neither: it gives its bytes only once, to the reader. */
function kindOf(path: string): 'file' | 'folder' | undefined {
  try {
    const stats = statSync(path);
    if (stats.isFile()) return 'file';
    return stats.isDirectory() ? 'folder' : undefined;
  } catch {
    return undefined;
  }
}
