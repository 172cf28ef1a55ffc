import type { Board } from '../project/board.ts';
import type { BoardBuild } from '../project/inputs/board-input.ts';
import type { LoadedBoard, LoadOptions } from '../project/load-board.ts';
import type { Project } from '../project/project.ts';
import type { TreeInput } from '../project/tree-input.ts';
import { diskFiles, type FileAccess } from '../source/file-access.ts';
import type { Problem } from '../source/problem.ts';
import { exitCode } from './exit-code.ts';
import { openAnyInput, openOverlays, sourceOptions } from './open-input.ts';
import { limitsOf } from './options/limit-options.ts';
import type { OutputArguments } from './options/output-options.ts';
import type { SourceArguments } from './options/source-options.ts';
import { errorTerminal } from './output.ts';

/** Of one input. */
const mostShown = 50;

/** Loads boards one by one with what the options say about sources; included files are read and parsed once for all. */
export type BoardReader = (input: string, build?: BoardBuild) => LoadedBoard;

/**
 * The reader for a run.
 *
 * @param access where files are read from. Default: the disk
 * @throws UsageError for options that no board can be read with
 */
export async function boardReader(args: SourceArguments, access?: FileAccess): Promise<BoardReader> {
  return (await openProject(args, access)).read;
}

/** The same with the files that it reads. @throws UsageError */
export async function openProject(
  args: SourceArguments,
  access: FileAccess = diskFiles,
): Promise<{ readonly project: Project; readonly read: BoardReader }> {
  const { loadInput } = await import('../project/load-board.ts');
  const { Project } = await import('../project/project.ts');
  const project = new Project({ access, limits: limitsOf(args) });
  const { overlays, problems } = openOverlays(project.files, args);
  const options = { ...sourceOptions(args), project, overlays, configuration: args.configuration };

  const read: BoardReader = (input, build) => {
    const opened = openAnyInput(project.files, input, args);
    const parts = openOverlays(project.files, { overlay: build?.overlays ?? [] });
    const faults = [...parts.problems, ...problems];
    if ('severity' in opened || faults.length > 0) {
      const all = 'severity' in opened ? [opened, ...faults] : faults;
      return { path: input, board: undefined, problems: all, files: [] };
    }
    return loadInput(opened, build === undefined ? options : builtAs(build, options, parts.overlays));
  };
  return { project, read };
}

/** The options for a board of a build; what the command line gives stands behind. */
function builtAs(build: BoardBuild, options: LoadOptions, overlays: readonly TreeInput[]): LoadOptions {
  return {
    ...options,
    includeFolders: [...build.includeFolders, ...(options.includeFolders ?? [])],
    defines: [...build.defines, ...(options.defines ?? [])],
    overlays: [...overlays, ...(options.overlays ?? [])],
  };
}

/** The board of a command that takes one; undefined, with its problems printed and the exit code set, if it is unusable. */
export async function readBoard(
  input: string,
  args: SourceArguments & OutputArguments,
): Promise<Board | undefined> {
  const read = await boardReader(args);
  const { board, problems } = read(input);
  await sayProblems(problems, args);
  if (board === undefined) process.exitCode = exitCode.unusable;
  return board;
}

/** Prints what is wrong with an input to standard error. */
export async function sayProblems(
  problems: readonly Problem[],
  output: Pick<OutputArguments, 'color' | 'ascii'>,
): Promise<void> {
  if (problems.length === 0) return;
  const { problemsPretty } = await import('../report/problem-pretty.ts');
  process.stderr.write(`${problemsPretty(mostImportant(problems), errorTerminal(output))}\n`);
  const left = problems.length - mostShown;
  if (left > 0) process.stderr.write(`\n… and ${left} more problem${left === 1 ? '' : 's'}.\n`);
}

/** As many as somebody reads, errors before warnings where not all fit. */
function mostImportant(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= mostShown) return problems;
  const errors = problems.filter(({ severity }) => severity === 'error');
  const warnings = problems.filter(({ severity }) => severity !== 'error');
  return [...errors, ...warnings].slice(0, mostShown);
}
