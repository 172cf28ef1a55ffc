import { fingerprints } from '../lint/fingerprint.ts';
import type { LintReport, ReportedFinding } from '../lint/lint-report.ts';
import { rangedFindingJson } from './finding-json.ts';
import { type SarifFinding, type SarifOptions, sarifLog } from './sarif.ts';

/** Findings of lint as SARIF: those that comments keep quiet and that the baseline knows, too, as suppressed. */
export function lintSarif(report: LintReport, options: SarifOptions): string {
  const { findings, suppressed, known } = report;
  const prints = fingerprints([...findings, ...suppressed, ...known]);
  const withBoards = report.boards.length > 1;
  let at = 0;
  const plain = (finding: ReportedFinding): SarifFinding => ({
    ...rangedFindingJson(finding, withBoards),
    fingerprint: prints[at++] ?? '',
  });
  return sarifLog(
    [
      ...findings.map(plain),
      ...suppressed.map((one) => ({
        ...plain(one),
        suppression: { kind: 'inSource' as const, reason: one.reason },
      })),
      ...known.map((one) => ({
        ...plain(one),
        suppression: { kind: 'external' as const, reason: undefined },
      })),
    ],
    options,
  );
}
