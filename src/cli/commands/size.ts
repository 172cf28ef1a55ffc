import type { Argv, CommandModule } from 'yargs';
import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import type { SizeReport } from '../../project/size/size-report.ts';
import { exitCode } from '../exit-code.ts';
import { openWorkload, wholeText } from '../open-workload.ts';
import { many, one } from '../options/option-kinds.ts';
import { type OutputArguments, withOutputOptions } from '../options/output-options.ts';
import { type ProfileArguments, withProfileOptions } from '../options/profile-options.ts';
import {
  pinnedOverrides,
  planOverrides,
  type SettingArguments,
  withBoardAndWorkload,
  withSettingOptions,
} from '../options/run-options.ts';
import { type SourceArguments, withSourceOptions } from '../options/source-options.ts';
import { textOrJson } from '../options/text-or-json.ts';
import { deliver, outputTerminal } from '../output.ts';
import { sayProblems } from '../read-board.ts';
import { hooksHold, readBoardToBoot } from '../read-booted-board.ts';
import { standardInput } from '../streams.ts';
import { UsageError } from '../usage-error.ts';

const formats = ['text', 'json', 'markdown'] as const;

interface SizeArguments extends SourceArguments, ProfileArguments, SettingArguments, OutputArguments {
  readonly input: string;
  readonly workload: string;
  readonly format: (typeof formats)[number];
  readonly pool: readonly string[];
  readonly confidence: string | undefined;
  readonly allowFallback: boolean;
}

export const sizeCommand: CommandModule<object, SizeArguments> = {
  command: 'size <input> <workload>',
  describe: 'The smallest size of each pool with which a workload passes, and the source to paste',
  builder: (yargs): Argv<SizeArguments> =>
    withBoardAndWorkload(withOutputOptions(withSettingOptions(withProfileOptions(withSourceOptions(yargs)))))
      .options({
        pool: {
          ...many,
          defaultDescription: 'all that the workload uses',
          describe: 'Label, path or name of a pool: only this one, the others as they are (repeatable)',
        },
        confidence: {
          ...one,
          defaultDescription: '95%',
          describe:
            'With pages pinned (--pinned): for how many of the seeds that are run the workload is to pass',
        },
        'allow-fallback': {
          type: 'boolean',
          default: false,
          describe: 'Let the page allocator give what a CMA area has no room for, as run does',
        },
        format: { ...textOrJson, choices: formats, describe: 'What the result is written as' },
      })
      .example('$0 size board.dts workload.yaml', '')
      .example('$0 size board.dts workload.yaml --matrix ram=512MiB,1GiB', 'one size for both variants')
      .example(
        '$0 size board.dts workload.yaml --pinned 5% --confidence 99%',
        'with 5% of CMA pages that cannot move',
      ) as unknown as Argv<SizeArguments>,
  handler: size,
};

/** Ends with 1 if no size passes, with 2 if the workload cannot be performed. */
async function size(args: SizeArguments): Promise<void> {
  if (args.workload === standardInput && args.input === standardInput)
    throw new UsageError('Standard input is either the board or the workload.');
  const confidence = confidenceOf(args.confidence);
  const asked = { overrides: planOverrides(args), pinned: pinnedOverrides(args) };
  const opened = await openWorkload(args.workload, args);
  if (opened === undefined) return;
  const workload = wholeText(opened);
  const read = await readBoardToBoot(args.input, args);
  if (read === undefined) return;

  const { planOf } = await import('../../project/rehearse/plan-of.ts');
  const plan = planOf({ workload: { kind: 'text', file: workload }, ...asked });
  await sayProblems(plan.problems, args);
  if (plan.settings.length === 0) {
    process.exitCode = exitCode.unusable;
    return;
  }
  const { sizePools } = await import('../../project/size/size-pools.ts');
  const { board, request: boot, hooks } = read;
  const { settings, pinned } = plan;
  const pools = args.pool.length === 0 ? undefined : args.pool;
  const mayFallBack = args.allowFallback;
  const report = sizePools({ board, boot, workload, settings, pinned, pools, confidence, mayFallBack });
  await sayProblems(report.problems, args);
  if (!(await hooksHold(hooks, args))) return;
  if (report.outcome === 'unusable') {
    process.exitCode = exitCode.unusable;
    return;
  }
  if (report.outcome === 'none') process.exitCode = exitCode.no;
  deliver(await formatted(report, args), args);
}

async function formatted(report: SizeReport, args: SizeArguments): Promise<string> {
  if (args.format === 'json') {
    const { sizeJson } = await import('../../report/size-json.ts');
    return sizeJson(report);
  }
  const kernel = report.kernel === undefined ? undefined : await kernelLine(report.kernel);
  if (args.format === 'markdown') {
    const { sizeMarkdown } = await import('../../report/size-markdown.ts');
    return sizeMarkdown(report, kernel);
  }
  const { sizeText } = await import('../../report/size-text.ts');
  return sizeText(report, { terminal: outputTerminal(args), kernel });
}

async function kernelLine({ profile, machine }: BootedKernel): Promise<string> {
  const { placementLine, profileLine } = await import('../../report/kernel-line.ts');
  return `${profileLine(profile)}; ${placementLine(machine)}`;
}

function confidenceOf(written: string | undefined): number {
  if (written === undefined) return 0.95;
  const share = /^(\d{1,2}(?:\.\d+)?|100(?:\.0+)?)\s*%?$/.exec(written.trim())?.[1];
  if (share === undefined)
    throw new UsageError(
      `--confidence ${written}: not a share of the seeds.`,
      'Write 0% to 100%, such as 95%.',
    );
  return Number(share) / 100;
}
