import { type CheckReport, itemLabel, sharedFindings } from './check-report.ts';
import { type SarifOptions, sarifLog } from './sarif.ts';

/** The findings of a check, of lint and of workloads, as SARIF: equal ones of several boards once. */
export function checkSarif(
  { items, outcome }: CheckReport,
  options: Omit<SarifOptions, 'allUsable'>,
): string {
  const findings = sharedFindings(items).map(({ finding, items: own }) => ({
    ...finding,
    ...(items.length > 1 ? { boards: own.map(itemLabel) } : {}),
  }));
  return sarifLog(findings, { ...options, allUsable: outcome !== 'unusable' });
}
