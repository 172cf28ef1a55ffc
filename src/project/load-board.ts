import type { DeviceTree } from '../devicetree/tree.ts';
import { architectureOfPath } from '../memory/architecture.ts';
import { buildMemoryModel } from '../memory/build-memory-model.ts';
import type { Problem } from '../source/problem.ts';
import { SourceFile } from '../source/source-file.ts';
import type { Board } from './board.ts';
import { loadTree, type TreeOptions } from './load-tree.ts';
import { projectOf } from './preprocess-source.ts';
import { openTreeInput, type TreeInput } from './tree-input.ts';

export interface LoadOptions extends Omit<TreeOptions, 'keepLabelled' | 'force'> {
  /** Gives a board even where there are errors, of what could be understood. Default: false. */
  readonly allowErrors?: boolean;
}

/** What came of an input. */
export interface LoadedBoard {
  /** The input's path, as shown to the user. */
  readonly path: string;
  /** Undefined where a problem is an error, unless errors are allowed. */
  readonly board: Board | undefined;
  /** Of all stages, in the order in which they were found. */
  readonly problems: readonly Problem[];
  /** Every file that was read, the input first. */
  readonly files: readonly SourceFile[];
}

/** Reads a board to the end of the line: a source, a blob or a device-tree folder to its tree, and its memory modelled. */
export function loadBoard(path: string, options: LoadOptions = {}): LoadedBoard {
  const project = projectOf(options);
  const input = openTreeInput(project.files, path);
  if ('severity' in input) return { path, board: undefined, problems: [input], files: [] };

  return loadInput(input, { ...options, project });
}

/** The same for a text that is in no file: standard input, an editor's, a test's. Its includes are found from the working folder. */
export function loadBoardText(path: string, text: string, options: LoadOptions = {}): LoadedBoard {
  return loadSource(new SourceFile(path, text), options);
}

/** The same for a source that is at hand. */
export function loadSource(file: SourceFile, options: LoadOptions = {}): LoadedBoard {
  return loadInput({ kind: 'source', file }, options);
}

/** The same for an input that was opened. */
export function loadInput(input: TreeInput, options: LoadOptions = {}): LoadedBoard {
  const { tree, problems, files } = loadTree(input, options);
  const usable = options.allowErrors === true || problems.every(({ severity }) => severity !== 'error');
  const path = input.kind === 'source' ? input.file.path : input.path;
  return {
    path,
    board: usable && tree !== undefined ? boardOf(path, files[0]?.absolutePath, tree) : undefined,
    problems,
    files,
  };
}

function boardOf(path: string, absolutePath: string | undefined, tree: DeviceTree): Board {
  const model = buildMemoryModel(tree);
  return { path, tree, model, arch: model.arch ?? architectureOfPath(absolutePath ?? path) };
}
