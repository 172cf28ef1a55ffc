import type { Argv, CommandModule } from 'yargs';
import type { ProfileRequest } from '../../kernel/profile.ts';
import type { LintedBoard, LintReport } from '../../lint/lint-report.ts';
import type { LintRequest } from '../../project/lint-board.ts';
import { collectSources } from '../collect-inputs.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { profileRequest } from '../kernel-profile.ts';
import { formatLint, type LintFormat, lintFormats } from '../lint-formats.ts';
import { lastOne } from '../options/last-one.ts';
import { type OutputArguments, withOutputOptions } from '../options/output-options.ts';
import { givenMemory, type KernelArguments, withKernelOptions } from '../options/profile-options.ts';
import { type SourceArguments, withSourceOptions } from '../options/source-options.ts';
import { appendOutputFile, deliver } from '../output.ts';
import { boardReader, sayProblems } from '../read-board.ts';
import { parseRuleLevels } from '../rule-levels.ts';
import { UsageError } from '../usage-error.ts';

interface LintArguments extends SourceArguments, KernelArguments, OutputArguments {
  readonly inputs: readonly string[];
  readonly format: LintFormat;
  readonly rule: readonly string[];
  readonly maxWarnings: number | undefined;
  readonly quiet: boolean;
}

export const lintCommand: CommandModule<object, LintArguments> = {
  command: 'lint <inputs..>',
  describe: 'Check the reserved memory of boards',
  builder: (yargs): Argv<LintArguments> =>
    withOutputOptions(withKernelOptions(withSourceOptions(yargs)))
      .positional('inputs', {
        type: 'string',
        array: true,
        demandOption: true,
        describe:
          '.dts and .dtb files, folders (every .dts below them; or /proc/device-tree itself), or - for standard input',
      })
      .options({
        format: {
          choices: lintFormats,
          default: 'pretty',
          coerce: lastOne,
          describe: 'For people, for editors (compact), for scripts, or for a service that shows findings',
        },
        rule: {
          type: 'string',
          array: true,
          nargs: 1,
          default: [],
          defaultDescription: 'as the rule says',
          describe: 'ID=LEVEL: what a rule is worth; off, info, warning or error (repeatable)',
        },
        'max-warnings': {
          type: 'number',
          requiresArg: true,
          coerce: lastOne,
          describe: 'Fail when there are more',
        },
        quiet: { type: 'boolean', default: false, describe: 'Show errors only' },
      })
      .example('$0 lint board.dts', '')
      .example('$0 lint arch/arm64/boot/dts/qcom', 'every board below a folder')
      .example('$0 lint board.dts --rule cma-alignment=warning', '')
      .example(
        'cpp … | $0 lint - --stdin-filename board.dts',
        'what another tool writes',
      ) as unknown as Argv<LintArguments>,
  handler: lint,
};

/** Ends with 2 if an input is unusable, else with 1 if there are errors or too many warnings. */
async function lint(args: LintArguments): Promise<void> {
  if (args.maxWarnings !== undefined && !(Number.isSafeInteger(args.maxWarnings) && args.maxWarnings >= 0))
    throw new UsageError('--max-warnings: not a number of warnings.');
  const sources = collectSources(args.inputs);
  const request = await lintRequest(args);
  const read = await boardReader(args);
  const { lintBoard } = await import('../../project/lint-board.ts');

  const linted: LintedBoard[] = [];
  for (const source of sources) {
    const { board, problems } = read(source);
    await sayProblems(problems, args);
    if (board !== undefined) linted.push(lintBoard(board, request));
  }
  const allUsable = linted.length === sources.length;
  if (linted.length === 0) {
    process.exitCode = exitCode.unusable;
    return;
  }

  const { collectFindings } = await import('../../lint/lint-report.ts');
  const report = collectFindings(linted);
  process.exitCode = allUsable ? verdict(report, args.maxWarnings) : exitCode.unusable;
  const shown = args.quiet ? errorsOnly(report) : report;
  deliver(await formatLint(args.format, shown, args), args);
  await addJobSummary(shown, args);
}

async function lintRequest(args: LintArguments): Promise<LintRequest> {
  const { catalogue } = await import('../../lint/rules/index.ts');
  const kernel = await profileRequest(args);
  await refuseUnknownKernel(kernel);
  return {
    kernel,
    memory: givenMemory(args),
    cmdline: args.cmdline,
    levels: parseRuleLevels(
      args.rule,
      catalogue.map(({ id }) => id),
    ),
  };
}

/** An architecture without a profile is linted without one; a version or page size that was asked for is not passed over. */
async function refuseUnknownKernel({ version, arch, pageSize }: ProfileRequest): Promise<void> {
  const { profileFor, versionsOf } = await import('../../kernel/profile.ts');
  const isKnown = arch !== undefined && versionsOf(arch).length > 0;
  const result = profileFor({ version, pageSize, arch: isKnown ? arch : undefined });
  if (!result.ok) throw new UsageError(result.problem.message, result.problem.help);
}

function verdict({ counts }: LintReport, maxWarnings = Number.POSITIVE_INFINITY): ExitCode {
  return counts.error > 0 || counts.warning > maxWarnings ? exitCode.no : exitCode.good;
}

function errorsOnly(report: LintReport): LintReport {
  return { ...report, findings: report.findings.filter(({ severity }) => severity === 'error') };
}

/** A job on GitHub shows what this file holds beside its annotations. */
async function addJobSummary(report: LintReport, args: LintArguments): Promise<void> {
  const { GITHUB_STEP_SUMMARY: file } = process.env;
  if (args.format !== 'github' || file === undefined || file === '') return;
  appendOutputFile('GITHUB_STEP_SUMMARY', file, await formatLint('markdown', report, args));
}
