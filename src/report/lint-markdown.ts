import type { Severity } from '../lint/finding.ts';
import type { LintReport, ReportedFinding } from '../lint/lint-report.ts';
import { boardsText } from './boards-text.ts';
import { positionJson } from './finding-json.ts';
import { markdownPlain as cell, markdownCode as code } from './markdown-text.ts';

/** A comment on a pull request or a job summary takes no more than a megabyte. */
const mostRows = 500;

const words: Readonly<Record<Severity, string>> = { error: '**error**', warning: 'warning', info: 'info' };

/** A table for a pull request's comment or a job's summary: the counts, then a row a finding with its remedy. */
export function lintMarkdown({ boards, findings, counts }: LintReport): string {
  const shown = findings.slice(0, mostRows);
  const counted = [
    counts.error > 0 ? plural(counts.error, 'error') : '',
    counts.warning > 0 ? plural(counts.warning, 'warning') : '',
    counts.info > 0 ? `${counts.info} info` : '',
  ].filter((part) => part !== '');
  const head = `### carveout: ${counted.length === 0 ? 'no findings' : counted.join(', ')} in ${plural(boards.length, 'board')}`;
  if (shown.length === 0) return `${head}\n`;

  const rows = shown.map((finding) => row(finding, boards.length > 1));
  const rest = findings.length - shown.length;
  return [
    head,
    '',
    '| | where | what | rule |',
    '| --- | --- | --- | --- |',
    ...rows,
    ...(rest > 0 ? ['', `${rest} more are left out.`] : []),
    '',
  ].join('\n');
}

function row({ severity, place, message, help, rule, boards }: ReportedFinding, withBoards: boolean): string {
  const { file, line, column } = positionJson(place);
  const parts = [cell(message), ...(help === undefined ? [] : [`*${cell(help)}*`])];
  if (withBoards) parts.push(`in ${boardsText(boards, code)}`);
  return `| ${words[severity]} | ${code(`${file}:${line}:${column}`)} | ${parts.join('<br>')} | ${code(rule)} |`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
