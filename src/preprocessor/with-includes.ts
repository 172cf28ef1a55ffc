import type { Span } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import type { SourceFile } from '../source/source-file.ts';

/** A chain of includes is told no further. */
const longestChain = 32;

/** The problem with the directives that brought in its file, the innermost first. */
export function withIncludes(problem: Problem, includedFrom: ReadonlyMap<SourceFile, Span>): Problem {
  const { place } = problem;
  if (place === undefined || !includedFrom.has(place.file)) return problem;

  const chain: Span[] = [];
  for (let from = includedFrom.get(place.file); from !== undefined; from = includedFrom.get(from.file)) {
    if (chain.length === longestChain || chain.some(({ file }) => file === from?.file)) break;
    chain.push(from);
  }
  return { ...problem, includedFrom: chain };
}
