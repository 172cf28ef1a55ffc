import { dirname, join } from 'node:path';
import { preprocess } from '../preprocessor/preprocess.ts';
import type { Preprocessed } from '../preprocessor/preprocessed.ts';
import type { Define } from '../preprocessor/run.ts';
import type { Limits } from '../source/limits.ts';
import type { SourceFile } from '../source/source-file.ts';
import { Project } from './project.ts';

export interface SourceOptions {
  /** The run's; default: one of its own. */
  readonly project?: Project;
  /** How much the input may ask for, where it has a project of its own; else the project says that. */
  readonly limits?: Partial<Limits> | undefined;
  /** `-I`, searched before the folders that are found from where the file stands. */
  readonly includeFolders?: readonly string[];
  /** `-D`. */
  readonly defines?: readonly Define[];
  /** Further folders below which sources may be read. */
  readonly allowedFolders?: readonly string[];
}

/** A source as preprocessed, and where its other files may come from. */
export interface PreprocessedSource {
  readonly preprocessed: Preprocessed;
  readonly includeFolders: readonly string[];
  readonly allowedFolders: readonly string[];
}

/** The run's project, or one for this input alone. */
export function projectOf({ project, limits }: Pick<SourceOptions, 'project' | 'limits'>): Project {
  return project ?? new Project({ limits });
}

/** Preprocesses a source, with the include folders of the tree that it stands in. A text without a file stands in the working folder. */
export function preprocessSource(file: SourceFile, options: SourceOptions = {}): PreprocessedSource {
  const project = projectOf(options);
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
    limits: project.limits,
  });
  return { preprocessed, includeFolders, allowedFolders };
}
