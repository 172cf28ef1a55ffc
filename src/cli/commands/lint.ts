import { statSync } from 'node:fs';
import type { Argv, CommandModule } from 'yargs';
import type { LintReport } from '../../lint/lint-report.ts';
import type { LintedRun } from '../../project/fix-boards.ts';
import { shardOf } from '../../project/inputs/shard.ts';
import { type AlsoFile, alsoFiles } from '../also-files.ts';
import { BoardLinter } from '../board-linter.ts';
import { exitCode } from '../exit-code.ts';
import { formatLint, type LintFormat, type LintFormatContext, lintFormats } from '../lint-formats.ts';
import type { LintPlan, PlanArguments } from '../lint-plan.ts';
import { LintRun, type PreparedRun } from '../lint-run.ts';
import { optimizeAsUsual } from '../optimize-late.ts';
import { type InputArguments, withInputOptions } from '../options/input-options.ts';
import { withLintOptions } from '../options/lint-options.ts';
import { type OutputArguments, withOutputOptions } from '../options/output-options.ts';
import { checkJobs, readShard } from '../options/parallel-options.ts';
import { withKernelOptions } from '../options/profile-options.ts';
import { withSourceOptions } from '../options/source-options.ts';
import { appendOutputFile, deliver, writeOutputFile } from '../output.ts';
import { Progress } from '../progress.ts';
import { sayProblems } from '../read-board.ts';
import { isStream } from '../streams.ts';
import { UsageError } from '../usage-error.ts';

interface LintCommandArguments extends PlanArguments, OutputArguments, InputArguments {
  readonly inputs: readonly string[];
  readonly init: boolean;
}

export const lintCommand: CommandModule<object, LintCommandArguments> = {
  command: 'lint [inputs..]',
  describe: 'Check the reserved memory of boards',
  builder: (yargs): Argv<LintCommandArguments> =>
    withOutputOptions(withInputOptions(withLintOptions(withKernelOptions(withSourceOptions(yargs)))))
      .positional('inputs', {
        type: 'string',
        array: true,
        default: [],
        defaultDescription: 'none',
        describe:
          '.dts and .dtb files, folders (every .dts below them, or a build; or /proc/device-tree itself), patterns, or - for standard input',
      })
      .options({
        init: {
          type: 'boolean',
          default: false,
          describe: 'Write a configuration to begin with into this folder',
          group: 'Configuration:',
        },
      })
      .example('$0 lint board.dts', '')
      .example('$0 lint arch/arm64/boot/dts/qcom', 'every board below a folder')
      .example('$0 lint --boards-of arch/arm64/boot/dts/qcom/sm8550.dtsi', 'all boards that include it')
      .example('$0 lint --changed origin/main', 'all boards that a branch touches')
      .example('$0 lint board.dts --rule cma-alignment=warning', '')
      .example('$0 lint dts --baseline known.json', 'only what is new')
      .example(
        'cpp … | $0 lint - --stdin-filename board.dts',
        'what another tool writes',
      ) as unknown as Argv<LintCommandArguments>,
  handler: lint,
};

/** Ends with 2 if an input or a configuration is unusable, else with 1 if it says no. */
async function lint(args: LintCommandArguments): Promise<void> {
  if (args.init) {
    const { writeNewConfig } = await import('../new-config.ts');
    process.stdout.write(`${writeNewConfig()} is written.\n`);
    return;
  }
  checkArguments(args);
  alsoFindings(args);
  if (args.printConfig) {
    const { plan } = await prepare(args);
    await sayProblems(plan.problems, args);
    const { printConfig } = await import('../print-config.ts');
    if (plan.problems.length > 0) process.exitCode = exitCode.unusable;
    else deliver(printConfig(plan), args);
    return;
  }
  const linter = await makeLinter(args);
  if (args.watch) {
    optimizeAsUsual();
    const { watchLint } = await import('../watch-lint.ts');
    await watchLint({ prepare: () => prepare(args), show: (...run) => show(...run, args), linter, args });
    return;
  }

  const prepared = await prepare(args);
  if (takesLong(prepared.plan, args)) optimizeAsUsual();
  const progress = new Progress(process.stderr, () => process.uptime() * 1000);
  const jobs = await jobsOf(args, prepared.plan);
  const run = new LintRun(prepared.plan, args, { linter, progress, jobs, ...prepared });
  await sayProblems(prepared.plan.problems, args);
  await show(
    run,
    prepared.plan,
    args.fix || args.fixDryRun ? await fixed(run, args) : await run.lint(),
    args,
  );
  if (linter.isCacheDenied)
    process.stderr.write('carveout: the folder of --cache-location cannot be written; nothing is kept.\n');
}

/** More text than any board has, but for one that a program wrote. */
const longBytes = 1 << 19;

function takesLong({ inputs }: LintPlan, { fix, fixDryRun }: LintCommandArguments): boolean {
  if (inputs.length > 1 || fix || fixDryRun) return true;
  const [only] = inputs;
  return only !== undefined && sizeOf(only.input) > longBytes;
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

/** Sources that are fixed in memory are seen in this thread alone. */
async function jobsOf({ jobs, fix, fixDryRun }: LintCommandArguments, { inputs }: LintPlan): Promise<number> {
  if (fix || fixDryRun || inputs.length < 2) return 1;
  const { jobCount } = await import('../lint-pool.ts');
  return jobCount(jobs, inputs.length);
}

/** What there is to lint. */
async function prepare(args: LintCommandArguments): Promise<PreparedRun> {
  const shard = readShard(args.shard);
  const { chooseInputs } = await import('../lint-inputs.ts');
  const { planLint } = await import('../lint-plan.ts');
  const chosen = await chooseInputs(args);
  const all = await planLint(chosen.boards, args, (input) => chosen.named.has(input));
  const { plan, isAskedFor } =
    chosen.targets === undefined
      ? { plan: all, isAskedFor: undefined }
      : (await import('../narrow-plan.ts')).narrowPlan(all, chosen.targets, chosen.always);
  return {
    plan: shard === undefined ? plan : { ...plan, inputs: shardOf(plan.inputs, shard) },
    isAskedFor,
    isPart: shard !== undefined || chosen.targets !== undefined,
  };
}

/** Shows what came of a run, and sets the exit code. */
async function show(
  run: LintRun,
  plan: LintPlan,
  { report: found, unusable }: LintedRun,
  args: LintCommandArguments,
): Promise<void> {
  await run.sayProblems();
  const allUsable = unusable === 0 && plan.problems.length === 0;
  if (found.boards.length === 0 && !allUsable) {
    process.exitCode = exitCode.unusable;
    return;
  }

  const { isRefused, withoutKnown } = await import('../judge-run.ts');
  const say = (text: string): unknown => process.stderr.write(`carveout: ${text}\n`);
  const baselines = [args, ...run.parts.map((part) => part.args)].map(({ baseline }) => baseline);
  if (args.updateBaseline && baselines.every((baseline) => baseline === undefined))
    throw new UsageError('--update-baseline: --baseline names the file to write.');
  const report = await withoutKnown(found, run.parts, { update: args.updateBaseline, say });
  const isNo = isRefused(report, run.parts, args.maxWarnings);
  process.exitCode = !allUsable ? exitCode.unusable : isNo ? exitCode.no : exitCode.good;
  // A diff goes to standard output alone, for `git apply`.
  if (args.fixDryRun) return;
  const shown = args.quiet ? await errorsOnly(report) : report;
  const context = { ...args, allUsable };
  deliver(await formatLint(args.format, shown, context), args);
  for (const { format, file } of alsoFindings(args))
    writeOutputFile('--also', file, await formatLint(format, shown, { ...context, outputFile: file }));
  await addJobSummary(shown, context);
}

/** Makes the fixes, or shows them; what is left to tell is linted after them. */
async function fixed(run: LintRun, args: LintCommandArguments): Promise<LintedRun> {
  const { fixBoards } = await import('../../project/fix-boards.ts');
  const { fixDiff, writeFixes } = await import('../fix-files.ts');
  const result = await fixBoards(run, { unsafe: args.unsafeFixes });
  if (args.fixDryRun) deliver(fixDiff(result.files), args);
  else writeFixes(result.files);

  const verb = args.fixDryRun ? 'would be made' : 'made';
  const files = `${result.files.length} file${result.files.length === 1 ? '' : 's'}`;
  if (result.fixed > 0)
    process.stderr.write(
      `carveout: ${result.fixed} fix${result.fixed === 1 ? '' : 'es'} ${verb} in ${files}.\n`,
    );
  return result.run;
}

function checkArguments({
  jobs,
  cacheLocation,
  watch,
  fix,
  fixDryRun,
  inputs,
  build,
  boardsOf,
  changed,
  maxWarnings,
  updateBaseline,
}: LintCommandArguments): void {
  if (inputs.length + build.length + boardsOf.length === 0 && changed === undefined)
    throw new UsageError('Name a board, a folder of boards, or - for standard input.');
  checkJobs(jobs);
  if (cacheLocation === '') throw new UsageError('--cache-location: its value is empty.');
  if (watch && (fix || fixDryRun || updateBaseline))
    throw new UsageError('--watch changes nothing: it goes without --fix and --update-baseline.');
  if (watch && inputs.some(isStream)) throw new UsageError('--watch: standard input does not change.');
  if (maxWarnings !== undefined && !(Number.isSafeInteger(maxWarnings) && maxWarnings >= 0))
    throw new UsageError('--max-warnings: not a number of warnings.');
  if ((fix || fixDryRun) && inputs.some(isStream))
    throw new UsageError('--fix: standard input cannot be changed.', 'Name the file itself.');
}

/** What is to be written besides. @throws UsageError */
function alsoFindings({ also, outputFile }: LintCommandArguments): readonly AlsoFile<LintFormat>[] {
  return alsoFiles(also, lintFormats, outputFile);
}

/** What is fixed in memory is no file's text: nothing is kept of it. */
async function makeLinter({
  cache,
  cacheLocation,
  fix,
  fixDryRun,
  watch,
}: LintCommandArguments): Promise<BoardLinter> {
  if (fix || fixDryRun) return new BoardLinter();
  const place = cache ? (await import('../cache-place.ts')).cachePlace(cacheLocation) : undefined;
  return new BoardLinter(place, { lintsOnce: !watch });
}

async function errorsOnly(report: LintReport): Promise<LintReport> {
  const { withoutFindings } = await import('../../lint/lint-report.ts');
  return withoutFindings(report, ({ severity }) => severity !== 'error', 'hidden');
}

/** A job on GitHub shows what this file holds beside its annotations. */
async function addJobSummary(
  report: LintReport,
  args: LintCommandArguments & LintFormatContext,
): Promise<void> {
  const { GITHUB_STEP_SUMMARY: file } = process.env;
  if (args.format !== 'github' || file === undefined || file === '') return;
  appendOutputFile('GITHUB_STEP_SUMMARY', file, await formatLint('markdown', report, args));
}
