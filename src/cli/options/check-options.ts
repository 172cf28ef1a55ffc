import type { Argv } from 'yargs';
import { type CheckFormat, checkFormats } from '../check-formats.ts';
import { lastOne } from './last-one.ts';
import { many } from './option-kinds.ts';
import { type OutputArguments, withOutputOptions } from './output-options.ts';

export interface ReportArguments extends OutputArguments {
  readonly format: CheckFormat;
  readonly also: readonly string[];
}

/** Options of the commands that give the report of a check. */
export function withReportOptions<T>(yargs: Argv<T>): Argv<T & ReportArguments> {
  return withOutputOptions(yargs).options({
    format: {
      choices: checkFormats,
      default: 'text',
      coerce: lastOne,
      describe: 'What the report is written as',
      group: 'Output:',
    },
    also: {
      ...many,
      describe: 'FORMAT=FILE: write the report to a file in this format, too (repeatable)',
      group: 'Output:',
    },
  }) as unknown as Argv<T & ReportArguments>;
}
