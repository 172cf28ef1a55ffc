import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import { cmaUnit } from '../../kernel/cma-areas.ts';
import { smaller } from '../../kernel/unsigned.ts';
import { hexBytes } from '../../memory/quantity.ts';
import { failureSentence } from './failure-sentence.ts';
import type { CellSearch, PoolPages, SearchedPool } from './search-sizes.ts';
import { isUsed } from './search-sizes.ts';
import type { NoSize } from './size-report.ts';
import { poolKey, type TrialRun } from './trial-board.ts';

/** A cell with what ample pools come to. */
export interface AmpleCell {
  readonly search: CellSearch;
  /** By key: pages that every pool may have at most, and the pool's place in the system. */
  readonly ample: PoolPages;
  readonly pools: ReadonlyMap<string, SearchedPool>;
  /** Keys of those that the workload uses. */
  readonly used: ReadonlySet<string>;
  readonly run: TrialRun;
  /** Whether it passes with the pools that the board has. */
  readonly passesNow: boolean;
}

/** The size that passes in all cells. */
export interface FoundSize {
  readonly key: string;
  /** Bytes. */
  readonly size: bigint;
  readonly unit: bigint;
  /** Bytes, by cell; undefined for one that does not use the pool. */
  readonly perCell: readonly (bigint | undefined)[];
  /** The first cell that nothing smaller passes in. */
  readonly decidingCell: number;
  readonly isProven: boolean;
  readonly trials: number;
}

export type FoundSizes =
  | { readonly ok: true; readonly sizes: readonly FoundSize[] }
  | { readonly ok: false; readonly none: NoSize };

/** Runs a cell with more than enough everywhere, to see what it uses. */
export function ampleCell(search: CellSearch): AmpleCell {
  const { kernel } = search.cell;
  const mostPages = mostPagesOf(kernel);
  const today = search.run(new Map());
  const pools = new Map<string, SearchedPool>();
  for (const [index, pool] of today.pools.entries()) {
    const key = poolKey(pool, kernel);
    if (key === undefined || pools.has(key)) continue;
    pools.set(key, { key, index, unitPages: unitPagesOf(pool.kind, kernel), mostPages });
  }
  const ample = new Map([...pools.keys()].map((key) => [key, mostPages]));
  const run = search.learn(ample);
  search.note(run.result);
  const used = [...pools.values()].filter(({ index }) => isUsed(index, run) || isUsed(index, today));
  const passesNow = search.passes(today);
  return { search, ample, pools, used: new Set(used.map(({ key }) => key)), run, passesNow };
}

/** The sizes of these pools with which the workload passes in every cell, each the smallest with the others ample. */
export function findSizes(cells: readonly AmpleCell[], keys: readonly string[]): FoundSizes {
  const sizes: FoundSize[] = [];
  for (const key of keys) {
    const found = sizeInAll(cells, key, ({ ample }) => ample);
    // Where another pool is to be small, it may be as it is.
    const other = 'message' in found && keys.length > 1 ? sizeInAll(cells, key, () => new Map()) : found;
    const better = 'message' in other ? found : other;
    if ('message' in better) return { ok: false, none: better };
    sizes.push(better);
  }
  if (keys.length === 1 || firstFailing(cells, sizes) === undefined) return { ok: true, sizes };

  // Pools that share a limit, as on failures: one after the other, with those before it as they were found.
  const settled: FoundSize[] = [];
  for (const key of keys) {
    const found = sizeInAll(cells, key, ({ ample, search }) => {
      return new Map([...ample, ...pagesOf(settled, search.cell.kernel)]);
    });
    if ('message' in found) return { ok: false, none: found };
    settled.push(found);
  }
  const failing = firstFailing(cells, settled);
  if (failing === undefined) return { ok: true, sizes: settled };
  return {
    ok: false,
    none: { cell: failing.search.cell.setting.label, pool: undefined, message: failing.why },
  };
}

/** Pages that these sizes come to in a kernel. */
export function pagesOf(
  sizes: readonly { readonly key: string; readonly size: bigint }[],
  { profile }: BootedKernel,
): PoolPages {
  const page = BigInt(profile.config.pageSize);
  return new Map(sizes.map(({ key, size }) => [key, Number(size / page)]));
}

function sizeInAll(
  cells: readonly AmpleCell[],
  key: string,
  othersOf: (cell: AmpleCell) => PoolPages,
): FoundSize | NoSize {
  let unit = 0n;
  for (const { pools, search } of cells) {
    const pool = pools.get(key);
    const bytes = BigInt(pool?.unitPages ?? 0) * BigInt(search.cell.kernel.profile.config.pageSize);
    if (bytes > unit) unit = bytes;
  }

  const perCell: (bigint | undefined)[] = [];
  let [size, decidingCell, trials, isProven] = [0n, 0, 0, true];
  const smallestFrom = (cell: AmpleCell, least: bigint): bigint | undefined => {
    const pool = cell.pools.get(key);
    if (pool === undefined) return least;
    const page = BigInt(cell.search.cell.kernel.profile.config.pageSize);
    const unitPages = least === 0n ? pool.unitPages : Number(unit / page);
    const found = cell.search.smallest({ ...pool, unitPages }, othersOf(cell), Number(least / page));
    trials += found.trials;
    isProven &&= found.isProven;
    return found.pages === undefined ? undefined : BigInt(found.pages) * page;
  };

  for (const [at, cell] of cells.entries()) {
    if (!cell.used.has(key)) {
      perCell.push(undefined);
      continue;
    }
    const needed = smallestFrom(cell, 0n);
    if (needed === undefined) return noneIn(cell, key, othersOf(cell));
    perCell.push(needed);
    const rounded = roundUpTo(needed, unit);
    if (rounded > size) [size, decidingCell] = [rounded, at];
  }

  // What is enough in one cell may be too much in another, which expects a failure.
  for (let isSettled = false; !isSettled; ) {
    isSettled = true;
    for (const [at, cell] of cells.entries()) {
      // That size is what was found for it.
      if (perCell[at] === size) continue;
      const needed = smallestFrom(cell, size);
      if (needed === undefined)
        return conflict({ key, size, cell, needs: cells[decidingCell] }, othersOf(cell));
      if (needed > size) [size, decidingCell, isSettled] = [needed, at, false];
    }
  }
  return { key, size, unit, perCell, decidingCell, isProven, trials };
}

function firstFailing(
  cells: readonly AmpleCell[],
  sizes: readonly FoundSize[],
): (AmpleCell & { readonly why: string }) | undefined {
  for (const cell of cells) {
    const counts = new Map([...cell.ample, ...pagesOf(sizes, cell.search.cell.kernel)]);
    const why = failureSentence(cell.search.run(counts), cell.search);
    if (why !== undefined) return { ...cell, why };
  }
  return undefined;
}

/** Why a cell passes with no size: how it fails with the largest. */
function noneIn({ search, ample }: AmpleCell, key: string, others: PoolPages): NoSize {
  const run = search.run(new Map([...others, [key, ample.get(key) ?? 0]]));
  const message = failureSentence(run, search) ?? 'no size was found';
  // It may be another pool, which is not to be sized.
  const pool = run.result.firstFailure?.failure.pool ?? (key === '' ? undefined : key);
  return { cell: search.cell.setting.label, pool, message };
}

/** Why cells do not pass together: what the one needs is too much for the other. */
function conflict(
  {
    key,
    size,
    cell,
    needs,
  }: {
    readonly key: string;
    readonly size: bigint;
    readonly cell: AmpleCell;
    readonly needs: AmpleCell | undefined;
  },
  others: PoolPages,
): NoSize {
  const { search } = cell;
  const run = search.run(new Map([...others, ...pagesOf([{ key, size }], search.cell.kernel)]));
  const why = failureSentence(run, search) ?? 'it does not pass';
  const message = `${needs?.search.cell.setting.label ?? 'another cell'} needs ${hexBytes(size)}, which is too much here: ${why}`;
  return { cell: search.cell.setting.label, pool: key === '' ? undefined : key, message };
}

function unitPagesOf(kind: TrialRun['pools'][number]['kind'], { profile }: BootedKernel): number {
  return kind === 'coherent' ? 1 : Number(cmaUnit(profile) / BigInt(profile.config.pageSize));
}

/** No pool is larger than all RAM, nor than its bitmap may be, nor than old kernels count in an int. */
function mostPagesOf({ profile, machine, model }: BootedKernel): number {
  const page = BigInt(profile.config.pageSize);
  const ram = (machine.memory ?? model.banks).reduce((sum, { size }) => sum + size, 0n) / page;
  const limits = [ram, (8n * page) << BigInt(profile.config.maxPageOrder), BigInt(mostPages)];
  if (profile.behaviours.poolSizeType === 'int') limits.push((1n << 31n) / page - 1n);
  return Number(limits.reduce(smaller));
}

/** 64 GiB of the smallest pages. */
const mostPages = 1 << 24;

function roundUpTo(value: bigint, unit: bigint): bigint {
  return ((value + unit - 1n) / unit) * unit;
}
