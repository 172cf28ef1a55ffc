import type { Argv, CommandModule } from 'yargs';
import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import type { Problem } from '../../source/problem.ts';
import type { ExplainTarget, RunResult } from '../../workload/run-result.ts';
import type { WorkloadBoard } from '../../workload/workload.ts';
import { exitCode } from '../exit-code.ts';
import { type OpenedWorkload, openWorkload } from '../open-workload.ts';
import { type OutputArguments, withOutputOptions } from '../options/output-options.ts';
import { type ProfileArguments, withProfileOptions } from '../options/profile-options.ts';
import { type SourceArguments, withSourceOptions } from '../options/source-options.ts';
import { textOrJson } from '../options/text-or-json.ts';
import { deliver, outputTerminal } from '../output.ts';
import { sayProblems } from '../read-board.ts';
import { hooksHold, readBootedBoard } from '../read-booted-board.ts';
import { standardInput } from '../streams.ts';
import { TraceFile } from '../trace-file.ts';
import { UsageError } from '../usage-error.ts';

interface RunArguments extends SourceArguments, ProfileArguments, OutputArguments {
  readonly input: string;
  readonly workload: string;
  readonly format: 'text' | 'json';
  readonly trace: string | undefined;
  readonly explain: string | undefined;
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
        describe: 'A workload in YAML, or an operation log (one JSON object a line); - for standard input',
      })
      .options({
        format: textOrJson,
        trace: {
          type: 'string',
          requiresArg: true,
          describe: 'Write each operation and its outcome to this file',
        },
        explain: {
          type: 'string',
          requiresArg: true,
          describe:
            'Instead of the figures, each test that the kernel makes in one operation: its number, or an id',
        },
      })
      .example('$0 run board.dts workload.yaml', '')
      .example('$0 run board.dts workload.yaml --trace log.jsonl', 'and each operation with its address')
      .example(
        '$0 run board.dts workload.yaml --explain 15',
        'why operation 15 got what it got',
      ) as unknown as Argv<RunArguments>,
  handler: run,
};

/** Ends with 1 if an expectation does not hold, with 2 if a part of the workload cannot be performed. */
async function run(args: RunArguments): Promise<void> {
  if (args.workload === standardInput && args.input === standardInput)
    throw new UsageError('Standard input is either the board or the workload.');
  const opened = await openWorkload(args.workload, args);
  if (opened === undefined) return;
  const booted = await readBootedBoard(args.input, args);
  if (booted === undefined) return;
  if (booted.boot.kernel.outcome === 'panics') {
    await sayProblems([panic(booted.boot.kernel)], args);
    process.exitCode = exitCode.no;
    return;
  }

  const { createDmaSystem } = await import('../../kernel/dma/dma-system.ts');
  const { board, boot } = booted;
  const { pageSize } = boot.kernel.profile.config;
  const workloadBoard = { tree: board.tree, dma: createDmaSystem(boot.kernel), pageSize };
  const result = await perform(opened, workloadBoard, args);
  if (result === undefined || !(await hooksHold(booted.hooks, args))) return;
  if (result.stopped !== undefined) process.exitCode = exitCode.unusable;
  else if (args.explain === undefined && !result.passes) process.exitCode = exitCode.no;

  if (args.explain === undefined) await report(result, boot.kernel, args);
  else await explain(args.explain, result, boot.kernel, args);
}

/** Undefined, with the reason printed and the exit code set, if nothing of it can be performed. */
async function perform(
  opened: OpenedWorkload,
  board: WorkloadBoard,
  args: RunArguments,
): Promise<RunResult | undefined> {
  const target = explainTarget(args.explain);
  if (opened.kind === 'log') {
    const { runOperationLog } = await import('../../workload/run-operation-log.ts');
    const trace = args.trace === undefined ? undefined : await TraceFile.open(args.trace);
    const { path, stretches } = opened;
    const options = { path, observer: trace?.observer, explain: target };
    const { result, problems } = runOperationLog(stretches, board, options);
    trace?.close();
    await sayProblems(problems, args);
    return result;
  }

  const { loadWorkload } = await import('../../workload/load-workload.ts');
  const { workload, problems } = loadWorkload(opened.file, board);
  await sayProblems(problems, args);
  if (workload === undefined) {
    process.exitCode = exitCode.unusable;
    return undefined;
  }
  const { runWorkload } = await import('../../workload/run-workload.ts');
  const trace = args.trace === undefined ? undefined : await TraceFile.open(args.trace);
  const result = runWorkload(board.dma, workload, trace?.observer, target);
  trace?.close();
  return result;
}

async function report(result: RunResult, kernel: BootedKernel, args: RunArguments): Promise<void> {
  if (args.format === 'json') {
    const { bootKernelJson } = await import('../../report/boot-json.ts');
    const { runJson } = await import('../../report/run-json.ts');
    deliver(runJson(result, { kernel: bootKernelJson(kernel) }), args);
    return;
  }
  const { runText } = await import('../../report/run-text.ts');
  const options = { terminal: outputTerminal(args), kernel: await kernelLine(kernel) };
  deliver(runText(result, options), args);
}

async function explain(
  target: string,
  result: RunResult,
  kernel: BootedKernel,
  args: RunArguments,
): Promise<void> {
  if (result.explained === undefined) {
    await sayProblems([notThere(target, result)], args);
    process.exitCode = exitCode.unusable;
    return;
  }
  if (args.format === 'json') {
    const { bootKernelJson } = await import('../../report/boot-json.ts');
    const { runExplainJson } = await import('../../report/run-explain-json.ts');
    deliver(runExplainJson(result.explained, { kernel: bootKernelJson(kernel) }), args);
    return;
  }
  const { runExplainText } = await import('../../report/run-explain-text.ts');
  const options = { terminal: outputTerminal(args), kernel: await kernelLine(kernel) };
  deliver(runExplainText(result.explained, options), args);
}

async function kernelLine({ profile, machine }: BootedKernel): Promise<string> {
  const { placementLine, profileLine } = await import('../../report/kernel-line.ts');
  return `${profileLine(profile)}; ${placementLine(machine)}`;
}

function explainTarget(written: string | undefined): ExplainTarget | undefined {
  if (written === undefined) return undefined;
  return /^\d{1,15}$/.test(written)
    ? { kind: 'operation', operation: Number(written) }
    : { kind: 'buffer', buffer: written };
}

function notThere(target: string, { operations }: RunResult): Problem {
  const isNumber = /^\d+$/.test(target);
  const range =
    operations === 0 ? 'it performs none' : operations === 1 ? 'there is 1' : `there are 1 to ${operations}`;
  const message = isNumber
    ? `There is no operation ${target}: ${range}.`
    : `No operation gives or uses the id \`${target}\`: of the operations ${range}.`;
  const help = '`--trace FILE` writes each operation, in this order, with its id.';
  return { severity: 'error', code: 'explain-unknown', message, help };
}

function panic({ outcomeReason }: BootedKernel): Problem {
  return {
    severity: 'error',
    code: 'kernel-panics',
    message: `The kernel does not boot, so that no device allocates: ${outcomeReason ?? 'it panics'}.`,
    help: '`carveout boot` shows how far it comes.',
  };
}
