import type { Argv, CommandModule } from 'yargs';
import { exitCode } from '../exit-code.ts';
import { type OutputArguments, withOutputOptions } from '../options/output-options.ts';
import { type ProfileArguments, withProfileOptions } from '../options/profile-options.ts';
import { type SourceArguments, withSourceOptions } from '../options/source-options.ts';
import { textOrJson } from '../options/text-or-json.ts';
import { deliver, outputTerminal } from '../output.ts';
import { readBootedBoard } from '../read-booted-board.ts';

interface BootArguments extends SourceArguments, ProfileArguments, OutputArguments {
  readonly input: string;
  readonly format: 'text' | 'json';
}

export const bootCommand: CommandModule<object, BootArguments> = {
  command: 'boot <input>',
  describe: 'Rehearse what Linux does with the tree: its log, memblock, regions, devices',
  builder: (yargs): Argv<BootArguments> =>
    withOutputOptions(withProfileOptions(withSourceOptions(yargs)))
      .positional('input', {
        type: 'string',
        demandOption: true,
        describe: 'A .dts or .dtb file, a folder such as /proc/device-tree, or - for standard input',
      })
      .options({ format: textOrJson })
      .example('$0 boot board.dts', '')
      .example('$0 boot board.dts --memory 12G@0x80000000', 'where the boot loader tells the size of RAM')
      .example('$0 boot board.dts --cmdline cma=64M --format json', '') as unknown as Argv<BootArguments>,
  handler: boot,
};

/** Ends with 1 if a region failed or the kernel panics. */
async function boot(args: BootArguments): Promise<void> {
  const booted = await readBootedBoard(args.input, args);
  if (booted === undefined) return;

  const { kernel } = booted.boot;
  const failed = kernel.outcome === 'panics' || kernel.regions.some(({ state }) => state === 'failed');
  process.exitCode = failed ? exitCode.no : exitCode.good;

  if (args.format === 'json') {
    const { bootJson } = await import('../../report/boot-json.ts');
    deliver(bootJson(booted.boot), args);
  } else {
    const { bootText } = await import('../../report/boot-text.ts');
    deliver(bootText(booted.boot, outputTerminal(args)), args);
  }
}
