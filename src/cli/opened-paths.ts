import { relative } from 'node:path';
import type { FileStore } from '../source/file-store.ts';
import type { Span } from '../source/place.ts';
import { isStream } from './streams.ts';

export interface OpenedPathsContext {
  readonly files: FileStore;
  /** `-I`. */
  readonly includeFolders: readonly string[];
  /** For each included file, by its absolute path, the directive that brought it in first. */
  readonly includedFrom: ReadonlyMap<string, Span>;
}

/**
 * The names of what was read as dtc's `-d` and cpp's `-MD` give them: an included file by the path of the folder where it was
 * found, as that was named, and by its name in the directive (dtc's srcpos.c, srcfile_relative_open). What was found otherwise (by a
 * macro, in a folder that nobody named) is given relative to the working folder.
 *
 * @param dependencies absolute paths, the input's first
 */
export function openedPaths(
  input: string,
  dependencies: readonly string[],
  { files, includeFolders, includedFrom }: OpenedPathsContext,
): readonly string[] {
  const [first = input, ...others] = dependencies;
  const isNamed = !isStream(input);
  const opened = new Map([[first, isNamed ? input : '']]);
  for (const path of others) {
    const from = includedFrom.get(path);
    const includer = from && opened.get(from.file.absolutePath ?? first);
    const candidates =
      from === undefined || includer === undefined ? [] : candidatesOf(from, includer, includeFolders);
    const found = candidates.find((candidate) => files.realPath(candidate) === path);
    opened.set(path, found ?? (input.startsWith('/') ? path : relative(files.workingFolder, path)));
  }
  return [isNamed ? input : first, ...[...opened.values()].slice(1)];
}

/** Where the file that a directive names may stand, in the order of searching. */
function candidatesOf(from: Span, includer: string, includeFolders: readonly string[]): readonly string[] {
  const directive = directiveAt(from);
  if (directive === undefined) return [];
  const { name, isQuoted, isForCpp } = directive;
  if (name.startsWith('/')) return [name];
  const beside = includer.slice(0, includer.lastIndexOf('/') + 1);
  const folders = includeFolders.map((folder) => (folder.endsWith('/') ? folder : `${folder}/`));
  const all = [...(isQuoted ? [beside] : []), ...folders].map((folder) => folder + name);
  return isForCpp ? all.map((path) => path.replace(/^(\.\/+)+/, '')) : all;
}

interface Directive {
  readonly name: string;
  readonly isQuoted: boolean;
  /** `#include`; its names lose a `./` in front. */
  readonly isForCpp: boolean;
}

/** Of `/include/` the span is that of the name, of `#include` that of the line. */
function directiveAt({ file: { text }, start, end }: Span): Directive | undefined {
  const written = text.slice(start, end);
  if (text[start - 1] === '"' && text[end] === '"') return { name: written, isQuoted: true, isForCpp: false };
  const [, open, name] = /^[^"<]*(["<])([^"<>]+)[">]/.exec(written) ?? [];
  return name === undefined ? undefined : { name, isQuoted: open === '"', isForCpp: true };
}
