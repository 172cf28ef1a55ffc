import type { Argv, CommandModule } from 'yargs';
import type { BoardDiff } from '../../project/diff/board-diff.ts';
import type { DiffedBoard } from '../../project/diff/diff-boards.ts';
import type { DiffedWorkload } from '../../project/diff/workload-diff.ts';
import { type DiffFormat, diffFormats, formatDiff } from '../diff-formats.ts';
import { exitCode } from '../exit-code.ts';
import { profileRequest } from '../kernel-profile.ts';
import { openWorkload, wholeText } from '../open-workload.ts';
import { type OutputArguments, withOutputOptions } from '../options/output-options.ts';
import { machineRequest, type ProfileArguments, withProfileOptions } from '../options/profile-options.ts';
import {
  pinnedOverrides,
  planOverrides,
  type SettingArguments,
  withSettingOptions,
} from '../options/run-options.ts';
import { type SourceArguments, withSourceOptions } from '../options/source-options.ts';
import { textOrJson } from '../options/text-or-json.ts';
import { deliver } from '../output.ts';
import { boardReader, sayProblems } from '../read-board.ts';
import { hooksHold } from '../read-booted-board.ts';
import { readHooks } from '../read-hooks.ts';
import { problemsOf } from '../rehearsal-end.ts';
import { isStream, standardInput, streamName } from '../streams.ts';
import { UsageError } from '../usage-error.ts';

interface DiffArguments extends SourceArguments, ProfileArguments, SettingArguments, OutputArguments {
  readonly old: string;
  readonly new: string;
  readonly format: DiffFormat;
  readonly workload: readonly string[];
  readonly newOverlay: readonly string[];
  readonly lint: boolean;
}

const many = { type: 'string', array: true, nargs: 1, default: [], defaultDescription: 'none' } as const;

export const diffCommand: CommandModule<object, DiffArguments> = {
  command: 'diff <old> <new>',
  describe: 'What changes in the memory map, for which device, at boot and for workloads',
  builder: (yargs): Argv<DiffArguments> =>
    withOutputOptions(withSettingOptions(withProfileOptions(withSourceOptions(yargs))))
      .positional('old', {
        type: 'string',
        demandOption: true,
        describe: 'A .dts or .dtb file, a folder such as /proc/device-tree, a pipe, or - for standard input',
      })
      .positional('new', { type: 'string', demandOption: true, describe: 'The same, as it is to be' })
      .options({
        workload: { ...many, describe: 'Perform this workload on both (repeatable)' },
        'new-overlay': { ...many, describe: 'An overlay for the new tree only (repeatable)' },
        lint: { type: 'boolean', default: false, describe: 'Say which findings of lint are new or gone' },
        format: { ...textOrJson, choices: diffFormats, describe: 'What the result is written as' },
      })
      .example('$0 diff old.dts new.dts', '')
      .example('$0 diff <(git show HEAD:board.dts) board.dts', 'what my change does')
      .example('$0 diff old.dtb new.dtb --workload films.yaml --lint', 'and to what the devices need')
      .example('$0 diff board.dts board.dts --new-overlay camera.dtso', 'what an overlay does')
      .example(
        '$0 diff old.dts new.dts --format markdown',
        'for a pull request',
      ) as unknown as Argv<DiffArguments>,
  handler: diff,
};

/** Ends with 1 if anything differs, with 2 if a tree or a workload is unusable. */
async function diff(args: DiffArguments): Promise<void> {
  const streams = [args.old, args.new, ...args.workload].filter((input) => input === standardInput);
  if (streams.length > 1) throw new UsageError('Standard input is one of the trees or a workload, not two.');
  refuseIdleSettings(args);
  const machine = machineRequest(args);
  const kernel = await profileRequest(args);
  const workloads = await openWorkloads(args);
  const [old, now] = [
    await loaded(args.old, args.new, args),
    await loaded(args.new, args.old, withNewOverlays(args)),
  ];
  const hooks = await readHooks(args);
  if (!(await hooksHold(hooks, args))) return;
  if (workloads === undefined || old === undefined || now === undefined) {
    process.exitCode = exitCode.unusable;
    return;
  }

  const { diffBoards } = await import('../../project/diff/diff-boards.ts');
  const boot = { kernel, machine, hooks: hooks?.hooks };
  const result = diffBoards({ old, new: now, boot, workloads, lint: args.lint });
  if (!(await hooksHold(hooks, args))) return;
  const unusable = await sayWorkloadProblems(result, args);
  process.exitCode = unusable ? exitCode.unusable : result.same ? exitCode.good : exitCode.no;
  deliver(await formatDiff(args.format, result, args), args);
}

/** @throws UsageError for settings of workloads where there is none */
function refuseIdleSettings({ workload, set, matrix, ram, pinned, seeds }: DiffArguments): void {
  if (workload.length > 0) return;
  const given = [
    ...(set.length > 0 ? ['--set'] : []),
    ...(matrix.length > 0 ? ['--matrix'] : []),
    ...(ram === undefined ? [] : ['--ram']),
    ...(pinned.length > 0 ? ['--pinned'] : []),
    ...(seeds === undefined ? [] : ['--seeds']),
  ];
  const [first] = given;
  if (first !== undefined)
    throw new UsageError(
      `${first} is a setting of a workload, and none is named.`,
      'Name it with --workload.',
    );
}

function withNewOverlays(args: DiffArguments): DiffArguments {
  return { ...args, overlay: [...args.overlay, ...args.newOverlay] };
}

/** A pipe, such as `<(git show HEAD:board.dts)`, stands for a file where the other tree is: its includes are found from there. */
async function loaded(input: string, other: string, args: DiffArguments): Promise<DiffedBoard | undefined> {
  const isPipe = isStream(input);
  const stdinFilename = args.stdinFilename ?? (isPipe && !isStream(other) ? other : undefined);
  const { board, problems, files } = (await boardReader({ ...args, stdinFilename }))(input);
  await sayProblems(problems, args);
  return board === undefined ? undefined : { name: isPipe ? streamName(input) : undefined, board, files };
}

async function openWorkloads(args: DiffArguments): Promise<readonly DiffedWorkload[] | undefined> {
  const asked = { overrides: planOverrides(args), pinned: pinnedOverrides(args) };
  const opened: DiffedWorkload[] = [];
  for (const path of args.workload) {
    const workload = await openWorkload(path, args);
    if (workload === undefined) return undefined;
    const isOnce = workload.kind === 'log' && workload.isStream;
    opened.push({ workload: isOnce ? { kind: 'text', file: wholeText(workload) } : workload, ...asked });
  }
  return opened;
}

/** What is wrong with workloads; true where one can be performed on neither board, so that it tells nothing. */
async function sayWorkloadProblems({ workloads }: BoardDiff, args: DiffArguments): Promise<boolean> {
  let unusable = false;
  for (const { old, new: now, verdicts } of workloads) {
    const both = verdicts.old === 'unusable' && verdicts.new === 'unusable';
    if (verdicts.new === 'unusable') await sayProblems(problemsOf(now), args);
    else if (verdicts.old === 'unusable') await sayProblems(problemsOf(old), args);
    unusable ||= both;
  }
  return unusable;
}
