import type { LintReport, ReportedFinding } from '../lint/lint-report.ts';
import type { Place } from '../source/place.ts';

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

function findingJson(finding: ReportedFinding, withBoards: boolean): object {
  const { rule, severity, message, place, node, related, note, help, boards } = finding;
  const end = place.file.lineColumn(place.end);
  return {
    rule,
    severity,
    message,
    ...positionJson(place),
    endLine: end.line,
    endColumn: end.column,
    node,
    related: related.map((one) => ({ message: one.message, ...positionJson(one.place) })),
    ...(note === undefined ? {} : { note }),
    ...(help === undefined ? {} : { fix: help }),
    ...(withBoards ? { boards } : {}),
  };
}

function positionJson(place: Place): { file: string; line: number; column: number } {
  return { file: place.file.path, ...place.file.lineColumn(place.start) };
}
