import type { Argv } from 'yargs';
import { nearest } from '../../../grammar/spelling.ts';
import type { CompileOptions } from '../../project/compile-tree.ts';
import type { Problem } from '../../source/problem.ts';
import { dtcChecks } from '../dtc-checks.ts';
import { dtcNumber } from '../dtc-number.ts';
import { UsageError } from '../usage-error.ts';
import { lastOne } from './last-one.ts';
import { many, one } from './option-kinds.ts';

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
  readonly quiet: number;
  readonly outFormat: string | undefined;
  readonly warning: readonly string[];
  readonly error: readonly string[];
}

const group = "As dtc's:";
const flag = { type: 'boolean', default: false, group } as const;
const checks = {
  ...many,
  group,
} as const;
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
    quiet: {
      type: 'count',
      group,
      alias: 'q',
      describe: 'Tell no warnings; twice: no errors either',
    },
    'out-format': {
      alias: 'O',
      ...one,
      defaultDescription: 'dtb',
      describe: 'dtb, and nothing else',
      group,
    },
    warning: {
      ...checks,
      alias: 'W',
      describe: "A check of dtc's, NAME or no-NAME: accepted, as dtc's style checks are not made here",
    },
    error: { ...checks, alias: 'E', describe: 'The same' },
  }) as unknown as Argv<T & CompileArguments>;
}

/** What the options say. @throws UsageError for a number that is none and for options that exclude each other */
export function compileOptions(args: CompileArguments): CompileOptions {
  checkFormat(args.outFormat);
  for (const name of args.warning) checkName('-W', name);
  for (const name of args.error) checkName('-E', name);
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

/** How much of what is wrong is told: as with dtc's `-q` and `-qq`. */
export function toldProblems(problems: readonly Problem[], { quiet }: CompileArguments): readonly Problem[] {
  if (quiet === 0) return problems;
  return quiet === 1 ? problems.filter(({ severity }) => severity === 'error') : [];
}

function checkFormat(format = 'dtb'): void {
  if (format === 'dtb') return;
  const help = format === 'dts' ? '`carveout decompile` writes sources.' : undefined;
  throw new UsageError(`-O ${format}: compile writes blobs only, dtb.`, help);
}

/** A name that dtc does not know is a slip, and dtc refuses it. */
function checkName(option: string, given: string): void {
  const name = given.replace(/^no-/, '');
  if (dtcChecks.includes(name)) return;
  const near = nearest(name, dtcChecks);
  const help =
    near === undefined ? undefined : `Did you mean ${given.startsWith('no-') ? 'no-' : ''}${near}?`;
  throw new UsageError(`${option} ${given}: dtc has no check of that name.`, help);
}
