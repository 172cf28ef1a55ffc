import type { Argv } from 'yargs';
import { lastOne } from './last-one.ts';
import { type LimitArguments, withLimitOptions } from './limit-options.ts';

export interface SourceArguments extends LimitArguments {
  readonly include: readonly string[];
  readonly allow: readonly string[];
  readonly define: readonly string[];
  readonly stdinFilename: string | undefined;
  readonly overlay: readonly string[];
  readonly configuration: string | undefined;
}

/** Options of every command that reads a device tree. */
export function withSourceOptions<T>(yargs: Argv<T>): Argv<T & SourceArguments> {
  return withLimitOptions(yargs).options({
    include: {
      alias: 'I',
      type: 'string',
      array: true,
      nargs: 1,
      default: [],
      defaultDescription: 'found by itself inside a kernel, U-Boot, Zephyr or devicetree-rebasing tree',
      describe: 'Look for included files in this folder too (repeatable)',
      group: 'Source:',
    },
    allow: {
      type: 'string',
      array: true,
      nargs: 1,
      default: [],
      defaultDescription: 'the tree that the input stands in, and the folders of -I',
      describe: 'Let sources be read from this folder too, by links and paths that lead there (repeatable)',
      group: 'Source:',
    },
    define: {
      alias: 'D',
      type: 'string',
      array: true,
      nargs: 1,
      default: [],
      defaultDescription: 'none',
      describe: 'Define a macro, NAME or NAME=VALUE, as for cpp (repeatable)',
      group: 'Source:',
    },
    overlay: {
      type: 'string',
      array: true,
      nargs: 1,
      default: [],
      defaultDescription: 'none',
      describe: 'Apply this overlay, a source or a blob (repeatable, in order)',
      group: 'Source:',
    },
    configuration: {
      type: 'string',
      requiresArg: true,
      coerce: lastOne,
      defaultDescription: "the image's default",
      describe:
        'Of a FIT image (.itb): take the tree of this configuration; NAME#OVERLAY applies another to it',
      group: 'Source:',
    },
    'stdin-filename': {
      type: 'string',
      requiresArg: true,
      coerce: lastOne,
      describe: 'The name to show, and to find includes from, when the input is - (standard input)',
      group: 'Source:',
    },
  }) as unknown as Argv<T & SourceArguments>;
}
