import { preprocess } from '../../src/preprocessor/preprocess.ts';
import type { Preprocessed } from '../../src/preprocessor/preprocessed.ts';
import type { PreprocessorCache } from '../../src/preprocessor/preprocessor-cache.ts';
import { printPreprocessed } from '../../src/preprocessor/print.ts';
import type { Define } from '../../src/preprocessor/run.ts';
import { FileStore } from '../../src/source/file-store.ts';
import { MemoryFiles } from '../../src/source/memory-files.ts';
import type { Place } from '../../src/source/place.ts';
import { SourceFile } from '../../src/source/source-file.ts';

export interface PreprocessTextOptions {
  /** Other files, by absolute path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly includeFolders?: readonly string[];
  readonly allowedFolders?: readonly string[];
  readonly defines?: readonly Define[];
  readonly cache?: PreprocessorCache;
  readonly resolveDtcIncludes?: boolean;
}

/** Preprocesses a text as the file /boards/board.dts of a tree in memory. */
export function preprocessText(text: string, options: PreprocessTextOptions = {}): Preprocessed {
  const { files = {}, ...rest } = options;
  const access = new MemoryFiles({ ...files, '/boards/board.dts': text });
  const store = new FileStore({ access, workingFolder: '/boards' });
  const input = store.open('/boards/board.dts');
  if (!(input instanceof SourceFile)) throw new Error(input.message);
  return preprocess(input, { files: store, ...rest });
}

/** The lines that come out, white space at their ends and runs of it made one space, blank ones left out. */
export function linesOf(preprocessed: Preprocessed): string[] {
  const lines = printPreprocessed(preprocessed).split('\n');
  return lines.map((line) => line.replace(/[ \t]+/g, ' ').trim()).filter((line) => line !== '');
}

export function linesOfText(text: string, options?: PreprocessTextOptions): string[] {
  return linesOf(preprocessText(text, options));
}

/** Each problem as `file:line:column code`. */
export function problemsOf(text: string, options?: PreprocessTextOptions): string[] {
  return preprocessText(text, options).problems.map((problem) => `${shown(problem.place)} ${problem.code}`);
}

export function shown(place: Place | undefined): string {
  if (place === undefined) return 'nowhere';
  const { line, column } = place.file.lineColumn(place.start);
  return `${place.file.path}:${line}:${column}`;
}
