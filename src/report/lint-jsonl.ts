import type { LintReport } from '../lint/lint-report.ts';
import { findingJson } from './finding-json.ts';

/** One finding a line, each as in `--format json`, for tools that read streams. Without findings it is empty. */
export function lintJsonl({ boards, findings }: LintReport): string {
  return findings.map((finding) => `${JSON.stringify(findingJson(finding, boards.length > 1))}\n`).join('');
}
