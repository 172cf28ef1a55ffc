import type { RuleLevel } from '../lint/lint.ts';
import { isChosenRule } from '../lint/lint.ts';
import { catalogue } from '../lint/rules/index.ts';
import {
  type RemarkLevels,
  unexplainedSuppression,
  unusedSuppression,
} from '../lint/suppression-findings.ts';
import type { InputPlan } from './lint-plan.ts';

/** What is said of suppressions in a run: by the settings of its first input. The strict preset wants reasons. */
export function remarkLevels(inputs: readonly InputPlan[], ruleIds: readonly string[]): RemarkLevels {
  const levels = inputs[0]?.request.levels ?? new Map<string, RuleLevel>();
  const preset = inputs[0]?.request.preset ?? 'recommended';
  const run = new Set(
    inputs.flatMap(({ request }) =>
      catalogue
        .filter((rule) => isChosenRule(rule, request) && request.levels?.get(rule.id) !== 'off')
        .map(({ id }) => id),
    ),
  );
  return {
    unused: levels.get(unusedSuppression),
    withoutReason: levels.get(unexplainedSuppression) ?? (preset === 'recommended' ? 'off' : 'warning'),
    ruleIds,
    wasRun: (rule) => run.has(rule),
  };
}
