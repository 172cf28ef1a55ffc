import { dirname, join } from 'node:path';
import { IncludeGraph } from '../project/inputs/include-graph.ts';
import type { Project } from '../project/project.ts';
import { Deadline } from '../source/deadline.ts';

/** Boards that a shared file is judged with: more would be slow to type beside, and tell little more. */
export const mostBoards = 4;
const mostFolders = 300;
const mostCandidates = 3000;
const milliseconds = 3000;

/**
 * The nearest boards that include a file, directly or not: those of its own folder first, then those of the folders around it, up to the
 * top of its source tree. Nothing is preprocessed to find them, so that one may turn out not to include it after all.
 *
 * @param path absolute, without symbolic links
 */
export function includingBoards(project: Project, path: string): readonly string[] {
  const { access } = project.files;
  const { root } = project.sourceTreeOf(path);
  const graph = new IncludeGraph(project);
  const deadline = new Deadline(milliseconds);
  const found: string[] = [];
  let candidates = 0;
  let folders = 0;

  const seen = new Set<string>();
  for (let around = dirname(path); ; around = dirname(around)) {
    const waiting = [around];
    for (const folder of waiting) {
      if (seen.has(folder)) continue;
      seen.add(folder);
      if (++folders > mostFolders || candidates > mostCandidates || deadline.left === 0) return found;
      const boards: string[] = [];
      for (const name of access.list(folder) ?? []) {
        const at = join(folder, name);
        if (name.endsWith('.dts')) boards.push(at);
        else if (!name.startsWith('.') && name !== 'node_modules' && access.kind(at) === 'folder')
          waiting.push(at);
      }
      candidates += boards.length;
      found.push(...graph.boardsReaching(boards, [path]).boards);
      if (found.length >= mostBoards) return found.slice(0, mostBoards);
    }
    if (around === root || dirname(around) === around) return found;
  }
}
