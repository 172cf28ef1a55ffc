import type { Finding } from '../../src/lint/finding.ts';
import { lint } from '../../src/lint/lint.ts';
import type { Rule } from '../../src/lint/rule.ts';
import { loadBoard } from '../../src/project/load-board.ts';
import { Project } from '../../src/project/project.ts';
import { MemoryFiles } from '../../src/source/memory-files.ts';
import { arm64 } from './rule-test.ts';

/** What a rule finds on a board of two files: the chip's, `/soc.dtsi`, and the board's own, which includes it. */
export function findingsWithInclude(rule: Rule, soc: string, board: string): readonly Finding[] {
  const access = new MemoryFiles({
    '/soc.dtsi': soc.replace('/dts-v1/;', ''),
    '/board.dts': `/dts-v1/;\n#include "soc.dtsi"\n${board}`,
  });
  const project = new Project({ access, workingFolder: '/' });
  const loaded = loadBoard('/board.dts', { project });
  if (loaded.board === undefined) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  return lint({ model: loaded.board.model, arch: 'arm64', profile: arm64 }, { rules: [rule] });
}
