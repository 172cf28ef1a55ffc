import type { Argv, CommandModule } from 'yargs';
import { SourceFile } from '../../source/source-file.ts';
import { exitCode } from '../exit-code.ts';
import { openInput, sourceOptions } from '../open-input.ts';
import { limitsOf } from '../options/limit-options.ts';
import { type OutputArguments, withOutputOptions } from '../options/output-options.ts';
import { type SourceArguments, withSourceOptions } from '../options/source-options.ts';
import { deliver } from '../output.ts';
import { sayProblems } from '../read-board.ts';
import { UsageError } from '../usage-error.ts';

interface PreprocessArguments extends SourceArguments, OutputArguments {
  readonly input: string;
  readonly lineMarkers: boolean;
}

export const preprocessCommand: CommandModule<object, PreprocessArguments> = {
  command: 'preprocess <input>',
  describe: 'Print what the built-in C preprocessor makes of a source',
  builder: (yargs): Argv<PreprocessArguments> =>
    withOutputOptions(withSourceOptions(yargs))
      .positional('input', {
        type: 'string',
        demandOption: true,
        describe: 'A .dts file, or - for standard input',
      })
      .options({
        'line-markers': {
          type: 'boolean',
          default: true,
          describe: 'Say with `# line "file"` where each part comes from',
        },
      })
      .example('$0 preprocess board.dts --no-line-markers', '')
      .example(
        '$0 preprocess board.dts | dtc -I dts -O dtb -o board.dtb',
        '',
      ) as unknown as Argv<PreprocessArguments>,
  handler: preprocess,
};

/** Ends with 2 if there are errors; what could be made of the source is printed all the same. */
async function preprocess(args: PreprocessArguments): Promise<void> {
  const { Project } = await import('../../project/project.ts');
  const { preprocessSource } = await import('../../project/preprocess-source.ts');
  const { printPreprocessed } = await import('../../preprocessor/print.ts');

  if (args.overlay.length > 0)
    throw new UsageError('--overlay: preprocess takes one source and no overlays.');
  const options = { ...sourceOptions(args), project: new Project({ limits: limitsOf(args) }) };
  const file = openInput(options.project.files, args.input, args);
  if (!(file instanceof SourceFile)) {
    await sayProblems([file], args);
    process.exitCode = exitCode.unusable;
    return;
  }

  const { preprocessed } = preprocessSource(file, options);
  await sayProblems(preprocessed.problems, args);
  const usable = preprocessed.problems.every(({ severity }) => severity !== 'error');
  process.exitCode = usable ? exitCode.good : exitCode.unusable;
  deliver(printPreprocessed(preprocessed, { lineMarkers: args.lineMarkers }), args);
}
