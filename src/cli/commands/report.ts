import type { Argv, CommandModule } from 'yargs';
import { type OutputArguments, withOutputOptions } from '../options/output-options.ts';

interface Arguments extends OutputArguments {}

export const reportCommand: CommandModule<object, Arguments> = {
  command: 'report [inputs..]',
  describe: 'stub',
  builder: (yargs): Argv<Arguments> => withOutputOptions(yargs),
  handler: () => {
    throw new Error('stub');
  },
};
