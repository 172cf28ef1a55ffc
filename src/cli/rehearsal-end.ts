import { isUnusable } from '../project/rehearse/is-unusable.ts';
import type { Rehearsal } from '../project/rehearse/rehearsal.ts';
import type { Problem } from '../source/problem.ts';
import { type ExitCode, exitCode } from './exit-code.ts';

/** 2 where a cell cannot be rehearsed, 1 where one says no. */
export function exitCodeOf({ cells, passes }: Rehearsal): ExitCode {
  if (cells.length === 0 || cells.some(isUnusable)) return exitCode.unusable;
  return passes ? exitCode.good : exitCode.no;
}

/** What is wrong in all cells or in some, each once, with the first cell that has it. */
export function problemsOf({ cells, problems }: Rehearsal): readonly Problem[] {
  const found = new Map<string, { readonly problem: Problem; readonly labels: string[] }>();
  for (const { setting, problems: own } of cells) {
    for (const problem of own) {
      const { code, message, place } = problem;
      const key = `${code} ${place?.file.path ?? ''} ${place?.start ?? ''} ${message}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { problem, labels: [setting.label] });
      else known.labels.push(setting.label);
    }
  }
  const ofCells = [...found.values()].map(({ problem, labels }) =>
    labels.length === cells.length
      ? problem
      : { ...problem, message: `${labelsText(labels)}: ${problem.message}` },
  );
  return [...problems, ...ofCells];
}

function labelsText([first = '', ...more]: readonly string[]): string {
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}
