import type { Options } from 'yargs';
import { lastOne } from './last-one.ts';

/** `--rule`, the same for every command that judges. */
export const ruleOption: Options = {
  type: 'string',
  array: true,
  nargs: 1,
  default: [],
  defaultDescription: 'none',
  describe: 'ID=LEVEL: what a rule is worth; off, info, warning or error (repeatable)',
};

/** `--fail-on`, without what holds where it is not given. */
export const failOnOption: Options = {
  type: 'string',
  requiresArg: true,
  coerce: lastOne,
  choices: ['error', 'warning', 'info', 'never'],
  describe: 'From which severity on a finding makes it fail',
};
