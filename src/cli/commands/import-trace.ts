import { statSync } from 'node:fs';
import type { Argv, CommandModule } from 'yargs';
import type { RecordingKind } from '../../workload/trace/recording-kind.ts';
import type { WorkloadBoard } from '../../workload/workload.ts';
import { exitCode } from '../exit-code.ts';
import { lastOne } from '../options/last-one.ts';
import { many, one } from '../options/option-kinds.ts';
import { type OutputArguments, withOutputOptions } from '../options/output-options.ts';
import { type ProfileArguments, withProfileOptions } from '../options/profile-options.ts';
import { type SourceArguments, withSourceOptions } from '../options/source-options.ts';
import { textOrJson } from '../options/text-or-json.ts';
import { readBootedBoard } from '../read-booted-board.ts';
import { standardInput } from '../streams.ts';
import { UsageError } from '../usage-error.ts';

interface ImportTraceArguments extends SourceArguments, ProfileArguments, OutputArguments {
  readonly file: string;
  readonly board: string | undefined;
  readonly from: RecordingKind | undefined;
  readonly map: readonly string[];
  readonly area: string | undefined;
  readonly mappings: boolean;
  readonly format: 'text' | 'json';
}

export const importTraceCommand: CommandModule<object, ImportTraceArguments> = {
  command: 'import-trace <file>',
  describe: 'Make a workload of what a running system recorded: ftrace, dmesg, CMA and dma-buf in debugfs',
  builder: (yargs): Argv<ImportTraceArguments> =>
    withOutputOptions(withProfileOptions(withSourceOptions(yargs)))
      .positional('file', {
        type: 'string',
        demandOption: true,
        describe: 'The recording: a file, a copy of /sys/kernel/debug/cma, or - for standard input',
      })
      .options({
        board: {
          ...one,
          describe:
            'The tree that it was recorded on: names become its nodes, and who shares a pool is known',
        },
        from: {
          choices: ['ftrace', 'dmesg', 'cma-debugfs', 'dma-buf'],
          coerce: lastOne,
          defaultDescription: 'as its content tells',
          describe: 'What the recording is',
        },
        map: {
          ...many,
          describe: 'NAME=NODE: what the kernel calls NAME is this node, label or alias (repeatable)',
        },
        area: {
          ...one,
          defaultDescription: 'the one that is fullest, or that failed first',
          describe: 'Of several CMA areas, in dmesg or debugfs: the one of this name',
        },
        mappings: {
          type: 'boolean',
          default: true,
          describe: 'With dma_map_*(), dma_unmap_*() and dma_sync_*(); --no-mappings: allocations alone',
        },
        format: { ...textOrJson, describe: 'The summary on standard error: for people or for scripts' },
      })
      .example('$0 import-trace trace.txt --board board.dts > log.jsonl', '')
      .example('$0 run board.dts log.jsonl', 'and replay it')
      .example(
        'trace-cmd report | $0 import-trace - > log.jsonl',
        '',
      ) as unknown as Argv<ImportTraceArguments>,
  handler: importTrace,
};

/** Ends with 2 where there is nothing in it, or no text. */
async function importTrace(args: ImportTraceArguments): Promise<void> {
  if (args.file === standardInput && args.board === standardInput)
    throw new UsageError('Standard input is either the board or the recording.');
  const renamed = renamings(args.map);
  const isFolder = statSync(args.file, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const board = args.board === undefined ? undefined : await workloadBoard(args.board, args);
  if (args.board !== undefined && board === undefined) return;

  const { importFolder, importStream } = await import('../import-recording.ts');
  const request = { ...args, board, renamed };
  if (isFolder) importFolder(request);
  else importStream(request);
}

/** @throws UsageError for one that is no NAME=NODE */
function renamings(written: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    written.map((text) => {
      const [, name, node] = /^(.+?)=(.+)$/.exec(text) ?? [];
      if (name === undefined || node === undefined)
        throw new UsageError(`--map ${text}: NAME=NODE is expected, such as vdev0=/soc/dsp@3b000000.`);
      return [name, node] as const;
    }),
  );
}

/** Undefined, with the reason printed and the exit code set, if it does not boot. */
async function workloadBoard(input: string, args: ImportTraceArguments): Promise<WorkloadBoard | undefined> {
  const booted = await readBootedBoard(input, args);
  if (booted === undefined) return undefined;
  const { kernel } = booted.boot;
  if (kernel.outcome === 'panics') {
    process.stderr.write(
      `carveout: ${input}: the kernel does not boot: ${kernel.outcomeReason ?? 'it panics'}.\n`,
    );
    process.exitCode = exitCode.unusable;
    return undefined;
  }
  const { createDmaSystem } = await import('../../kernel/dma/dma-system.ts');
  return { tree: booted.board.tree, dma: createDmaSystem(kernel), pageSize: kernel.profile.config.pageSize };
}
