import { textWidth } from './printable.ts';
import { paint, type Terminal } from './terminal.ts';
import { wrapText } from './wrap-text.ts';

const indent = '  ';
const gap = '  ';

/** A Markdown table, its lines as they stand: in columns where they fit, else a paragraph a row. */
export function markdownTable(lines: readonly string[], terminal: Terminal): readonly string[] {
  const [titles = [], , ...rows] = lines.map(cellsOf);
  const widths = titles.map((title, column) =>
    Math.max(textWidth(title), ...rows.map((row) => textWidth(row[column] ?? ''))),
  );
  const width = indent.length + widths.reduce((sum, one) => sum + one + gap.length, -gap.length);
  if (width > terminal.width) return rows.flatMap((row) => rowParagraph(titles, row, terminal));

  const inColumns = (row: readonly string[]): string =>
    indent +
    widths
      .map((one, column) => padded(row[column] ?? '', one))
      .join(gap)
      .trimEnd();
  return [paint(terminal, 'bold', inColumns(titles)), ...rows.map(inColumns)];
}

function cellsOf(line: string): readonly string[] {
  return line
    .replace(/^\s*\||\|\s*$/g, '')
    .split('|')
    .map((cell) => cell.trim());
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

/** The first cell, and beneath it the others with their titles. */
function rowParagraph(
  titles: readonly string[],
  [first = '', ...rest]: readonly string[],
  terminal: Terminal,
): readonly string[] {
  const lines = rest.flatMap((cell, index) => {
    if (cell === '') return [];
    return wrapText(`${titles[index + 1] ?? ''}: ${cell}`, terminal.width - 2 * indent.length);
  });
  return [paint(terminal, 'bold', `${indent}${first}`), ...lines.map((line) => indent + indent + line)];
}
