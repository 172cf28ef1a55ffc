import type { Argv } from 'yargs';
import { one } from './option-kinds.ts';

export interface OutputArguments {
  readonly outputFile: string | undefined;
  readonly color: boolean | undefined;
  readonly ascii: boolean | undefined;
}

/** Options of every command that prints. */
export function withOutputOptions<T>(yargs: Argv<T>): Argv<T & OutputArguments> {
  return yargs.options({
    'output-file': {
      ...one,
      describe: 'Write the result to this file instead of standard output',
      group: 'Output:',
    },
    color: {
      type: 'boolean',
      describe: 'Colours on or off (--no-color); by default as the terminal, NO_COLOR and FORCE_COLOR say',
      group: 'Output:',
    },
    ascii: { type: 'boolean', describe: 'Draw with ASCII characters only', group: 'Output:' },
  }) as unknown as Argv<T & OutputArguments>;
}
