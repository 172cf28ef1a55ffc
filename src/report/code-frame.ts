import type { Place } from '../source/place.ts';
import { printable, textWidth, truncate } from './printable.ts';
import { paint, type Style, type Terminal } from './terminal.ts';
import { wrapText } from './wrap-text.ts';

/** A stretch of source to show. */
export interface FrameSpan {
  readonly place: Place;
  /** What the message is about, or what explains it. */
  readonly kind: 'primary' | 'secondary';
  /** The primary span's. */
  readonly style?: Style;
  readonly label?: string | undefined;
}

const tabWidth = 4;
/** A hostile line may be a megabyte long: only this much around the span is looked at. */
const longestLine = 1000;

/**
 * Source lines with their spans underlined, file by file: that of the first span first and without a heading, the others each
 * under `::: path:line:column`; so are those of `later`, in their order. No line is wider than the terminal, as long as that has 30 columns.
 */
export function codeFrame(
  terminal: Terminal,
  spans: readonly FrameSpan[],
  later: readonly FrameSpan[] = [],
): readonly string[] {
  const groups = groupByFile(spans.filter(({ place }) => place.file.text !== ''));
  groups.push(...later.map((span) => [span]));
  const numbers = [...spans, ...later]
    .filter(({ place }) => place.file.locate === undefined)
    .map(({ place }) => place.file.lineColumn(place.start).line);
  const gutter = Math.max(...numbers, 1).toString().length;

  const frames = groups.flatMap((group, index) => {
    const heading = index === 0 ? [] : [fileHeading(terminal, gutter, group)];
    return [...heading, ...fileLines(terminal, gutter, group)];
  });
  return [...frames, ...spans.filter(isWithoutLines).flatMap((span) => wordLine(terminal, gutter, span))];
}

/** A place in a blob that tells a property; a node's path alone says nothing that the messages do not. */
function isWithoutLines({ place, kind }: FrameSpan): boolean {
  return kind === 'secondary' && (place.file.locate?.(place.start).includes(': ') ?? false);
}

/** What explains, where there is no text to underline: a place in words, with its label. */
function wordLine(terminal: Terminal, gutter: number, { place, label = '' }: FrameSpan): readonly string[] {
  const margin = ' '.repeat(gutter + 5);
  const lines = wrapText(`${locationText(place)}: ${printable(label)}`, terminal.width - margin.length);
  const mark = `${' '.repeat(gutter)} ${paint(terminal, 'blue', ':::')} `;
  return lines.map((line, index) => (index === 0 ? mark : margin) + line);
}

/** `path:line:column` of a place; of one in a blob or a device-tree folder `path: /node: property`. */
export function locationText(place: Place): string {
  const words = place.file.locate?.(place.start);
  if (words !== undefined) return printable(`${place.file.path}: ${words}`);
  const { line, column } = place.file.lineColumn(place.start);
  return `${printable(place.file.path)}:${line}:${column}`;
}

function groupByFile(spans: readonly FrameSpan[]): (readonly FrameSpan[])[] {
  const groups = new Map<string, FrameSpan[]>();
  for (const span of spans) {
    const { path } = span.place.file;
    const group = groups.get(path);
    if (group === undefined) groups.set(path, [span]);
    else if (!group.some((known) => isSame(known, span))) group.push(span);
  }
  return [...groups.values()];
}

function isSame(a: FrameSpan, b: FrameSpan): boolean {
  return a.place.start === b.place.start && a.place.end === b.place.end && a.label === b.label;
}

function fileHeading(terminal: Terminal, gutter: number, [first]: readonly FrameSpan[]): string {
  const location = first === undefined ? '' : locationText(first.place);
  const space = terminal.width - gutter - 5;
  const text = truncate(location, space, { unicode: terminal.unicode, keep: 'end' });
  return `${' '.repeat(gutter)} ${paint(terminal, 'blue', ':::')} ${text}`;
}

function fileLines(terminal: Terminal, gutter: number, spans: readonly FrameSpan[]): readonly string[] {
  const placed = spans
    .map((span) => ({ span, ...span.place.file.lineColumn(span.place.start) }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  const margin = marginOf(terminal, gutter);
  const lines = [margin('')];

  placed.forEach(({ span, line, column }, index) => {
    const before = placed[index - 1]?.line;
    if (before !== undefined && line > before + 1) lines.push(paint(terminal, 'blue', '...'));

    const view = viewOf(terminal, gutter, span.place, line, column);
    if (line !== before) lines.push(margin(String(line), view.text));
    lines.push(...underline(terminal, span, view).map((text) => margin('', text)));
  });
  return lines;
}

function marginOf(terminal: Terminal, gutter: number): (number: string, text?: string) => string {
  return (number, text = '') => {
    const bar = paint(terminal, 'blue', `${number.padStart(gutter)} |`);
    return text === '' ? bar : `${bar} ${text}`;
  };
}

/** What is seen of a line, and where the span is in it. */
interface View {
  readonly text: string;
  readonly start: number;
  readonly length: number;
  readonly space: number;
}

function viewOf(terminal: Terminal, gutter: number, place: Place, line: number, column: number): View {
  const space = Math.max(terminal.width - gutter - 3, 20);
  const raw = place.file.lineText(line);
  const from = Math.max(0, column - 1 - longestLine / 2);
  const length = Math.max(1, Math.min(place.end - place.start, raw.length - column + 1));

  const text = expand(raw.slice(from, from + longestLine)).trimEnd();
  const start = textWidth(expand(raw.slice(from, column - 1)));
  const end = Math.max(start + 1, textWidth(expand(raw.slice(from, column - 1 + length))));
  return fitView({ text, start, length: end - start, space }, terminal.unicode);
}

/** Cuts what does not fit, so that the span's beginning is seen. */
function fitView({ text, start, length, space }: View, unicode: boolean): View {
  if (textWidth(text) <= space) return { text, start, length, space };

  const mark = unicode ? '…' : '~';
  const wanted = start + length > space ? Math.max(0, Math.min(start - 8, start + length + 2 - space)) : 0;
  const cut = wanted === 0 ? text : mark + [...text].slice(wanted + 1).join('');
  const shown = truncate(cut, space, { unicode });
  return { text: shown, start: start - wanted, length: Math.min(length, space - start + wanted), space };
}

function underline(terminal: Terminal, span: FrameSpan, view: View): readonly string[] {
  const isPrimary = span.kind === 'primary';
  const style = isPrimary ? (span.style ?? 'red') : 'blue';
  const marks = (isPrimary ? '^' : '-').repeat(Math.max(1, view.length));
  const indent = ' '.repeat(view.start);
  const label = span.label === undefined ? '' : printable(span.label);
  if (label === '') return [indent + paint(terminal, style, marks)];

  if (view.start + marks.length + 1 + textWidth(label) <= view.space) {
    return [indent + paint(terminal, style, `${marks} ${label}`)];
  }
  // Beneath the marks where there is room, else from where there is.
  const left = Math.min(view.start, Math.max(0, view.space - textWidth(label)));
  const text = wrapText(label, view.space - left);
  return [
    indent + paint(terminal, style, marks),
    ...text.map((line) => ' '.repeat(left) + paint(terminal, style, line)),
  ];
}

/** Tabs to spaces, and nothing that moves the cursor. */
function expand(text: string): string {
  const [first = '', ...rest] = text.split('\t').map(printable);
  return rest.reduce((line, part) => {
    const space = tabWidth - (textWidth(line) % tabWidth);
    return line + ' '.repeat(space) + part;
  }, first);
}
