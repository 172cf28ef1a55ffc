import { type BootResult, boot } from '../kernel/boot.ts';
import type { BootInput } from '../kernel/boot-kernel.ts';
import type { MachineRequest } from '../kernel/machine.ts';
import { type ProfileRequest, profileFor } from '../kernel/profile.ts';
import type { Problem } from '../source/problem.ts';
import type { Board } from './board.ts';

/** What the user says about the kernel and the boot loader; the tree tells the rest, or it is assumed. */
export interface BootRequest {
  readonly kernel?: ProfileRequest | undefined;
  readonly machine?: MachineRequest | undefined;
  readonly hooks?: BootInput['hooks'];
}

export type BoardBoot =
  | { readonly ok: true; readonly result: BootResult }
  | { readonly ok: false; readonly problem: Problem };

/** Boots a board. Impossible without RAM of a known size, and for an architecture or version that has no profile. */
export function bootBoard(board: Board, request: BootRequest = {}): BoardBoot {
  const chosen = profileFor({ ...request.kernel, arch: request.kernel?.arch ?? board.arch });
  if (!chosen.ok) return chosen;

  const machine = request.machine ?? {};
  const banks = machine.memory ?? board.model.banks;
  if (banks.every(({ size }) => size === 0n)) return { ok: false, problem: unknownMemory(board) };

  const { hooks = [] } = request;
  return { ok: true, result: boot({ model: board.model, profile: chosen.profile, machine, hooks }) };
}

function unknownMemory({ path, model }: Board): Problem {
  const [memory] = model.memoryNodes;
  return {
    severity: 'error',
    code: 'memory-size-unknown',
    message:
      memory === undefined
        ? `${path} has no memory node: how much RAM there is, the boot loader tells Linux.`
        : `${memory.node.path} has no size: how much RAM there is, the boot loader tells Linux.`,
    place: memory?.node.place,
    help: 'Say it with --memory SIZE@BASE, for instance --memory 2G@0x80000000.',
  };
}
