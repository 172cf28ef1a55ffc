import type { Argv, CommandModule } from 'yargs';
import { type OutputArguments, withOutputOptions } from '../options/output-options.ts';
import { givenMemory, type ProfileArguments, withProfileOptions } from '../options/profile-options.ts';
import { type SourceArguments, withSourceOptions } from '../options/source-options.ts';
import { textOrJson } from '../options/text-or-json.ts';
import { deliver, outputTerminal } from '../output.ts';
import { readBoard } from '../read-board.ts';
import { hooksHold } from '../read-booted-board.ts';
import { readHooks } from '../read-hooks.ts';

interface ReportArguments extends SourceArguments, ProfileArguments, OutputArguments {
  readonly input: string;
  readonly format: 'text' | 'json';
}

export const reportCommand: CommandModule<object, ReportArguments> = {
  command: 'report <input>',
  describe: 'Show the memory map, the reserved regions and which device gets which',
  builder: (yargs): Argv<ReportArguments> =>
    withOutputOptions(withProfileOptions(withSourceOptions(yargs)))
      .positional('input', {
        type: 'string',
        demandOption: true,
        describe: 'A .dts or .dtb file, a folder such as /proc/device-tree, or - for standard input',
      })
      .options({ format: textOrJson })
      .example('$0 report board.dts', '')
      .example('$0 report board.dts --memory 12G@0x80000000', 'where the boot loader tells the size of RAM')
      .example('$0 report board.dts --format json', '') as unknown as Argv<ReportArguments>,
  handler: report,
};

async function report(args: ReportArguments): Promise<void> {
  const memory = givenMemory(args);
  const board = await readBoard(args.input, args);
  if (board === undefined) return;
  const hooks = await readHooks(args);
  if (!(await hooksHold(hooks, args))) return;

  const { reportBoard } = await import('../../project/board-report.ts');
  const result = reportBoard(board, { memory, hooks: hooks?.hooks });
  if (args.format === 'json') {
    const { reportJson } = await import('../../report/report-json.ts');
    deliver(JSON.stringify(reportJson(result), null, 2), args);
  } else {
    const { reportText } = await import('../../report/report-text.ts');
    deliver(reportText(result, outputTerminal(args)), args);
  }
}
