import type { Finding } from '../../lint/finding.ts';
import type { RuleLevel } from '../../lint/lint.ts';
import { findCapacity } from '../../workload/rules/find-capacity.ts';
import { capacityCatalogue } from '../../workload/rules/index.ts';
import type { RunResult } from '../../workload/run-result.ts';
import type { Rehearsal } from './rehearsal.ts';

/** The ids of the rules about a workload on a board. */
export function capacityRuleIds(): readonly string[] {
  return capacityCatalogue.map(({ id }) => id);
}

/**
 * What the capacity rules say of a workload in its settings. Failures that the workload lets pass are none to report.
 *
 * @param levels by rule id, in place of the rules' own
 */
export function rehearsalFindings(
  { cells }: Rehearsal,
  levels: ReadonlyMap<string, RuleLevel> = new Map(),
): readonly Finding[] {
  const runs = cells.flatMap(({ setting: { label }, kernel, result }) =>
    kernel === undefined || result === undefined ? [] : [{ label, kernel, result: withoutAccepted(result) }],
  );
  return findCapacity(runs, levels);
}

/** `failures: any` accepts what no step expects. */
function withoutAccepted(result: RunResult): RunResult {
  if (!result.passes) return result;
  return { ...result, failures: result.failures.map((group) => ({ ...group, unexpected: 0 })) };
}
