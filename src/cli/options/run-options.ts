import type { Argv, Options } from 'yargs';
import { mostSeeds, type PinnedSpec, parseShare } from '../../workload/pinned/pinned-spec.ts';
import type { PlanOverrides } from '../../workload/plan/read-plan.ts';
import { UsageError } from '../usage-error.ts';
import { many as manyValues, one as oneValue } from './option-kinds.ts';

/** What decides in which settings a workload is performed. */
export interface SettingArguments {
  readonly set: readonly string[];
  readonly matrix: readonly string[];
  readonly ram: string | undefined;
  readonly pinned: readonly string[];
  readonly seeds: string | undefined;
}

const group = 'Settings of the workload:';
const many: Options = { ...manyValues, group };
const one: Options = { ...oneValue, group };

/** What the commands that perform one workload on one board are given. */
export function withBoardAndWorkload<T>(
  yargs: Argv<T>,
): Argv<T & { readonly input: string; readonly workload: string }> {
  return yargs
    .positional('input', {
      type: 'string',
      demandOption: true,
      describe: 'A .dts or .dtb file, a folder such as /proc/device-tree, or - for standard input',
    })
    .positional('workload', {
      type: 'string',
      demandOption: true,
      describe: 'A workload in YAML, or an operation log (one JSON object a line); - for standard input',
    });
}

/** Options of the commands that perform a workload. */
export function withSettingOptions<T>(yargs: Argv<T>): Argv<T & SettingArguments> {
  return yargs.options({
    set: { ...many, describe: 'NAME=VALUE: a variable of the workload (repeatable)' },
    matrix: {
      ...many,
      describe:
        'NAME=V,V: perform it for each of these; NAME is ram, kernel, seed or a variable (repeatable)',
    },
    ram: { ...one, describe: 'How much RAM the board has, such as 512MiB; SIZE@BASE says where, too' },
    pinned: {
      ...many,
      describe: 'A share of CMA pages that cannot move, such as 5%, or 0%,5%,15% (repeatable)',
    },
    seeds: {
      ...one,
      defaultDescription: '100',
      describe: 'In how many ways pinned pages lie for each share',
    },
  }) as unknown as Argv<T & SettingArguments>;
}

export function planOverrides({ set, matrix, ram }: SettingArguments): PlanOverrides {
  return { set, matrix: ram === undefined ? matrix : [...matrix, `ram=${ram}`] };
}

/** @throws UsageError for what is no share, or no count */
export function pinnedOverrides({ pinned, seeds }: SettingArguments): Partial<PinnedSpec> | undefined {
  if (pinned.length === 0 && seeds === undefined) return undefined;
  return {
    ...(pinned.length === 0 ? {} : { shares: pinned.flatMap((text) => text.split(',')).map(shareOf) }),
    ...(seeds === undefined ? {} : { seeds: seedsOf(seeds) }),
  };
}

function shareOf(text: string): number {
  const share = parseShare(text);
  if (share === undefined)
    throw new UsageError(`--pinned ${text}: not a share.`, 'Write 0% to 100%, such as 5%.');
  return share;
}

function seedsOf(text: string): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > mostSeeds)
    throw new UsageError(`--seeds ${text}: not a number from 1 to ${mostSeeds}.`);
  return count;
}
