import type { BootResult } from '../kernel/boot.ts';
import type { Board } from '../project/board.ts';
import type { BootRequest } from '../project/boot-board.ts';
import type { LoadedHooks } from '../project/hooks/load-hooks.ts';
import type { Problem } from '../source/problem.ts';
import { exitCode } from './exit-code.ts';
import { profileRequest } from './kernel-profile.ts';
import type { OutputArguments } from './options/output-options.ts';
import { machineRequest, type ProfileArguments } from './options/profile-options.ts';
import type { SourceArguments } from './options/source-options.ts';
import { readBoard, sayProblems } from './read-board.ts';
import { readHooks } from './read-hooks.ts';

type BootingArguments = SourceArguments & ProfileArguments & OutputArguments;

/** A board, and how the options want it booted. */
export interface BoardToBoot {
  readonly board: Board;
  readonly request: BootRequest;
  /** The user's own; a command that has used them asks {@link hooksHold}. */
  readonly hooks: LoadedHooks | undefined;
}

/** The board of a command that boots one; undefined, with its problems printed and the exit code set, if it is unusable. */
export async function readBoardToBoot(
  input: string,
  args: BootingArguments,
): Promise<BoardToBoot | undefined> {
  const machine = machineRequest(args);
  const kernel = await profileRequest(args);
  const board = await readBoard(input, args);
  if (board === undefined) return undefined;

  const hooks = await readHooks(args);
  if (!(await hooksHold(hooks, args))) return undefined;
  return { board, request: { kernel, machine, hooks: hooks?.hooks }, hooks };
}

/** Whether the user's hooks are as they should be, so far; if not, what is wrong with them is printed and the exit code set. */
export async function hooksHold(hooks: LoadedHooks | undefined, args: OutputArguments): Promise<boolean> {
  if (hooks === undefined || hooks.problems.length === 0) return true;
  await sayProblems(await hooks.settle(), args);
  process.exitCode = exitCode.unusable;
  return false;
}

/** A board that has booted. */
export interface BootedBoard {
  readonly board: Board;
  readonly boot: BootResult;
  readonly hooks: LoadedHooks | undefined;
}

/** The booted board of a command that takes one; undefined, with the reason printed and the exit code set, if there is none. */
export async function readBootedBoard(
  input: string,
  args: BootingArguments,
): Promise<BootedBoard | undefined> {
  const read = await readBoardToBoot(input, args);
  if (read === undefined) return undefined;

  const { bootBoard } = await import('../project/boot-board.ts');
  const booted = bootBoard(read.board, read.request);
  if (!(await hooksHold(read.hooks, args))) return undefined;
  if (booted.ok) {
    await sayProblems(booted.result.kernel.commandLine.problems, args);
    return { board: read.board, boot: booted.result, hooks: read.hooks };
  }

  await refuse(booted.problem, args);
  return undefined;
}

/** Prints what makes a boot impossible. */
export async function refuse(problem: Problem, args: OutputArguments): Promise<void> {
  await sayProblems([problem], args);
  process.exitCode = exitCode.unusable;
}
