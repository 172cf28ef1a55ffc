import type { Argv, CommandModule } from 'yargs';
import { exitCode } from '../exit-code.ts';
import { openAnyInput } from '../open-input.ts';
import {
  type FileArguments,
  inputsAndOutputs,
  withFileOptions,
  writeOneOfMany,
} from '../options/file-options.ts';
import { type LimitArguments, limitsOf, withLimitOptions } from '../options/limit-options.ts';
import { one } from '../options/option-kinds.ts';
import { deliver } from '../output.ts';
import { sayProblems } from '../read-board.ts';
import { UsageError } from '../usage-error.ts';

const suffixes = { '.dtb': '.dts', '.dtbo': '.dtso' };

interface Arguments extends FileArguments, LimitArguments {
  readonly configuration: string | undefined;
}

export const decompileCommand: CommandModule<object, Arguments> = {
  command: 'decompile <inputs..>',
  describe: 'Turn blobs into sources that compile to the same bytes',
  builder: (yargs): Argv<Arguments> =>
    withFileOptions(withLimitOptions(yargs, ['nesting', 'fileBytes']))
      .positional('inputs', {
        type: 'string',
        array: true,
        demandOption: true,
        describe:
          'Blobs, folders (every .dtb and .dtbo below them; or /proc/device-tree itself), or - for standard input',
      })
      .options({
        configuration: {
          ...one,
          defaultDescription: 'the tree of the image itself, as dtc shows it',
          describe:
            'Of a FIT image (.itb): the tree of this configuration; NAME#OVERLAY applies another to it',
          group: 'Source:',
        },
      })
      .example('$0 decompile board.dtb -o board.dts', '')
      .example('$0 decompile fit.itb --configuration conf-1', "a board's tree out of a FIT image")
      .example(
        '$0 decompile build --out-dir sources',
        'every blob below a folder',
      ) as unknown as Argv<Arguments>,
  handler: decompile,
};

/** Ends with 2 if an input cannot be decompiled; the others are. */
async function decompile(args: Arguments): Promise<void> {
  const jobs = inputsAndOutputs(args, suffixes);
  const { decompileTree } = await import('../../project/decompile-tree.ts');
  const { Project } = await import('../../project/project.ts');
  const project = new Project({ limits: limitsOf(args) });
  const { configuration } = args;

  for (const [input, output] of jobs) {
    const opened = openAnyInput(project.files, input, { stdinFilename: undefined });
    if (!('severity' in opened) && opened.kind === 'source')
      throw new UsageError(`${input}: no compiled device tree; decompile takes .dtb and .dtbo files.`);
    const { dts, problems } =
      'severity' in opened
        ? { dts: undefined, problems: [opened] }
        : decompileTree(opened, { project, configuration });
    await sayProblems(problems, args);
    if (dts === undefined) process.exitCode = exitCode.unusable;
    else if (output === undefined) deliver(dts, { outputFile: undefined });
    else writeOneOfMany(jobs, output, dts);
  }
}
