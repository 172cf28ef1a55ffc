import type { Argv } from 'yargs';
import { type LimitArguments, withLimitOptions } from './limit-options.ts';
import { many, one } from './option-kinds.ts';

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
      ...many,
      defaultDescription: 'found by itself inside a kernel, U-Boot, Zephyr or devicetree-rebasing tree',
      describe: 'Look for included files in this folder too (repeatable)',
      group: 'Source:',
    },
    allow: {
      ...many,
      defaultDescription: 'the tree that the input stands in, and the folders of -I',
      describe: 'Let sources be read from this folder too, by links and paths that lead there (repeatable)',
      group: 'Source:',
    },
    define: {
      alias: 'D',
      ...many,
      describe: 'Define a macro, NAME or NAME=VALUE, as for cpp (repeatable)',
      group: 'Source:',
    },
    overlay: {
      ...many,
      describe: 'Apply this overlay, a source or a blob (repeatable, in order)',
      group: 'Source:',
    },
    configuration: {
      ...one,
      defaultDescription: "the image's default",
      describe:
        'Of a FIT image (.itb): take the tree of this configuration; NAME#OVERLAY applies another to it',
      group: 'Source:',
    },
    'stdin-filename': {
      ...one,
      describe: 'The name to show, and to find includes from, when the input is - (standard input)',
      group: 'Source:',
    },
  }) as unknown as Argv<T & SourceArguments>;
}
