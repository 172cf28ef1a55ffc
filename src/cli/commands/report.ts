import type { Argv, CommandModule } from 'yargs';
import { profileRequest } from '../kernel-profile.ts';
import { type OutputArguments, withOutputOptions } from '../options/output-options.ts';
import {
  givenMemory,
  machineRequest,
  type ProfileArguments,
  withProfileOptions,
} from '../options/profile-options.ts';
import { type SourceArguments, withSourceOptions } from '../options/source-options.ts';
import { textOrJson } from '../options/text-or-json.ts';
import { deliver } from '../output.ts';
import { readBoard } from '../read-board.ts';
import { hooksHold } from '../read-booted-board.ts';
import { readHooks } from '../read-hooks.ts';
import { formatReport, type ReportFormat, reportFormats } from '../report-formats.ts';

interface ReportArguments extends SourceArguments, ProfileArguments, OutputArguments {
  readonly input: string;
  readonly format: ReportFormat;
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
      .options({
        format: { ...textOrJson, choices: reportFormats, describe: 'What the result is written as' },
      })
      .example('$0 report board.dts', '')
      .example('$0 report board.dts --memory 12G@0x80000000', 'where the boot loader tells the size of RAM')
      .example('$0 report board.dts --format json', '')
      .example(
        '$0 report board.dts --format html --output-file memory.html',
        'a page with its picture',
      ) as unknown as Argv<ReportArguments>,
  handler: report,
};

async function report(args: ReportArguments): Promise<void> {
  const memory = givenMemory(args);
  const machine = machineRequest(args);
  const kernel = await profileRequest(args);
  const board = await readBoard(args.input, args);
  if (board === undefined) return;
  const hooks = await readHooks(args);
  if (!(await hooksHold(hooks, args))) return;

  const { reportBoard } = await import('../../project/board-report.ts');
  const result = reportBoard(board, {
    memory,
    hooks: hooks?.hooks,
    boot: { kernel, machine, hooks: hooks?.hooks },
  });
  if (!(await hooksHold(hooks, args))) return;
  deliver(await formatReport(args.format, result, args), args);
}
