import { type ProfileRequest, profileFor } from '../kernel/profile.ts';
import type { LintInput } from '../lint/board-facts.ts';
import { type LintOptions, lint } from '../lint/lint.ts';
import type { LintedBoard } from '../lint/lint-report.ts';
import type { Board } from './board.ts';

/** What the user says about the kernel that a board is for; the tree tells the rest. */
export interface LintRequest extends LintOptions, Omit<LintInput, 'model' | 'profile' | 'arch'> {
  readonly kernel?: ProfileRequest | undefined;
}

/**
 * Judges a board for a kernel. For an architecture without a profile the rules that need one stay silent, and where nothing
 * tells the size of its RAM, those about memory.
 */
export function lintBoard(board: Board, request: LintRequest = {}): LintedBoard {
  const { kernel, memory } = request;
  const arch = kernel?.arch ?? board.arch;
  const chosen = arch === undefined ? undefined : profileFor({ ...kernel, arch });
  const profile = chosen?.ok === true ? chosen.profile : undefined;

  return {
    path: board.path,
    findings: lint({ ...request, model: board.model, profile, arch }, request),
    profile,
    memoryKnown: (memory ?? board.model.banks).some(({ size }) => size > 0n),
  };
}
