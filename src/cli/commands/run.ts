import type { Argv, CommandModule } from 'yargs';
import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import type { Problem } from '../../source/problem.ts';
import { exitCode } from '../exit-code.ts';
import { openWorkload } from '../open-workload.ts';
import { type OutputArguments, withOutputOptions } from '../options/output-options.ts';
import { type ProfileArguments, withProfileOptions } from '../options/profile-options.ts';
import { type SourceArguments, withSourceOptions } from '../options/source-options.ts';
import { textOrJson } from '../options/text-or-json.ts';
import { deliver, outputTerminal } from '../output.ts';
import { sayProblems } from '../read-board.ts';
import { hooksHold, readBootedBoard } from '../read-booted-board.ts';
import { TraceFile } from '../trace-file.ts';

interface RunArguments extends SourceArguments, ProfileArguments, OutputArguments {
  readonly input: string;
  readonly workload: string;
  readonly format: 'text' | 'json';
  readonly trace: string | undefined;
}

export const runCommand: CommandModule<object, RunArguments> = {
  command: 'run <input> <workload>',
  describe: 'Rehearse a workload, the allocations and frees of devices, on the booted tree',
  builder: (yargs): Argv<RunArguments> =>
    withOutputOptions(withProfileOptions(withSourceOptions(yargs)))
      .positional('input', {
        type: 'string',
        demandOption: true,
        describe: 'A .dts or .dtb file, a folder such as /proc/device-tree, or - for standard input',
      })
      .positional('workload', {
        type: 'string',
        demandOption: true,
        describe: 'A workload in YAML, or an operation log (one JSON object a line)',
      })
      .options({
        format: textOrJson,
        trace: {
          type: 'string',
          requiresArg: true,
          describe: 'Write each operation and its outcome to this file',
        },
      })
      .example('$0 run board.dts workload.yaml', '')
      .example(
        '$0 run board.dts workload.yaml --trace log.jsonl',
        'and each operation with its address',
      ) as unknown as Argv<RunArguments>,
  handler: run,
};

/** Ends with 1 if an expectation does not hold. */
async function run(args: RunArguments): Promise<void> {
  const file = await openWorkload(args.workload, args);
  if (file === undefined) return;
  const booted = await readBootedBoard(args.input, args);
  if (booted === undefined) return;
  if (booted.boot.kernel.outcome === 'panics') {
    await sayProblems([panic(booted.boot.kernel)], args);
    process.exitCode = exitCode.no;
    return;
  }

  const { createDmaSystem } = await import('../../kernel/dma/dma-system.ts');
  const { loadWorkload } = await import('../../workload/load-workload.ts');
  const { board, boot } = booted;
  const dma = createDmaSystem(boot.kernel);
  const { pageSize } = boot.kernel.profile.config;
  const { workload, problems } = loadWorkload(file, { tree: board.tree, dma, pageSize });
  await sayProblems(problems, args);
  if (workload === undefined) {
    process.exitCode = exitCode.unusable;
    return;
  }

  const { runWorkload } = await import('../../workload/run-workload.ts');
  const trace = args.trace === undefined ? undefined : await TraceFile.open(args.trace);
  const result = runWorkload(dma, workload, trace?.observer);
  trace?.close();
  if (!(await hooksHold(booted.hooks, args))) return;
  process.exitCode = result.passes ? exitCode.good : exitCode.no;

  if (args.format === 'json') {
    const { bootKernelJson } = await import('../../report/boot-json.ts');
    const { runJson } = await import('../../report/run-json.ts');
    deliver(runJson(result, { kernel: bootKernelJson(boot.kernel) }), args);
  } else {
    const { placementLine, profileLine } = await import('../../report/kernel-line.ts');
    const { runText } = await import('../../report/run-text.ts');
    const { profile, machine } = boot.kernel;
    const kernel = `${profileLine(profile)}; ${placementLine(machine)}`;
    deliver(runText(result, { terminal: outputTerminal(args), kernel }), args);
  }
}

function panic({ outcomeReason }: BootedKernel): Problem {
  return {
    severity: 'error',
    code: 'kernel-panics',
    message: `The kernel does not boot, so that no device allocates: ${outcomeReason ?? 'it panics'}.`,
    help: '`carveout boot` shows how far it comes.',
  };
}
