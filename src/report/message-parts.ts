import { printable } from './printable.ts';
import { paint, type Style, type Terminal } from './terminal.ts';
import { wrapText } from './wrap-text.ts';

/** Below this a first line is folded; above it stays one line, however long, for the programs that read it. */
const foldBelow = 80;

const styles: Readonly<Record<string, Style>> = {
  error: ['bold', 'red'],
  warning: ['bold', 'yellow'],
  info: ['bold', 'cyan'],
};

/** What a message begins with. */
export interface MessageHead {
  /** `path:line:column`, or a path. */
  readonly location: string | undefined;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  /** Rule or code, shown at the end in brackets. */
  readonly code: string;
}

/** `path:line:column: severity: message [code]`, in one line unless the terminal is narrow. */
export function messageHead(terminal: Terminal, head: MessageHead): readonly string[] {
  const location = head.location === undefined ? '' : `${head.location}: `;
  const text = `${printable(head.message)} [${head.code}]`;
  const severity = paint(terminal, styles[head.severity] ?? 'bold', `${head.severity}:`);
  const start = `${paint(terminal, 'bold', location)}${severity}`;

  const [first = '', ...rest] = terminal.width < foldBelow ? wrapText(text, terminal.width - 2) : [text];
  if (terminal.width >= foldBelow) return [`${start} ${withDimCode(terminal, first, head.code)}`];
  return [
    ...wrapText(`${location}${head.severity}:`, terminal.width),
    ...[first, ...rest].map((line) => `  ${line}`),
  ];
}

function withDimCode(terminal: Terminal, line: string, code: string): string {
  const tail = `[${code}]`;
  return line.endsWith(tail) ? line.slice(0, -tail.length) + paint(terminal, 'dim', tail) : line;
}

/** `= note: text` below a frame, its further lines indented; line breaks in the text stay. */
export function remark(terminal: Terminal, kind: string, text: string): readonly string[] {
  const start = `  = ${kind}: `;
  const lines = text.split('\n').flatMap((line) => wrapText(printable(line), terminal.width - start.length));
  return lines.map((line, index) =>
    index === 0
      ? `  ${paint(terminal, 'blue', '=')} ${paint(terminal, 'bold', `${kind}:`)} ${line}`
      : ' '.repeat(start.length) + line,
  );
}
