import type { Argv, CommandModule } from 'yargs';
import type { BootResult } from '../../kernel/boot.ts';
import { type BootSection, bootSections } from '../../report/boot-sections.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { one } from '../options/option-kinds.ts';
import { type OutputArguments, withOutputOptions } from '../options/output-options.ts';
import { type ProfileArguments, withProfileOptions } from '../options/profile-options.ts';
import { type SourceArguments, withSourceOptions } from '../options/source-options.ts';
import { textOrJson } from '../options/text-or-json.ts';
import { deliver, outputTerminal } from '../output.ts';
import { hooksHold, readBoardToBoot, readBootedBoard, refuse } from '../read-booted-board.ts';
import { readLog } from '../read-log.ts';
import { standardInput } from '../streams.ts';
import { UsageError } from '../usage-error.ts';

interface BootArguments extends SourceArguments, ProfileArguments, OutputArguments {
  readonly input: string;
  readonly format: 'text' | 'json';
  readonly compare: string | undefined;
  readonly only: string | undefined;
  readonly explain: string | undefined;
  readonly against: string | undefined;
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
      .options({
        format: textOrJson,
        only: {
          ...one,
          describe: `Parts of the text, such as log,regions: ${bootSections.join(', ')}`,
        },
        explain: {
          ...one,
          describe:
            'A region, device or CMA area, by path, label, alias or name: why it comes out as it does',
        },
        against: {
          ...one,
          describe:
            'The log of a real boot (dmesg), or -: where it differs from the emulation (1: somewhere)',
        },
        compare: {
          ...one,
          describe:
            'Kernel versions, such as 6.1,7.2: what changes from one to the next, and why (exit code 1: more than messages)',
        },
      })
      .example('$0 boot board.dts', '')
      .example('$0 boot board.dts --memory 12G@0x80000000', 'where the boot loader tells the size of RAM')
      .example('$0 boot board.dts --cmdline cma=64M --format json', '')
      .example('$0 boot board.dts --explain video-pool', 'why a region lies there, or why it failed')
      .example('dmesg | $0 boot board.dts --against -', 'is that what the kernel really did?')
      .example(
        '$0 boot board.dts --compare 6.1,7.2',
        'what a new kernel changes for this board',
      ) as unknown as Argv<BootArguments>,
  handler: boot,
};

async function boot(args: BootArguments): Promise<void> {
  process.exitCode = await jobOf(args);
}

function jobOf(args: BootArguments): Promise<ExitCode> {
  const { explain: node, compare: versions, against: log } = args;
  if ([node, versions, log].filter((one) => one !== undefined).length > 1)
    throw new UsageError('--explain, --compare and --against exclude each other.');
  if (node !== undefined) return explain(args, node);
  if (log !== undefined) return against(args, log);
  return versions === undefined ? show(args) : compare(args, versions);
}

/** Ends with 1 if a region failed or the kernel panics. */
async function show(args: BootArguments): Promise<ExitCode> {
  const only = sectionsOf(args);
  const booted = await readBootedBoard(args.input, args);
  if (booted === undefined) return exitCode.unusable;

  if (args.format === 'json') {
    const { bootJson } = await import('../../report/boot-json.ts');
    deliver(bootJson(booted.boot), args);
  } else {
    const { bootText } = await import('../../report/boot-text.ts');
    deliver(bootText(booted.boot, outputTerminal(args), only), args);
  }
  return hasFailed(booted.boot) ? exitCode.no : exitCode.good;
}

/** @throws UsageError for a part that there is not */
function sectionsOf({ only, format }: BootArguments): readonly BootSection[] {
  if (only === undefined) return bootSections;
  if (format === 'json') throw new UsageError('--only is for the text; JSON has all parts.');
  return only.split(',').map((name) => {
    const section = bootSections.find((one) => one === name.trim());
    if (section === undefined)
      throw new UsageError(
        `--only: there is no part "${name}".`,
        `The parts are ${bootSections.join(', ')}.`,
      );
    return section;
  });
}

function hasFailed({ kernel }: BootResult): boolean {
  return kernel.outcome === 'panics' || kernel.regions.some(({ state }) => state === 'failed');
}

async function explain(args: BootArguments, name: string): Promise<ExitCode> {
  const read = await readBoardToBoot(args.input, args);
  if (read === undefined) return exitCode.unusable;
  const { explainNode } = await import('../../project/explain/explain-node.ts');
  const explained = explainNode(read.board, name, read.request);
  if (!(await hooksHold(read.hooks, args))) return exitCode.unusable;
  if (!explained.ok) {
    await refuse(explained.problem, args);
    return exitCode.unusable;
  }

  const { explanation } = explained;
  if (args.format === 'json') {
    const { bootExplainJson } = await import('../../report/boot-explain-json.ts');
    deliver(bootExplainJson(explanation), args);
  } else {
    const { bootExplainText } = await import('../../report/boot-explain-text.ts');
    deliver(bootExplainText(explanation, outputTerminal(args)), args);
  }
  return exitCode.good;
}

/** Ends with 1 if the log and the emulation differ. */
async function against(args: BootArguments, path: string): Promise<ExitCode> {
  if (args.input === standardInput && isStandardInput(path))
    throw new UsageError('Standard input cannot be both the tree and the log.');
  const log = await readLog(path);
  const read = await readBoardToBoot(args.input, args);
  if (read === undefined) return exitCode.unusable;
  const { compareWithLog } = await import('../../project/against/compare-log.ts');
  const compared = compareWithLog(read.board, log, read.request);
  if (!(await hooksHold(read.hooks, args))) return exitCode.unusable;
  if (!compared.ok) {
    await refuse(compared.problem, args);
    return exitCode.unusable;
  }

  const { comparison } = compared;
  if (args.format === 'json') {
    const { bootAgainstJson } = await import('../../report/boot-against-json.ts');
    deliver(bootAgainstJson(comparison), args);
  } else {
    const { bootAgainstText } = await import('../../report/boot-against-text.ts');
    const name = isStandardInput(path) ? 'standard input' : path;
    deliver(bootAgainstText(comparison, name, outputTerminal(args)), args);
  }
  return comparison.differences.length === 0 ? exitCode.good : exitCode.no;
}

/** The parser of options writes `-` out; one that a file gives does not. */
function isStandardInput(path: string): boolean {
  return path === '-' || path === standardInput;
}

/** Ends with 1 if anything but messages differs from one kernel to the next. */
async function compare(args: BootArguments, list: string): Promise<ExitCode> {
  const versions = list.split(',').map((version) => version.trim());
  if (versions.length < 2 || versions.includes('')) {
    throw new UsageError(`--compare ${list}: not two or more versions.`, 'Write --compare 6.1,7.2.');
  }
  if (args.kernel !== undefined) throw new UsageError('--compare names the kernels; leave --kernel out.');

  const read = await readBoardToBoot(args.input, args);
  if (read === undefined) return exitCode.unusable;
  const { compareBoots } = await import('../../project/compare-boots.ts');
  const compared = compareBoots(read.board, versions, read.request);
  if (!(await hooksHold(read.hooks, args))) return exitCode.unusable;
  if (!compared.ok) {
    await refuse(compared.problem, args);
    return exitCode.unusable;
  }

  const { comparison } = compared;
  if (args.format === 'json') {
    const { bootCompareJson } = await import('../../report/boot-compare-json.ts');
    deliver(bootCompareJson(comparison), args);
  } else {
    const { bootCompareText } = await import('../../report/boot-compare-text.ts');
    deliver(bootCompareText(comparison, outputTerminal(args)), args);
  }
  return comparison.same ? exitCode.good : exitCode.no;
}
