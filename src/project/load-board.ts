import { parseDts } from '../../grammar/parse-dts.ts';
import { buildTree } from '../devicetree/build-tree.ts';
import { architectureOfPath } from '../memory/architecture.ts';
import { buildMemoryModel } from '../memory/build-memory-model.ts';
import type { Problem } from '../source/problem.ts';
import { SourceFile } from '../source/source-file.ts';
import type { Board } from './board.ts';
import { preprocessSource, type SourceOptions } from './preprocess-source.ts';
import { Project } from './project.ts';
import { binaryReader } from './read-binary.ts';

export interface LoadOptions extends SourceOptions {
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

/** Reads a board's source to the end of the line: preprocessed, parsed, merged to a tree, and its memory modelled. */
export function loadBoard(path: string, options: LoadOptions = {}): LoadedBoard {
  const project = options.project ?? new Project();
  const file = project.files.open(path);
  if (!(file instanceof SourceFile)) return { path, board: undefined, problems: [file], files: [] };

  return loadSource(file, { ...options, project });
}

/** The same for a text that is in no file: standard input, an editor's, a test's. Its includes are found from the working folder. */
export function loadBoardText(path: string, text: string, options: LoadOptions = {}): LoadedBoard {
  return loadSource(new SourceFile(path, text), options);
}

/** The same for a source that is at hand. */
export function loadSource(file: SourceFile, options: LoadOptions = {}): LoadedBoard {
  const project = options.project ?? new Project();
  const { preprocessed, includeFolders, allowedFolders } = preprocessSource(file, { ...options, project });
  const parsed = parseDts(preprocessed.unit, {
    readBinary: binaryReader(project.files, includeFolders, allowedFolders),
  });
  const built = buildTree(parsed, { place: { file, start: 0, end: 0 } });
  const problems = [
    ...preprocessed.problems,
    ...withoutEchoes(preprocessed.problems, [...parsed.problems, ...built.problems]),
  ];

  const usable = options.allowErrors === true || problems.every(({ severity }) => severity !== 'error');
  return {
    path: file.path,
    board: usable ? boardOf(file, built.tree) : undefined,
    problems,
    files: preprocessed.files,
  };
}

function boardOf(file: SourceFile, tree: Board['tree']): Board {
  const model = buildMemoryModel(tree);
  return {
    path: file.path,
    tree,
    model,
    arch: model.arch ?? architectureOfPath(file.absolutePath ?? file.path),
  };
}

/**
 * What the later stages stumble over in a line that the preprocessor gave up on says nothing new, nor what they miss in
 * the file as a whole.
 */
function withoutEchoes(first: readonly Problem[], later: readonly Problem[]): readonly Problem[] {
  const told = new Set(first.filter(({ severity }) => severity === 'error').map(lineOf));
  if (told.size === 0) return later;
  return later.filter((problem) => problem.place?.end !== 0 && !told.has(lineOf(problem)));
}

function lineOf({ place }: Problem): string {
  return place === undefined ? '' : `${place.file.path}:${place.file.lineColumn(place.start).line}`;
}
