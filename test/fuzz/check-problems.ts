import { problemPretty } from '../../src/report/problem-pretty.ts';
import { plainTerminal } from '../../src/report/terminal.ts';
import type { Place } from '../../src/source/place.ts';
import type { Problem } from '../../src/source/problem.ts';
import type { Failure } from './failure.ts';

/** So many are shown; more say nothing new. */
const mostShown = 12;
/** A user reads none of so many. */
const mostProblems = 20_000;
const mostCharacters = 100_000;

/** Whether problems are as they must be: a sentence each, at a place that exists, and such that they can be shown. */
export function checkProblems(
  problems: readonly Problem[],
  { needPlace = true }: { readonly needPlace?: boolean } = {},
): Failure | undefined {
  if (problems.length > mostProblems)
    return { signature: 'too many problems', detail: `${problems.length} problems` };

  for (const problem of problems) {
    const { place, message, code, related = [] } = problem;
    if (needPlace && place === undefined) return { signature: `no place: ${code}`, detail: message };
    const wrong = [place, ...related.map((one) => one.place)].find((each) => each && !exists(each));
    if (wrong !== undefined)
      return { signature: `no such place: ${code}`, detail: `${wrong.start} to ${wrong.end}: ${message}` };
    if (message === '' || message.length > mostCharacters)
      return { signature: `no sentence: ${code}`, detail: message.slice(0, 4000) };
  }
  for (const problem of problems.slice(0, mostShown)) problemPretty(problem, plainTerminal);
  return undefined;
}

function exists({ file, start, end }: Place): boolean {
  if (!(start >= 0 && end >= start)) return false;
  return file.locate !== undefined || end <= file.text.length;
}
