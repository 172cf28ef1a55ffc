import type { Options } from 'yargs';
import { lastOne } from './last-one.ts';

/** An option that may be given again and again, each time with one value. */
export const many: Options = {
  type: 'string',
  array: true,
  nargs: 1,
  default: [],
  defaultDescription: 'none',
};

/** An option with one value: of two given, the last one counts. */
export const one: Options = { type: 'string', requiresArg: true, coerce: lastOne };
