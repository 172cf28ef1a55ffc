import { layOut } from '../../memory/layout.ts';
import type { SourceFile } from '../../source/source-file.ts';
import type { Board } from '../board.ts';
import { type BootRequest, bootBoard } from '../boot-board.ts';
import { lintBoard } from '../lint-board.ts';
import { BoardBoots } from '../rehearse/board-boots.ts';
import type { BoardDiff, BootDiff, LintDiff, Sides } from './board-diff.ts';
import { bootChanges } from './boot-changes.ts';
import { deviceChanges } from './device-changes.ts';
import { lintDiff } from './lint-diff.ts';
import { matchRegions, type RegionPairs } from './match-regions.ts';
import { memoryTotals } from './memory-totals.ts';
import { rangeChanges } from './range-changes.ts';
import { regionChanges } from './region-changes.ts';
import { type DiffedWorkload, workloadDiff } from './workload-diff.ts';

/** A board, and the files that it is made of. */
export interface DiffedBoard {
  /** What the user calls it, where that is not the board's path. */
  readonly name?: string | undefined;
  readonly board: Board;
  readonly files: readonly SourceFile[];
}

export interface DiffRequest extends Sides<DiffedBoard> {
  /** The kernel, and what the boot loader does: the same for both. */
  readonly boot?: BootRequest | undefined;
  readonly workloads?: readonly DiffedWorkload[] | undefined;
  readonly lint?: boolean | undefined;
}

/**
 * Compares the memory of two boards: their RAM and regions, which device gets what, what a boot makes of them where both can be
 * booted, and what comes of workloads and of lint where that is asked for.
 */
export function diffBoards(request: DiffRequest): BoardDiff {
  const { boot: asked = {}, workloads: given = [] } = request;
  const boards = { old: request.old.board, new: request.new.board };
  const models = { old: boards.old.model, new: boards.new.model };
  const names = {
    old: request.old.name ?? boards.old.path,
    new: request.new.name ?? boards.new.path,
  };
  const memory = asked.machine?.memory;
  const layouts = { old: layOut(models.old, memory), new: layOut(models.new, memory) };
  const pairs = matchRegions(models.old, models.new);
  const { newPathOf } = pairs;

  const ranges = rangeChanges(models, layouts);
  const regions = regionChanges(pairs);
  const devices = deviceChanges(models, newPathOf);
  const { boot, notes } = bootDiff(boards, asked, pairs);
  const totals = {
    old: memoryTotals(models.old, layouts.old, boot?.old.kernel),
    new: memoryTotals(models.new, layouts.new, boot?.new.kernel),
  };
  const sides = {
    old: { board: boards.old, boot: asked, boots: new BoardBoots(boards.old, asked) },
    new: { board: boards.new, boot: asked, boots: new BoardBoots(boards.new, asked) },
  };
  const workloads = given.map((workload) => workloadDiff(workload, sides, newPathOf));
  const lint = request.lint === true ? findingsOf(request, newPathOf) : undefined;
  const same =
    [ranges, regions, devices, boot?.changes ?? []].every(({ length }) => length === 0) &&
    workloads.every(({ changed }) => !changed) &&
    (lint === undefined || lint.new.length + lint.gone.length === 0);
  return { boards, names, same, layouts, totals, ranges, regions, devices, boot, workloads, lint, notes };
}

function bootDiff(
  boards: Sides<Board>,
  request: BootRequest,
  pairs: RegionPairs,
): { readonly boot: BootDiff | undefined; readonly notes: readonly string[] } {
  const old = bootBoard(boards.old, request);
  const now = bootBoard(boards.new, request);
  if (old.ok && now.ok) {
    const boots = { old: old.result, new: now.result };
    const [from, to] = [boots.old.kernel.profile.arch, boots.new.kernel.profile.arch];
    const notes = from === to ? [] : [`The old tree boots as ${from}, the new one as ${to}.`];
    return { boot: { ...boots, changes: bootChanges(boots, pairs) }, notes };
  }
  const reasons = [old, now].flatMap((boot) =>
    boot.ok ? [] : [[boot.problem.message, boot.problem.help].filter(Boolean).join(' ')],
  );
  return { boot: undefined, notes: [...new Set(reasons)].map((reason) => `Not booted: ${reason}`) };
}

function findingsOf(request: DiffRequest, newPathOf: (oldPath: string) => string): LintDiff {
  const { kernel, machine } = request.boot ?? {};
  const [old, now] = [request.old, request.new].map(({ board, files }) =>
    lintBoard(board, { ...machine, kernel }, files),
  );
  return lintDiff(old?.findings ?? [], now?.findings ?? [], newPathOf);
}
