import type { Argv, Options } from 'yargs';
import { lastOne } from './last-one.ts';
import { many as manyValues, one as oneValue } from './option-kinds.ts';

/** What decides which boards are linted. */
export interface InputArguments {
  readonly build: readonly string[];
  readonly boardsOf: readonly string[];
  readonly boards: boolean;
  readonly changed: string | undefined;
  readonly shard: string | undefined;
  readonly cache: boolean;
  readonly cacheLocation: string | undefined;
  readonly watch: boolean;
  readonly jobs: number | undefined;
}

const group = 'Boards:';
const manyGroup = 'Many boards:';
const many: Options = { ...manyValues, group };
const one: Options = { ...oneValue, group };

/** Options of the command that takes many boards. */
export function withInputOptions<T>(yargs: Argv<T>): Argv<T & InputArguments> {
  return yargs.options({
    build: {
      ...many,
      describe:
        'A build of the kernel: each board with the includes and macros it was built with (repeatable)',
    },
    'boards-of': {
      ...many,
      describe: 'Only boards that include this file; without inputs, those of the tree it is in (repeatable)',
    },
    boards: {
      type: 'boolean',
      default: false,
      describe: 'An input that other sources include stands for all boards that do',
      group,
    },
    changed: {
      ...one,
      describe: 'Only boards with a file that differs from this commit or branch, by any include',
    },
    cache: {
      type: 'boolean',
      default: false,
      describe: 'Keep what is found, and lint only boards of which a file, or an option, has changed since',
      group: manyGroup,
    },
    'cache-location': {
      ...one,
      defaultDescription: 'node_modules/.cache/carveout, else .carveoutcache',
      describe: 'The folder to keep it in',
      group: manyGroup,
    },
    watch: {
      type: 'boolean',
      default: false,
      describe: 'Stay, and lint again the boards that a change of a file reaches',
      group: manyGroup,
    },
    jobs: {
      type: 'number',
      requiresArg: true,
      coerce: lastOne,
      defaultDescription: 'the number of processors for more than 20 boards, else 1',
      describe: 'How many boards are linted at the same time',
      group: manyGroup,
    },
    shard: {
      ...one,
      group: manyGroup,
      describe: 'I/N: the Ith of N parts of the boards, for runs side by side',
    },
  }) as unknown as Argv<T & InputArguments>;
}
