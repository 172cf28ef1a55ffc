import type { Severity } from '../lint/finding.ts';
import type { LintReport, ReportedFinding } from '../lint/lint-report.ts';
import { boardsText } from './boards-text.ts';
import { rangeJson } from './finding-json.ts';

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/** GitHub's workflow commands, a line a finding: they show as annotations of the changed files. */
export function lintGithub({ findings }: LintReport): string {
  return findings.map((finding) => `${annotation(finding)}\n`).join('');
}

function annotation(finding: ReportedFinding): string {
  const { file, line, column, endLine, endColumn } = rangeJson(finding.place);
  const properties: readonly (readonly [string, string | number])[] = [
    ['file', file],
    ['line', line],
    ['endLine', endLine],
    // Columns of an annotation over several lines are refused.
    ...(line === endLine
      ? ([
          ['col', column],
          ['endColumn', Math.max(column, endColumn - 1)],
        ] as const)
      : []),
    ['title', finding.rule],
  ];
  const { message, note, help, boards } = finding;
  const where = boards.length > 1 ? `in ${boardsText(boards)}` : undefined;
  const text = [message, note, help, where].filter((part) => part !== undefined).join('\n');
  const written = properties.map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(',');
  return `::${commands[finding.severity]} ${written}::${escapeText(text)}`;
}

function escapeText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
