import type { Finding } from '../../lint/finding.ts';
import { makeFinding, type RuleLevel, sortFindings } from '../../lint/lint.ts';
import type { CapacityRun } from './capacity-rule.ts';
import { capacityCatalogue } from './index.ts';

/** A run in one setting. */
export interface LabelledRun extends CapacityRun {
  /** What sets it apart from the others; empty for the only one. */
  readonly label: string;
}

/**
 * What the rules say of a workload's runs on one board, in order of place and rule. What is found in several settings is one finding, as it
 * is in the first of them, and says how many have it.
 *
 * @param levels by rule id, in place of the rules' own
 */
export function findCapacity(
  runs: readonly LabelledRun[],
  levels: ReadonlyMap<string, RuleLevel> = new Map(),
): readonly Finding[] {
  const found = new Map<string, { readonly finding: Finding; readonly labels: string[] }>();
  for (const run of runs) {
    for (const finding of findingsOf(run, levels)) {
      const key = [finding.rule, finding.node, finding.place.file.path, finding.place.start].join('\n');
      const known = found.get(key);
      if (known === undefined) found.set(key, { finding, labels: [run.label] });
      else if (known.labels.at(-1) !== run.label) known.labels.push(run.label);
    }
  }
  return sortFindings(
    [...found.values()].map(({ finding, labels }) => ({
      ...finding,
      message: `${finding.message}${settingsText(labels, runs.length)}`,
    })),
  );
}

function findingsOf(run: CapacityRun, levels: ReadonlyMap<string, RuleLevel>): readonly Finding[] {
  const findings: Finding[] = [];
  for (const rule of capacityCatalogue) {
    const level = levels.get(rule.id);
    if (level === 'off') continue;
    rule.check({ run, report: (report) => findings.push(makeFinding(rule, report, level)) });
  }
  return findings;
}

function settingsText(labels: readonly string[], all: number): string {
  if (all === 1) return '';
  return labels.length === 1
    ? ` So it is with ${labels[0]}.`
    : ` So it is in ${labels.length} of ${all} settings, first with ${labels[0]}.`;
}
