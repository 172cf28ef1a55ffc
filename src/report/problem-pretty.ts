import type { Problem } from '../source/problem.ts';
import { codeFrame, locationText } from './code-frame.ts';
import { messageHead, remark } from './message-parts.ts';
import type { Terminal } from './terminal.ts';

const mostRelated = 6;

/**
 * What is wrong with an input, for people: `path:line:column: severity: message [code]`, the source, related places and
 * what to write instead.
 */
export function problemPretty(problem: Problem, terminal: Terminal): string {
  const { place, severity, message, code, related = [], help } = problem;
  const spans = related
    .slice(0, mostRelated)
    .map((one) => ({ place: one.place, kind: 'secondary' as const, label: one.message }));

  const lines = [
    ...messageHead(terminal, { location: place && locationText(place), severity, message, code }),
    ...(place === undefined
      ? []
      : codeFrame(terminal, [
          { place, kind: 'primary', style: severity === 'error' ? 'red' : 'yellow' },
          ...spans,
        ])),
    ...(help === undefined ? [] : remark(terminal, 'help', help)),
  ];
  return lines.join('\n');
}

/** Several problems with a blank line between each two. */
export function problemsPretty(problems: readonly Problem[], terminal: Terminal): string {
  return problems.map((problem) => problemPretty(problem, terminal)).join('\n\n');
}
