import type { MacroUse, Place } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import { codeFrame, type FrameSpan, locationText } from './code-frame.ts';
import { messageHead, remark } from './message-parts.ts';
import { printable, truncate } from './printable.ts';
import { paint, type Terminal } from './terminal.ts';

const mostRelated = 6;
/** Of macros in macros the outermost and the innermost are shown. */
const mostMacros = 4;
const mostIncludes = 6;

/**
 * What is wrong with an input, for people: the includes that led there, `path:line:column: severity: message [code]`, the
 * source, the macros that it came through, related places and what to write instead.
 */
export function problemPretty(problem: Problem, terminal: Terminal): string {
  return [...includeLines(problem, terminal), ...problemLines(problem, terminal)].join('\n');
}

/** Several problems with a blank line between each two; the includes of one file are told once. */
export function problemsPretty(problems: readonly Problem[], terminal: Terminal): string {
  const blocks = problems.map((problem, index) => {
    const isKnown = problems[index - 1]?.place?.file === problem.place?.file;
    return isKnown ? problemLines(problem, terminal).join('\n') : problemPretty(problem, terminal);
  });
  return blocks.join('\n\n');
}

function problemLines(problem: Problem, terminal: Terminal): readonly string[] {
  const { place, severity, message, code, related = [], help } = problem;
  const style = severity === 'error' ? 'red' : 'yellow';
  const spans = related.slice(0, mostRelated).map((one) => secondary(one.place, one.message));
  // A macro's use is told before its definition, wherever they stand.
  const isOfMacro = code === 'macro-argument-count' || code === 'unterminated-macro-call';
  const frame =
    place === undefined
      ? []
      : codeFrame(
          terminal,
          [{ place, kind: 'primary', style }, ...(isOfMacro ? [] : spans)],
          [...macroSpans(place), ...(isOfMacro ? spans : [])],
        );

  return [
    ...messageHead(terminal, { location: place && locationText(place), severity, message, code }),
    ...frame,
    ...(related.length > mostRelated
      ? remark(terminal, 'also', `${related.length - mostRelated} more places`)
      : []),
    ...macroNotes(place, terminal),
    ...(help === undefined ? [] : remark(terminal, 'help', help)),
  ];
}

/** As GCC tells it, the innermost first. */
function includeLines({ includedFrom = [] }: Problem, terminal: Terminal): readonly string[] {
  const shown = includedFrom.length > mostIncludes ? includedFrom.slice(0, mostIncludes - 1) : includedFrom;
  const lines = shown.map((from, index) => {
    const start = index === 0 ? 'In file included from ' : '                 from ';
    const { line } = from.file.lineColumn(from.start);
    const location = printable(`${from.file.path}:${line}`);
    const end = index === includedFrom.length - 1 ? ':' : ',';
    const room = terminal.width - start.length - 1;
    return `${start}${paint(terminal, 'bold', truncate(location, room, { unicode: terminal.unicode, keep: 'end' }))}${end}`;
  });
  const hidden = includedFrom.length - shown.length;
  return hidden === 0 ? lines : [...lines, `                 and ${hidden} more:`];
}

/** Where each macro on the way has what the place came from, the outermost first. */
function macroSpans(place: Place): readonly FrameSpan[] {
  const macros = macrosOf(place);
  const spans = macros.flatMap(({ name, definition }, index): FrameSpan[] => {
    const inBody = macros[index + 1]?.use ?? place.spelled;
    if (definition === undefined) return [];
    return [secondary(inBody ?? definition, `${name} is defined here`)];
  });
  return spans.length <= mostMacros
    ? spans
    : [...spans.slice(0, mostMacros / 2), ...spans.slice(-mostMacros / 2)];
}

function macroNotes(place: Place | undefined, terminal: Terminal): readonly string[] {
  const [outermost] = place === undefined ? [] : macrosOf(place);
  if (place === undefined || outermost === undefined) return [];
  const hidden = macrosOf(place).length - mostMacros;
  const through = hidden > 0 ? [`${hidden} more macros lie between these`] : [];
  const expansion =
    place.expansion === undefined
      ? []
      : [`${outermost.name} expands to: ${oneLine(place.expansion, terminal)}`];
  return [...through, ...expansion].flatMap((text) => remark(terminal, 'note', text));
}

/** Two lines of the terminal at most. */
function oneLine(text: string, terminal: Terminal): string {
  return truncate(text.replace(/\s+/g, ' '), Math.max(2 * terminal.width - 60, 40), {
    unicode: terminal.unicode,
  });
}

function macrosOf(place: Place): readonly MacroUse[] {
  const macros: MacroUse[] = [];
  for (let use = place.via; use !== undefined; use = use.parent) macros.push(use);
  return macros.reverse();
}

function secondary(place: Place, label: string): FrameSpan {
  return { place, kind: 'secondary', label };
}
