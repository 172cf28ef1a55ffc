import type { Options } from 'yargs';
import { lastOne } from './last-one.ts';

/** `--format` of the commands that print one result. */
export const textOrJson: Options = {
  choices: ['text', 'json'],
  default: 'text',
  coerce: lastOne,
  describe: 'For people or for scripts',
};
