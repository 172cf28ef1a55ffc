import type { LintReport } from '../lint/lint-report.ts';
import { findingJson } from './finding-json.ts';

export interface LintJsonOptions {
  /** The `kernel` block, as in `boot --format json`. */
  readonly kernel: object;
}

/** Findings for scripts: lines and columns count from 1, the end is where the text ends. docs/rules tells of each rule. */
export function lintJson(report: LintReport, { kernel }: LintJsonOptions): string {
  return `${JSON.stringify(lintJsonValue(report, kernel), null, 2)}\n`;
}

function lintJsonValue({ boards, findings, counts }: LintReport, kernel: object): object {
  return {
    schemaVersion: 1,
    kernel,
    findings: findings.map((finding) => findingJson(finding, boards.length > 1)),
    files: boards.length,
    errors: counts.error,
    warnings: counts.warning,
    infos: counts.info,
    memoryUnknown: boards.filter(({ memoryKnown }) => !memoryKnown).length,
  };
}
