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

/**
 * What is said of the suppressions of a board. The strict preset wants reasons.
 *
 * @param requests those of all boards of the run: a comment may act on any of them
 * @param own the board's
 */
export function remarkLevels(
  requests: readonly LintRequest[],
  own: LintRequest | undefined = requests[0],
): RemarkLevels {
  const levels = own?.levels ?? new Map<string, RuleLevel>();
  const preset = own?.preset ?? 'recommended';
  const run = rulesRun(requests);
  return {
    unused: levels.get(unusedSuppression),
    withoutReason: levels.get(unexplainedSuppression) ?? (preset === 'recommended' ? 'off' : 'warning'),
    ruleIds: allRuleIds(),
    wasRun: (rule) => run.has(rule),
  };
}

const known = new WeakMap<readonly LintRequest[], ReadonlySet<string>>();

/** Worked out once a run. */
function rulesRun(requests: readonly LintRequest[]): ReadonlySet<string> {
  let run = known.get(requests);
  if (run === undefined) {
    run = new Set(
      requests.flatMap((request) =>
        catalogue
          .filter((rule) => isChosenRule(rule, request) && request.levels?.get(rule.id) !== 'off')
          .map(({ id }) => id),
      ),
    );
    known.set(requests, run);
  }
  return run;
}
