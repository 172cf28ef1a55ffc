import { dirname, resolve } from 'node:path';
import type { Project } from '../project.ts';

/** Where a board, or an overlay, looks for includes. */
export interface IncludePlaces {
  /** Absolute folder of the board. */
  readonly inputFolder: string;
  readonly includeFolders: readonly string[];
}

/** @param includeFolders `-I`, in order; those of the input's tree come behind them */
export function includePlacesOf(
  project: Project,
  input: string,
  includeFolders: readonly string[],
): IncludePlaces {
  const { files } = project;
  const path = files.realPath(input) ?? resolve(files.workingFolder, input);
  const tree = project.sourceTreeOf(path);
  return { inputFolder: dirname(path), includeFolders: [...includeFolders, ...tree.includeFolders] };
}
