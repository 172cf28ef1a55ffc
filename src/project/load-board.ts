import { dirname, join } from 'node:path';
import { parseDts } from '../../grammar/parse-dts.ts';
import { buildTree } from '../devicetree/build-tree.ts';
import { architectureOfPath } from '../memory/architecture.ts';
import { buildMemoryModel } from '../memory/build-memory-model.ts';
import { preprocess } from '../preprocessor/preprocess.ts';
import type { Define } from '../preprocessor/run.ts';
import type { Problem } from '../source/problem.ts';
import { SourceFile } from '../source/source-file.ts';
import type { Board } from './board.ts';
import { Project } from './project.ts';
import { binaryReader } from './read-binary.ts';

export interface LoadOptions {
  /** The run's; default: one of its own. */
  readonly project?: Project;
  /** `-I`, searched before the folders that are found from where the file stands. */
  readonly includeFolders?: readonly string[];
  /** `-D`. */
  readonly defines?: readonly Define[];
  /** Further folders below which sources may be read. */
  readonly allowedFolders?: readonly string[];
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

function loadSource(file: SourceFile, options: LoadOptions): LoadedBoard {
  const project = options.project ?? new Project();
  const { files } = project;
  const path = file.absolutePath ?? join(files.workingFolder, file.path);
  const tree = project.sourceTreeOf(path);
  const includeFolders = [...(options.includeFolders ?? []), ...tree.includeFolders];
  const allowedFolders = [dirname(path), tree.root, ...(options.allowedFolders ?? [])];

  const preprocessed = preprocess(file, {
    files,
    includeFolders,
    allowedFolders,
    defines: options.defines ?? [],
    cache: project.preprocessorCache,
  });
  const parsed = parseDts(preprocessed.unit, {
    readBinary: binaryReader(files, includeFolders, allowedFolders),
  });
  const built = buildTree(parsed, { place: { file, start: 0, end: 0 } });
  const problems = [
    ...preprocessed.problems,
    ...withoutEchoes(preprocessed.problems, parsed.problems),
    ...built.problems,
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

/** What the parser stumbles over in a line that the preprocessor gave up on says nothing new. */
function withoutEchoes(first: readonly Problem[], later: readonly Problem[]): readonly Problem[] {
  const told = new Set(first.filter(({ severity }) => severity === 'error').map(lineOf));
  return told.size === 0 ? later : later.filter((problem) => !told.has(lineOf(problem)));
}

function lineOf({ place }: Problem): string {
  return place === undefined ? '' : `${place.file.path}:${place.file.lineColumn(place.start).line}`;
}
