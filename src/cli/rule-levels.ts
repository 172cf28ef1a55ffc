import type { RuleLevel } from '../lint/lint.ts';
import { didYouMean } from './did-you-mean.ts';
import { UsageError } from './usage-error.ts';

const levels: readonly RuleLevel[] = ['off', 'info', 'warning', 'error'];

/** The levels that `--rule ID=LEVEL` gives. @throws UsageError for what is no rule or no level */
export function parseRuleLevels(
  texts: readonly string[],
  rules: readonly string[],
): ReadonlyMap<string, RuleLevel> {
  return new Map(texts.map((text) => parseRuleLevel(text, rules)));
}

function parseRuleLevel(text: string, rules: readonly string[]): [string, RuleLevel] {
  const equals = text.indexOf('=');
  const rule = text.slice(0, equals);
  const level = levels.find((candidate) => candidate === text.slice(equals + 1));
  if (equals === -1 || level === undefined) {
    throw new UsageError(
      `--rule ${text}: not a level.`,
      `Write --rule ID=LEVEL; a level is ${levels.join(', ')}.`,
    );
  }
  if (rules.includes(rule)) return [rule, level];

  const near = didYouMean(rule, rules);
  const help = near === undefined ? 'carveout explain lists the rules.' : `Did you mean ${near}?`;
  throw new UsageError(`--rule ${text}: there is no rule ${rule}.`, help);
}
