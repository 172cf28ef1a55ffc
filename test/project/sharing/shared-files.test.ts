import { describe, expect, it } from 'vitest';
import { lintBoard } from '../../../src/project/lint-board.ts';
import { loadBoard } from '../../../src/project/load-board.ts';
import { Project } from '../../../src/project/project.ts';
import type { Limits } from '../../../src/source/limits.ts';
import { MemoryFiles } from '../../../src/source/memory-files.ts';
import { SourceFile } from '../../../src/source/source-file.ts';
import { outlineOf } from '../../fuzz/outline.ts';
import { type RandomSources, randomSources } from './random-sources.ts';

/** How many sets of boards are tried; the environment asks for more. */
const seeds = Number(process.env.SHARING_SEEDS ?? 24);
const firstSeed = Number(process.env.SHARING_FIRST_SEED ?? 1);

const tight: Partial<Limits> = { includeDepth: 4, includes: 12, expansion: 60, tokens: 600 };
/** Files that include one another come to 20,000 with the usual ones. */
const loose: Partial<Limits> = { includeDepth: 8, includes: 100 };

describe('boards of one run', () => {
  it(
    'give what each gives alone, whichever came before',
    () => {
      for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
        const sources = randomSources(seed, 12);
        const limits = seed % 2 === 0 ? tight : loose;
        const together = projectOf(sources, limits);
        for (const board of sources.boards) {
          const alone = resultOf(board, projectOf(sources, limits));
          expect(resultOf(board, together), `seed ${seed}, ${board}`).toEqual(alone);
        }
      }
    },
    60_000 + 2_000 * seeds,
  );
});

function projectOf({ files }: RandomSources, limits: Partial<Limits>): Project {
  return new Project({ access: new MemoryFiles(files), workingFolder: '/w', limits });
}

/** All that a user may hear of a board, and its tree. */
function resultOf(path: string, project: Project): readonly string[] {
  const { board, problems, files } = loadBoard(path, {
    project,
    includeFolders: ['/w/inc', '/w/inc2'],
    allowedFolders: ['/w'],
    defines: [{ name: 'M3', value: '1' }],
  });
  const lines = problems.map(inWords);
  lines.push(...files.map((file) => `read ${file.path}`));
  if (board === undefined) return lines;
  const { findings, suppressed = [] } = lintBoard(board, {}, files);
  lines.push(...findings.map(inWords), ...suppressed.map(inWords));
  return [...lines, ...outlineOf(board.tree).split('\n')];
}

function inWords(value: object): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof SourceFile) return `${part.path} from ${part.firstLine}`;
    return typeof part === 'bigint' ? `${part}` : part;
  });
}
