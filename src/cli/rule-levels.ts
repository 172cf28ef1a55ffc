import type { RuleLevel } from '../lint/lint.ts';
import { didYouMean } from './did-you-mean.ts';
import { UsageError } from './usage-error.ts';

const levels: readonly RuleLevel[] = ['off', 'info', 'warning', 'error'];

/** What the options say about rules. */
export interface LevelArguments {
  readonly rule: readonly string[];
  readonly W: readonly string[];
  readonly E: readonly string[];
}

/**
 * The levels that `-W`, `-E` and `--rule ID=LEVEL` give; the last kind wins.
 *
 * @throws UsageError for what is no rule or no level
 */
export function parseRuleLevels(
  args: LevelArguments,
  rules: readonly string[],
): ReadonlyMap<string, RuleLevel> {
  return new Map([
    ...args.W.map((name) => asDtc('-W', name, rules)),
    ...args.E.map((name) => asDtc('-E', name, rules)),
    ...args.rule.map((text) => parseRuleLevel(text, rules)),
  ]);
}

/** `-W no-ID` turns a rule off; `-E no-ID` leaves it a warning, as dtc does. dtc's own spelling has underscores. */
function asDtc(option: '-W' | '-E', name: string, rules: readonly string[]): [string, RuleLevel] {
  const isOff = /^no[-_]/.test(name);
  const rule = known(`${option} ${name}`, (isOff ? name.slice(3) : name).replaceAll('_', '-'), rules);
  if (option === '-W') return [rule, isOff ? 'off' : 'warning'];
  return [rule, isOff ? 'warning' : 'error'];
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
  return [known(`--rule ${text}`, rule, rules), level];
}

function known(option: string, rule: string, rules: readonly string[]): string {
  if (rules.includes(rule)) return rule;
  const near = didYouMean(rule, rules);
  const help = near === undefined ? 'carveout rules lists them.' : `Did you mean ${near}?`;
  throw new UsageError(`${option}: there is no rule ${rule}.`, help);
}
