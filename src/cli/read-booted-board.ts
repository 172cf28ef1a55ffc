import type { BootResult } from '../kernel/boot.ts';
import type { Board } from '../project/board.ts';
import { exitCode } from './exit-code.ts';
import { profileRequest } from './kernel-profile.ts';
import type { OutputArguments } from './options/output-options.ts';
import { machineRequest, type ProfileArguments } from './options/profile-options.ts';
import type { SourceArguments } from './options/source-options.ts';
import { readBoard, sayProblems } from './read-board.ts';

/** The booted board of a command that takes one; undefined, with the reason printed and the exit code set, if there is none. */
export async function readBootedBoard(
  input: string,
  args: SourceArguments & ProfileArguments & OutputArguments,
): Promise<{ readonly board: Board; readonly boot: BootResult } | undefined> {
  const machine = machineRequest(args);
  const kernel = await profileRequest(args);
  const board = await readBoard(input, args);
  if (board === undefined) return undefined;

  const { bootBoard } = await import('../project/boot-board.ts');
  const booted = bootBoard(board, { kernel, machine });
  if (booted.ok) return { board, boot: booted.result };

  await sayProblems([booted.problem], args);
  process.exitCode = exitCode.unusable;
  return undefined;
}
