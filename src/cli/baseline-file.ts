import { type Baseline, baselineOf, compareWithBaseline } from '../lint/baseline.ts';
import { type LintReport, withoutFindings } from '../lint/lint-report.ts';
import { baselineFileName, readBaselineFile } from '../project/settings/baseline-file.ts';
import { writeOutputFile } from './output.ts';
import { usable } from './usage-error.ts';

/** The report without what a baseline knows, and how many of its entries nothing matches any more. */
export interface ComparedReport {
  readonly report: LintReport;
  readonly gone: number;
}

/** @throws UsageError for a baseline that cannot be read */
export function compareWithBaselineFile(report: LintReport, path: string): ComparedReport {
  const baseline = readBaseline(path);
  const { isNew, gone } = compareWithBaseline(report.findings, baseline, baselineFileName(path));
  return { report: withoutFindings(report, (finding) => !isNew(finding), 'known'), gone };
}

/** Writes the findings of a report as a baseline: how many they are. @throws UsageError if it cannot be written */
export function writeBaselineFile(report: LintReport, path: string): number {
  const baseline = baselineOf(report.findings, baselineFileName(path));
  writeOutputFile('--baseline', path, `${JSON.stringify(baseline, null, 2)}\n`);
  return report.findings.length;
}

/** @throws UsageError */
function readBaseline(path: string): Baseline {
  return usable(readBaselineFile('--baseline', path));
}
