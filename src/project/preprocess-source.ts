import { dirname, join } from 'node:path';
import { preprocess } from '../preprocessor/preprocess.ts';
import type { Preprocessed } from '../preprocessor/preprocessed.ts';
import type { Define } from '../preprocessor/run.ts';
import type { SourceFile } from '../source/source-file.ts';
import { Project } from './project.ts';

export interface SourceOptions {
  /** The run's; default: one of its own. */
  readonly project?: Project;
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

/** Preprocesses a source, with the include folders of the tree that it stands in. A text without a file stands in the working folder. */
export function preprocessSource(file: SourceFile, options: SourceOptions = {}): PreprocessedSource {
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
  return { preprocessed, includeFolders, allowedFolders };
}
