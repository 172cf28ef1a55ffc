import type { Argv, CommandModule } from 'yargs';
import type { FailOn } from '../../lint/fail-on.ts';
import type { ConfigFile } from '../../project/config/config-file.ts';
import { shardOf } from '../../project/inputs/shard.ts';
import type { FileStore } from '../../source/file-store.ts';
import { exitCode } from '../exit-code.ts';
import { alsoReports, giveCheck } from '../give-check.ts';
import { type ReportArguments, withReportOptions } from '../options/check-options.ts';
import { lastOne } from '../options/last-one.ts';
import { one } from '../options/option-kinds.ts';
import { checkJobs, readShard } from '../options/parallel-options.ts';
import { failOnOption, ruleOption } from '../options/verdict-options.ts';
import { Progress } from '../progress.ts';
import { sayProblems } from '../read-board.ts';
import { parseRuleLevels } from '../rule-levels.ts';
import { UsageError } from '../usage-error.ts';

interface CheckArguments extends ReportArguments {
  readonly config: string | undefined;
  readonly rule: readonly string[];
  readonly failOn: FailOn | undefined;
  readonly jobs: number | undefined;
  readonly shard: string | undefined;
}

export const checkCommand: CommandModule<object, CheckArguments> = {
  command: 'check [config]',
  describe: 'Lint, boot and rehearse all boards of a project, with one verdict',
  builder: (yargs): Argv<CheckArguments> =>
    withReportOptions(yargs)
      .positional('config', {
        type: 'string',
        defaultDescription: 'the nearest carveout.config.yaml or .json upwards',
        describe: 'The configuration, whose `check` names boards, kernels and workloads',
      })
      .options({
        rule: ruleOption,
        'fail-on': { ...failOnOption, defaultDescription: 'as the configuration says, or error' },
        jobs: {
          type: 'number',
          requiresArg: true,
          coerce: lastOne,
          defaultDescription: 'as many as there are cores',
          describe: 'In how many threads boards are checked',
        },
        shard: {
          ...one,
          defaultDescription: 'all',
          describe: 'I/N: check the I-th of N parts; carveout merge joins their reports',
        },
      })
      .example('$0 check', 'what the configuration of this folder asks for')
      .example('$0 check --format markdown --also sarif=carveout.sarif', 'for a pull request')
      .example(
        '$0 check --shard 1/4 --format json --output-file 1.json',
        'on the first of four machines',
      ) as unknown as Argv<CheckArguments>,
  handler: check,
};

/** Ends with 2 if anything cannot be checked, which does not keep the rest from being reported, else with 1 if it says no. */
async function check(args: CheckArguments): Promise<void> {
  alsoReports(args);
  const shard = readShard(args.shard);
  const { jobs } = args;
  checkJobs(jobs);

  const { FileStore } = await import('../../source/file-store.ts');
  const files = new FileStore();
  const config = await readConfig(files, args);
  if (config === undefined) return;
  const { judgingRuleIds, planCheck } = await import('../../project/check/check-plan.ts');
  const levels = parseRuleLevels({ rule: args.rule, W: [], E: [] }, judgingRuleIds());
  const { globFiles } = await import('../check-glob.ts');
  const plan = planCheck(files, config, globFiles, { failOn: args.failOn, levels });
  await sayProblems(plan.problems, args);
  if (plan.problems.some(({ severity }) => severity === 'error')) {
    process.exitCode = exitCode.unusable;
    return;
  }

  const { checkItems } = await import('../check-pool.ts');
  const { checkReport } = await import('../../report/check-report.ts');
  const own = shard === undefined ? plan.items : shardOf(plan.items, shard);
  const progress = new Progress(process.stderr, () => process.uptime() * 1000);
  const items = await checkItems(own, { jobs, onDone: (done) => progress.show(done, own.length) });
  progress.end();
  const about = {
    config: plan.config,
    plan: plan.key,
    shard: shard ?? null,
    planned: plan.items.length,
    failOn: plan.failOn,
    maxWarnings: plan.maxWarnings ?? null,
  };
  await giveCheck(checkReport(about, items), args);
}

/** Undefined, with the reason printed and the exit code set, if it cannot be used. @throws UsageError where there is none */
async function readConfig(files: FileStore, args: CheckArguments): Promise<ConfigFile | undefined> {
  const { readFoundConfig, readGivenConfig } = await import('../../project/config/config-file.ts');
  const { findConfig } = await import('../../project/config/find-config.ts');
  const path = args.config ?? findConfig(files, '.');
  if (path === undefined)
    throw new UsageError(
      'There is no carveout.config.yaml in this folder or above it.',
      'Name one, or write it: its `check` names boards and workloads.',
    );
  const read = args.config === undefined ? readFoundConfig(files, path) : await readGivenConfig(files, path);
  await sayProblems(read.problems, args);
  if (read.file === undefined) process.exitCode = exitCode.unusable;
  return read.file;
}
