import { isChosenRule, type RuleLevel } from '../lint/lint.ts';
import { catalogue } from '../lint/rules/index.ts';
import {
  type RemarkLevels,
  suppressionRules,
  unexplainedSuppression,
  unusedSuppression,
} from '../lint/suppression-findings.ts';
import type { LintRequest } from './lint-board.ts';

/** The ids of all rules, those about comments too. */
export function allRuleIds(): readonly string[] {
  return [...catalogue, ...suppressionRules].map(({ id }) => id);
}

/** What is said of suppressions in a run: by the settings of its first input. The strict preset wants reasons. */
export function remarkLevels(requests: readonly LintRequest[]): RemarkLevels {
  const levels = requests[0]?.levels ?? new Map<string, RuleLevel>();
  const preset = requests[0]?.preset ?? 'recommended';
  const run = new Set(
    requests.flatMap((request) =>
      catalogue
        .filter((rule) => isChosenRule(rule, request) && request.levels?.get(rule.id) !== 'off')
        .map(({ id }) => id),
    ),
  );
  return {
    unused: levels.get(unusedSuppression),
    withoutReason: levels.get(unexplainedSuppression) ?? (preset === 'recommended' ? 'off' : 'warning'),
    ruleIds: allRuleIds(),
    wasRun: (rule) => run.has(rule),
  };
}
