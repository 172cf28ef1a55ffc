import type { Severity } from '../lint/finding.ts';
import { fingerprints } from '../lint/fingerprint.ts';
import type { LintReport } from '../lint/lint-report.ts';
import { rangeJson } from './finding-json.ts';

const severities: Readonly<Record<Severity, string>> = { error: 'critical', warning: 'minor', info: 'info' };

/** GitLab's code quality report: one array. Its fingerprints stay as they are when lines move. */
export function lintGitlab({ findings }: LintReport): string {
  const prints = fingerprints(findings);
  const issues = findings.map((finding, index) => {
    const { file, line, endLine } = rangeJson(finding.place);
    return {
      description: finding.message,
      check_name: finding.rule,
      fingerprint: prints[index] ?? '',
      severity: severities[finding.severity],
      location: { path: file, lines: { begin: line, end: endLine } },
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}
