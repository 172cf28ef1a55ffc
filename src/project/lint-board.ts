import type { ProfileRequest } from '../kernel/profile.ts';
import type { LintInput } from '../lint/board-facts.ts';
import { type LintOptions, lint } from '../lint/lint.ts';
import type { LintedBoard } from '../lint/lint-report.ts';
import { applySuppressions, suppressionsOfAll } from '../lint/suppressions.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { Board } from './board.ts';
import { profileOfBoard } from './profile-of-board.ts';

/** What the user says about the kernel that a board is for; the tree tells the rest. */
export interface LintRequest extends LintOptions, Omit<LintInput, 'model' | 'profile' | 'arch'> {
  readonly kernel?: ProfileRequest | undefined;
}

/**
 * Judges a board for a kernel. For an architecture without a profile the rules that need one stay silent, and where nothing
 * tells the size of its RAM, those about memory.
 *
 * @param files those that the board is made of, whose comments may keep findings quiet
 */
export function lintBoard(
  board: Board,
  request: LintRequest = {},
  files: readonly SourceFile[] = [],
): LintedBoard {
  const { kernel, memory } = request;
  const arch = kernel?.arch ?? board.arch;
  const profile = profileOfBoard(kernel, arch);

  const { findings, suppressed } = applySuppressions(
    lint(inputOf(request, board.model, profile, arch), request),
  );
  return {
    path: board.path,
    findings,
    profile,
    memoryKnown: (memory ?? board.model.banks).some(({ size }) => size > 0n),
    suppressed,
    suppressions: suppressionsOfAll(files),
  };
}

/** Field by field: the same shape for every board, which is quick to make and to read; with `...` it is neither. */
function inputOf(
  request: LintRequest,
  model: LintInput['model'],
  profile: LintInput['profile'],
  arch: LintInput['arch'],
): Required<LintInput> {
  return {
    model,
    profile,
    arch,
    memory: request.memory,
    cmdline: request.cmdline,
    firmware: request.firmware,
    kernelImage: request.kernelImage,
    initrd: request.initrd,
    fdt: request.fdt,
    ramSize: request.ramSize,
    efiMap: request.efiMap,
    isRuntimeOverlay: request.isRuntimeOverlay,
  };
}
