import type { BoardReport } from '../../project/board-report.ts';
import { reportBlocks } from '../report-svg.ts';
import { type PlainTable, reportTables } from '../report-tables.ts';
import { reportFacts } from '../report-words.ts';
import { code, htmlTable, section } from '../run-html/html.ts';
import { mapSection } from '../run-html/map-section.ts';
import { pageDocument } from '../run-html/page-document.ts';
import { escapeXml } from '../xml.ts';

/**
 * A board's memory as one page that needs nothing else, and no script: the map, the regions, which device gets which. What the user
 * wrote is escaped, and a policy in the page forbids everything but its own style.
 */
export function reportHtml(report: BoardReport): string {
  const { board, name, compatible, notes } = report;
  const title = name ?? board.path;
  const facts = [board.path, ...(board.arch === undefined ? [] : [board.arch]), ...compatible];
  const parts = [
    '<header>',
    `<h1>${escapeXml(title)}</h1>`,
    `<p>${escapeXml(reportFacts(report).join(' · '))}</p>`,
    `<p class="dim small">${escapeXml(facts.join(' · '))}</p>`,
    '</header>',
    section('Memory map', mapSection(reportBlocks(report)), 'heights grow with the logarithm of the size'),
    ...reportTables(report).map(tableSection),
    section('Notes', noteList(notes.map(({ message }) => message))),
  ];
  return pageDocument({ title, body: parts.filter((part) => part !== '').join('\n') });
}

function tableSection({ title, caption, columns, rows }: PlainTable): string {
  const shown = columns.map((column) => ({
    title: column.title,
    ...(column.look === 'size' ? { align: 'right' as const } : {}),
  }));
  const cells = rows.map((row) =>
    row.map((text, at) => (text !== '' && columns[at]?.look === 'code' ? code(text) : text)),
  );
  return section(title, htmlTable(caption, shown, cells));
}

function noteList(notes: readonly string[]): string {
  if (notes.length === 0) return '';
  return `<ul>${notes.map((note) => `<li>${escapeXml(note)}</li>`).join('\n')}</ul>`;
}
