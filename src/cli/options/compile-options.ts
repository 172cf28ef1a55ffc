import type { Argv } from 'yargs';
import type { CompileOptions } from '../../project/compile-tree.ts';
import { dtcNumber } from '../dtc-number.ts';
import { UsageError } from '../usage-error.ts';
import { lastOne } from './last-one.ts';

/** dtc's options that decide over the blob. */
export interface CompileArguments {
  readonly symbols: boolean;
  readonly autoAlias: boolean;
  readonly localFixups: boolean;
  readonly bootCpu: string | undefined;
  readonly pad: string | undefined;
  readonly space: string | undefined;
  readonly align: string | undefined;
  readonly reserve: string | undefined;
  readonly phandle: 'legacy' | 'epapr' | 'both';
  readonly sort: boolean;
  readonly force: boolean;
}

const group = "As dtc's:";
const flag = { type: 'boolean', default: false, group } as const;
const number = { type: 'string', requiresArg: true, coerce: lastOne, group } as const;

export function withCompileOptions<T>(yargs: Argv<T>): Argv<T & CompileArguments> {
  return yargs.options({
    symbols: { ...flag, alias: '@', describe: 'Add /__symbols__, so that overlays can be applied' },
    'auto-alias': { ...flag, alias: 'A', describe: 'Add every label to /aliases' },
    'local-fixups': { ...flag, alias: 'L', describe: 'Add /__fixups__ and /__local_fixups__' },
    'boot-cpu': {
      ...number,
      alias: 'b',
      defaultDescription: "the first CPU's reg",
      describe: 'The boot CPU',
    },
    pad: { ...number, alias: 'p', describe: 'Add so many bytes of padding' },
    space: { ...number, alias: 'S', describe: 'Pad to so many bytes' },
    align: { ...number, alias: 'a', describe: 'Pad to a multiple of so many bytes, a power of two' },
    reserve: { ...number, alias: 'R', describe: 'Leave room for so many more reservations' },
    phandle: {
      alias: 'H',
      choices: ['epapr', 'legacy', 'both'],
      default: 'epapr',
      coerce: lastOne,
      describe: 'How generated phandles are written: phandle, linux,phandle or both',
      group,
    },
    sort: { ...flag, alias: 's', describe: 'Sort nodes and properties by name' },
    force: { ...flag, alias: 'f', describe: 'Write a blob even of a tree that has errors' },
  }) as unknown as Argv<T & CompileArguments>;
}

/** What the options say. @throws UsageError for a number that is none and for options that exclude each other */
export function compileOptions(args: CompileArguments): CompileOptions {
  const padBytes = dtcNumber('--pad', args.pad);
  const minimumBytes = dtcNumber('--space', args.space);
  const alignBytes = dtcNumber('--align', args.align);
  if (padBytes !== undefined && minimumBytes !== undefined)
    throw new UsageError('--pad and --space exclude each other.');
  if (alignBytes !== undefined && (alignBytes === 0 || (alignBytes & (alignBytes - 1)) !== 0))
    throw new UsageError(`--align ${args.align}: not a power of two.`);

  return {
    symbols: args.symbols,
    autoAlias: args.autoAlias,
    fixups: args.localFixups,
    bootCpu: dtcNumber('--boot-cpu', args.bootCpu, 0xffff_ffff),
    padBytes,
    minimumBytes,
    alignBytes,
    reservationSlots: dtcNumber('--reserve', args.reserve, 1 << 20),
    phandleFormat: args.phandle,
    sort: args.sort,
    force: args.force,
  };
}
