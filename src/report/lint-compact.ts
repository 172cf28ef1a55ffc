import type { Severity } from '../lint/finding.ts';
import type { LintReport } from '../lint/lint-report.ts';
import { positionJson } from './finding-json.ts';
import { printable } from './printable.ts';

/** As gcc calls them: what editors' matchers know. */
const words: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** `path:line:column: severity: message [rule]`, a line a finding, and nothing else. */
export function lintCompact({ findings }: LintReport): string {
  return findings
    .map(({ place, severity, message, rule }) => {
      const { file, line, column } = positionJson(place);
      return `${printable(`${file}:${line}:${column}: ${words[severity]}: ${message} [${rule}]`)}\n`;
    })
    .join('');
}
