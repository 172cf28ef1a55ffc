import type { Argv, CommandModule } from 'yargs';
import { exitCode } from '../exit-code.ts';
import { openAnyInput } from '../open-input.ts';
import { type FileArguments, inputsAndOutputs, withFileOptions } from '../options/file-options.ts';
import { deliver, writeOutputFile } from '../output.ts';
import { sayProblems } from '../read-board.ts';
import { UsageError } from '../usage-error.ts';

const suffixes = { '.dtb': '.dts', '.dtbo': '.dtso' };

export const decompileCommand: CommandModule<object, FileArguments> = {
  command: 'decompile <inputs..>',
  describe: 'Turn blobs into sources that compile to the same bytes',
  builder: (yargs): Argv<FileArguments> =>
    withFileOptions(yargs)
      .positional('inputs', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Blobs, folders (every .dtb and .dtbo below them), or - for standard input',
      })
      .example('$0 decompile board.dtb -o board.dts', '')
      .example(
        '$0 decompile build --out-dir sources',
        'every blob below a folder',
      ) as unknown as Argv<FileArguments>,
  handler: decompile,
};

/** Ends with 2 if an input cannot be decompiled; the others are. */
async function decompile(args: FileArguments): Promise<void> {
  const jobs = inputsAndOutputs(args, suffixes);
  const { decompileBlob } = await import('../../project/decompile-tree.ts');
  const { FileStore } = await import('../../source/file-store.ts');
  const files = new FileStore();

  for (const [input, output] of jobs) {
    const opened = openAnyInput(files, input, { stdinFilename: undefined });
    if (!('severity' in opened) && opened.kind !== 'blob')
      throw new UsageError(`${input}: no compiled device tree; decompile takes .dtb and .dtbo files.`);
    const { dts, problems } =
      'severity' in opened
        ? { dts: undefined, problems: [opened] }
        : decompileBlob(opened.path, opened.bytes);
    await sayProblems(problems, args);
    if (dts === undefined) process.exitCode = exitCode.unusable;
    else if (output === undefined) deliver(dts, { outputFile: undefined });
    else writeOutputFile('--output-file', output, dts);
  }
}
