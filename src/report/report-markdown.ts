import type { BoardReport } from '../project/board-report.ts';
import { markdownCode as code, markdownRows, markdownPlain as plain } from './markdown-text.ts';
import { type PlainTable, reportTables } from './report-tables.ts';
import { reportFacts } from './report-words.ts';

/** A comment on a pull request takes no more than 65,536 characters. */
const mostRows = 200;

/** One board's memory as markdown: what it comes to, and a table each for banks, regions and devices. Ends with a line feed. */
export function reportMarkdown(report: BoardReport): string {
  const { board, name, notes } = report;
  const lines = [
    `### ${plain(name ?? board.path)}`,
    '',
    `${code(board.path)}: ${plain(reportFacts(report).join(' · '))}.`,
    '',
    ...reportTables(report).flatMap(tableLines),
    ...(notes.length === 0 ? [] : ['#### Notes', '', ...notes.map(({ message }) => `- ${plain(message)}`)]),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function tableLines({ title, caption, columns, rows }: PlainTable): readonly string[] {
  const titles = columns.map((column) => `${column.title}${column.look === 'size' ? ':' : ''}`);
  const cells = rows
    .slice(0, mostRows)
    .map((row) => row.map((text, at) => (columns[at]?.look === 'code' ? code(text) : plain(text))));
  const left = rows.length - cells.length;
  return [
    `#### ${title}`,
    '',
    `${caption}.`,
    '',
    ...markdownRows(titles, cells),
    ...(left > 0 ? [`${left} more are left out.`, ''] : []),
  ];
}
