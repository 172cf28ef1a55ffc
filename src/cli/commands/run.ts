import type { Argv, CommandModule } from 'yargs';
import { type FailOn, failing } from '../../lint/fail-on.ts';
import type { Finding } from '../../lint/finding.ts';
import type { RuleLevel } from '../../lint/lint.ts';
import type { RehearsalRequest } from '../../project/rehearse/rehearsal.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { explainRun, explainTarget } from '../explain-run.ts';
import { openWorkload } from '../open-workload.ts';
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
import { failOnOption, ruleOption } from '../options/verdict-options.ts';
import { deliver } from '../output.ts';
import { sayProblems } from '../read-board.ts';
import { hooksHold, readBoardToBoot } from '../read-booted-board.ts';
import { exitCodeOf, problemsOf } from '../rehearsal-end.ts';
import { parseRuleLevels } from '../rule-levels.ts';
import { type RunFormat, runFormats, runFormatter } from '../run-formats.ts';
import { standardInput } from '../streams.ts';
import { TraceFile } from '../trace-file.ts';
import { UsageError } from '../usage-error.ts';

interface RunArguments extends SourceArguments, ProfileArguments, SettingArguments, OutputArguments {
  readonly input: string;
  readonly workload: string;
  readonly format: RunFormat;
  readonly trace: string | undefined;
  readonly explain: string | undefined;
  readonly rule: readonly string[];
  readonly failOn: FailOn;
}

const findingsGroup = 'Findings:';

export const runCommand: CommandModule<object, RunArguments> = {
  command: 'run <input> <workload>',
  describe: 'Rehearse a workload, the allocations and frees of devices, on the booted tree',
  builder: (yargs): Argv<RunArguments> =>
    withBoardAndWorkload(withOutputOptions(withSettingOptions(withProfileOptions(withSourceOptions(yargs)))))
      .options({
        format: { ...textOrJson, choices: runFormats, describe: 'What the result is written as' },
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
      .options({
        rule: { ...ruleOption, group: findingsGroup },
        'fail-on': { ...failOnOption, default: 'error', group: findingsGroup },
      })
      .example('$0 run board.dts workload.yaml', '')
      .example('$0 run board.dts workload.yaml --matrix ram=512MiB,1GiB --pinned 0%,5%', 'for each RAM size')
      .example(
        '$0 run board.dts workload.yaml --format html --output-file run.html',
        'a page with its pictures',
      )
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
  if (args.explain !== undefined && args.format !== 'text' && args.format !== 'json')
    throw new UsageError(`--explain writes text or json, not ${args.format}.`);
  const levels = await levelsOf(args);
  const asked = { overrides: planOverrides(args), pinned: pinnedOverrides(args) };
  const workload = await openWorkload(args.workload, args);
  if (workload === undefined) return;
  const read = await readBoardToBoot(args.input, args);
  if (read === undefined) return;
  const { board, request: boot, hooks } = read;
  if (args.trace !== undefined || args.explain !== undefined)
    await refuseSeveral({ workload, ...asked }, args);

  const { rehearse } = await import('../../project/rehearse/rehearse.ts');
  const formatter = await runFormatter(args.format);
  const watch = await watcher(args, formatter.observer);
  const explain = explainTarget(args.explain);
  const rehearsal = rehearse({ board, boot, workload, ...asked, observer: watch.observer, explain });
  watch.close();
  await sayProblems(problemsOf(rehearsal), args);
  if (!(await hooksHold(hooks, args))) return;

  const { rehearsalFindings } = await import('../../project/rehearse/rehearsal-findings.ts');
  const findings = rehearsalFindings(rehearsal, levels);
  const code = codeWith(exitCodeOf(rehearsal), findings, args);
  const [first] = rehearsal.cells;
  if (args.explain === undefined || code === exitCode.unusable) process.exitCode = code;
  // Of the one run that there is none of everything is said.
  if (first === undefined || (rehearsal.cells.length === 1 && first.result === undefined))
    process.exitCode = code;
  else if (args.explain === undefined)
    deliver(await formatter.format(rehearsal, { ...args, findings }), args);
  else await explainRun(args.explain, first, args);
}

/** @throws UsageError for what is no rule about a workload, or no level */
async function levelsOf({ rule }: RunArguments): Promise<ReadonlyMap<string, RuleLevel>> {
  if (rule.length === 0) return new Map();
  const { capacityRuleIds } = await import('../../project/rehearse/rehearsal-findings.ts');
  return parseRuleLevels({ rule, W: [], E: [] }, capacityRuleIds());
}

/** What passes may still have a finding that is to make it fail. */
function codeWith(code: ExitCode, findings: readonly Finding[], { failOn }: RunArguments): ExitCode {
  const isRefused = findings.some(({ severity }) => failing[failOn].includes(severity));
  return code === exitCode.good && isRefused ? exitCode.no : code;
}

/** @throws UsageError where there is more than one run to trace or to explain */
async function refuseSeveral(
  request: Pick<RehearsalRequest, 'workload' | 'overrides' | 'pinned'>,
  { trace }: RunArguments,
): Promise<void> {
  const { planOf } = await import('../../project/rehearse/plan-of.ts');
  const { settings } = planOf(request);
  if (settings.length < 2) return;
  const option = trace === undefined ? '--explain' : '--trace';
  throw new UsageError(
    `${option} is about one run, and these are ${settings.length}.`,
    'Choose one: --matrix NAME=VALUE gives an axis a single value.',
  );
}

/** Those who are told of each run: the trace and what the format asks for. */
async function watcher(
  { trace }: RunArguments,
  observer: RehearsalRequest['observer'],
): Promise<{ readonly observer: RehearsalRequest['observer']; close(): void }> {
  if (trace === undefined) return { observer, close: () => {} };
  const { joinedObserver } = await import('../../workload/joined-observer.ts');
  const open = await TraceFile.prepare(trace);
  let file: TraceFile | undefined;
  return {
    observer: (setting, dma) => {
      file = open();
      return joinedObserver([file.observer, observer?.(setting, dma)]);
    },
    close: () => file?.close(),
  };
}
