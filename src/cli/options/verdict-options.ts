import type { Options } from 'yargs';
import { many, one } from './option-kinds.ts';

/** `--rule`, the same for every command that judges. */
export const ruleOption: Options = {
  ...many,
  describe: 'ID=LEVEL: what a rule is worth; off, info, warning or error (repeatable)',
};

/** `--fail-on`, without what holds where it is not given. */
export const failOnOption: Options = {
  ...one,
  choices: ['error', 'warning', 'info', 'never'],
  describe: 'From which severity on a finding makes it fail',
};
