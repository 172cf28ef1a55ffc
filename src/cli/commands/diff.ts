import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import type { BoardDiff, Sides } from '../../project/diff/board-diff.ts';
import type { DiffedBoard } from '../../project/diff/diff-boards.ts';
import type { DiffedWorkload } from '../../project/diff/workload-diff.ts';
import { diskFiles, type FileAccess } from '../../source/file-access.ts';
import { type DiffFormat, diffFormats, formatDiff } from '../diff-formats.ts';
import { exitCode } from '../exit-code.ts';
import { profileRequest } from '../kernel-profile.ts';
import { openWorkload, wholeText } from '../open-workload.ts';
import { many, one } from '../options/option-kinds.ts';
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
  readonly new: string | undefined;
  readonly base: string | undefined;
  readonly format: DiffFormat;
  readonly workload: readonly string[];
  readonly newOverlay: readonly string[];
  readonly lint: boolean;
}

export const diffCommand: CommandModule<object, DiffArguments> = {
  command: 'diff <old> [new]',
  describe: 'What changes in the memory map, for which device, at boot and for workloads',
  builder: (yargs): Argv<DiffArguments> =>
    withOutputOptions(withSettingOptions(withProfileOptions(withSourceOptions(yargs))))
      .positional('old', {
        type: 'string',
        demandOption: true,
        describe: 'A .dts or .dtb file, a folder such as /proc/device-tree, a pipe, or - for standard input',
      })
      .positional('new', {
        type: 'string',
        describe: 'The same, as it is to be; left out with --base',
      })
      .options({
        base: {
          ...one,
          describe: 'Compare with the tree as it was at this commit or branch, with what it included then',
        },
        workload: { ...many, describe: 'Perform this workload on both (repeatable)' },
        'new-overlay': { ...many, describe: 'An overlay for the new tree only (repeatable)' },
        lint: { type: 'boolean', default: false, describe: 'Say which findings of lint are new or gone' },
        format: { ...textOrJson, choices: diffFormats, describe: 'What the result is written as' },
      })
      .example('$0 diff old.dts new.dts', '')
      .example('$0 diff --base main board.dts', 'what my change does')
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
  const sides = await sidesOf(args);
  const streams = [args.old, args.new, ...args.workload].filter((input) => input === standardInput);
  if (streams.length > 1) throw new UsageError('Standard input is one of the trees or a workload, not two.');
  refuseIdleSettings(args);
  const machine = machineRequest(args);
  const kernel = await profileRequest(args);
  const workloads = await openWorkloads(args);
  const [old, now] = [
    await loaded(sides.old, sides.new.input, args),
    await loaded(sides.new, sides.old.input, withNewOverlays(args)),
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

/** A tree, and where it is read from. */
interface Side {
  readonly input: string;
  /** What the user calls it, where that is not its path. */
  readonly name?: string;
  readonly access?: FileAccess;
}

/** @throws UsageError where they are not two, or a commit has no such tree */
async function sidesOf({ old, new: now, base }: DiffArguments): Promise<Sides<Side>> {
  if (base === undefined) {
    if (now !== undefined) return { old: { input: old }, new: { input: now } };
    throw new UsageError(
      'There is one tree, and nothing to compare it with.',
      'Name another, or a commit with --base.',
    );
  }
  if (now !== undefined)
    throw new UsageError(`--base ${base}: compares one tree with what it was; there are two.`);
  if (isStream(old)) throw new UsageError(`--base ${base}: ${streamName(old)} is in no commit.`);
  // The folder is there today, or else the tree is not.
  const input = join(diskFiles.realPath(resolve(dirname(old))) ?? resolve(dirname(old)), basename(old));
  const { GitTree } = await import('../git-tree.ts');
  const access = new GitTree('--base', base, dirname(input));
  if (access.kind(input) === undefined)
    throw new UsageError(`--base ${base}: there is no ${relative(access.top, input)} in it.`);
  return { old: { input, name: `${base}:${old}`, access }, new: { input: old } };
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
async function loaded(
  { input, name, access }: Side,
  other: string,
  args: DiffArguments,
): Promise<DiffedBoard | undefined> {
  const isPipe = isStream(input);
  const stdinFilename = args.stdinFilename ?? (isPipe && !isStream(other) ? other : undefined);
  const { board, problems, files } = (await boardReader({ ...args, stdinFilename }, access))(input);
  await sayProblems(problems, args);
  return board === undefined ? undefined : { name: isPipe ? streamName(input) : name, board, files };
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
