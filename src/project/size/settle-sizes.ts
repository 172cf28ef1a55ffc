import { formatBytes } from '../../memory/quantity.ts';
import { withDefaultArea } from './default-area.ts';
import type { AmpleCell, FoundSize } from './find-sizes.ts';
import { resizeBoard } from './resize-board.ts';
import type { NoSize, SizeRequest, SmallerPool } from './size-report.ts';
import type { Candidate } from './trial-board.ts';
import { type ChangedBoard, changeBoard, type VerifiedCell, verifyBoard } from './verify-sizes.ts';

export interface SettleInput {
  readonly candidate: Candidate;
  readonly cells: readonly AmpleCell[];
  readonly sizes: readonly FoundSize[];
  readonly request: SizeRequest;
}

/** Sizes that a true boot passes with. */
export interface SettledSizes {
  readonly ok: true;
  readonly sizes: readonly FoundSize[];
  readonly changed: ChangedBoard;
  readonly cells: readonly VerifiedCell[];
  /** By key: how the workload fails with that pool a unit smaller; undefined where there is no such size, or where it passes. */
  readonly smaller: ReadonlyMap<string, SmallerPool>;
  readonly spilled: number;
}

/** Sizes that turn out too small, or too large, on the truly booted board are changed by a unit; so many times at most. */
const mostSteps = 64;

/**
 * Boots the board with the sizes that were found, and with each a unit smaller. A pool that moves, or that Linux places, may give out other
 * places than it did where it was; then the sizes next to it are tried.
 */
export function settleSizes(
  input: SettleInput,
): SettledSizes | { readonly ok: false; readonly none: NoSize } {
  const { candidate, cells, request } = input;
  const kernels = cells.map(({ search }) => search.cell.kernel);
  let { sizes } = input;

  for (let step = 0; ; step++) {
    const changed = changeBoard(candidate, kernels, sizes);
    if ('noPlaceFor' in changed) return { ok: false, none: noPlace(changed.noPlaceFor, cells) };
    const verified = verifyBoard(changed, request.workload, cells, request.mayFallBack);
    const at = verified.findIndex(({ why }) => why !== undefined);
    const failing = verified[at];
    if (failing !== undefined) {
      const unplaced = unplacedRegion(failing, sizes, cells[at]);
      if (unplaced !== undefined) return { ok: false, none: unplaced };
      if (step === mostSteps) return { ok: false, none: failsTruly(failing, cells[at]) };
      sizes = changeOne(sizes, failingKey(failing, sizes), 1n);
      continue;
    }

    const smaller = new Map<string, SmallerPool>();
    let passing: string | undefined;
    for (const one of sizes) {
      if (one.size === one.unit) continue;
      const below = smallerBoard(candidate, changed, one);
      const run = verifyBoard(below, request.workload, cells, request.mayFallBack);
      const failed = run.findIndex(({ why }) => why !== undefined);
      const why = run[failed]?.why;
      const cell = cells[failed]?.search.cell.setting.label ?? '';
      if (why !== undefined) smaller.set(one.key, { size: one.size - one.unit, cell, why });
      else if (one.isProven) passing ??= one.key;
    }
    if (passing !== undefined && step < mostSteps) {
      sizes = changeOne(sizes, passing, -1n);
      continue;
    }
    const spilled = Math.max(
      0,
      ...verified.map(({ run }) => (request.mayFallBack ? (run?.demand.spilled ?? 0) : 0)),
    );
    return { ok: true, sizes, changed, cells: verified, smaller, spilled };
  }
}

/** The same board with one pool a unit smaller, at the same base. */
function smallerBoard(
  candidate: Candidate,
  changed: ChangedBoard,
  { key, size, unit }: FoundSize,
): ChangedBoard {
  const change = changed.changes.get(key);
  if (change === undefined)
    return { ...changed, boot: withDefaultArea(changed.board, changed.boot, size - unit) };
  const changes = new Map([...changed.changes, [key, { ...change, size: size - unit }]]);
  return { board: resizeBoard(candidate.board, changes), boot: changed.boot, changes };
}

function changeOne(sizes: readonly FoundSize[], key: string, units: bigint): readonly FoundSize[] {
  return sizes.map((one) =>
    one.key === key
      ? { ...one, size: one.size + units * one.unit, isProven: units < 0n && one.isProven }
      : one,
  );
}

/** The pool that refused; the first where none did. */
function failingKey({ run }: VerifiedCell, sizes: readonly FoundSize[]): string {
  const pool = run?.result.firstFailure?.failure.pool;
  return sizes.find(({ key }) => key === pool)?.key ?? sizes[0]?.key ?? '';
}

function noPlace(
  { key, size }: { readonly key: string; readonly size: bigint },
  cells: readonly AmpleCell[],
): NoSize {
  const variants = cells.length > 1 ? ' in all cells' : '';
  const message = `it needs ${formatBytes(size)}, and no piece of RAM of that size is free${variants}`;
  return { cell: '', pool: key, message };
}

/** Why Linux makes no pool of one that has its size: it may find no place in `alloc-ranges`. */
function unplacedRegion(
  { kernel }: VerifiedCell,
  sizes: readonly FoundSize[],
  cell: AmpleCell | undefined,
): NoSize | undefined {
  const failed = kernel?.regions.filter(({ state }) => state === 'failed') ?? [];
  const lost = sizes.find(({ key }) => failed.some(({ node }) => node.path === key));
  if (lost === undefined) return undefined;
  const reason = failed.find(({ node }) => node.path === lost.key)?.reason ?? 'it fails';
  const message = `it needs ${formatBytes(lost.size)}, and Linux makes no region of that: ${reason}`;
  return { cell: cell?.search.cell.setting.label ?? '', pool: lost.key, message };
}

function failsTruly({ why }: VerifiedCell, cell: AmpleCell | undefined): NoSize {
  const message = `on the board with the sizes that should do, it does not pass: ${why}`;
  return { cell: cell?.search.cell.setting.label ?? '', pool: undefined, message };
}
