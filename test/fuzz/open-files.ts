import { Project } from '../../src/project/project.ts';
import { openTreeInput, type TreeInput } from '../../src/project/tree-input.ts';
import { MemoryFiles } from '../../src/source/memory-files.ts';
import type { Problem } from '../../src/source/problem.ts';
import { fuzzRoot } from './fuzz-input.ts';

/** Opens one of some files in memory, as a run of the command would. */
export function openFiles(
  files: ReadonlyMap<string, Uint8Array>,
  path: string,
): { readonly project: Project; readonly input: TreeInput | Problem } {
  const access = new MemoryFiles();
  for (const [name, bytes] of files) access.write(`${fuzzRoot}/${name}`, bytes);
  const project = new Project({ access, workingFolder: fuzzRoot });
  return { project, input: openTreeInput(project.files, path) };
}
