import type { PoolFigures } from './run-result.ts';

/** What becomes of a part of a pool. */
export type BudgetUse =
  /** Asked for by a device, and in use at the peak. */
  | 'device'
  /** In use at the peak, and not by this workload: the atomic pool's pages in the default area, for one. */
  | 'others'
  /** What these buffers took beyond what was asked for. */
  | 'rounding'
  /** Pages that cannot move. */
  | 'pinned'
  /** Free at the peak below the highest page that was ever in use: a pool that is shorter by the rest needs these. */
  | 'holes'
  /** Never in use. */
  | 'left-over';

export interface BudgetLine {
  readonly use: BudgetUse;
  /** Path, of a device's line. */
  readonly device: string | undefined;
  readonly bytes: number;
}

/** Where a pool goes when most of it is in use. */
export interface PoolBudget {
  readonly pool: PoolFigures;
  /** Devices first, most first; together exactly {@link bytes}. */
  readonly lines: readonly BudgetLine[];
  /** The pool's size. */
  readonly bytes: number;
}

/** A pool's budget: what the devices that share it ask for at its peak, and what rounding and holes, as measured, take. */
export function poolBudget(pool: PoolFigures): PoolBudget {
  const { pageSize, pageCount, devicesAtPeak, peakPages, endPages, pinnedPages, pinnedBelowEnd } = pool;
  const devices = devicesAtPeak.map(({ device, bytes }) => ({ use: 'device', device, bytes }) as const);
  const asked = devicesAtPeak.reduce((sum, { bytes }) => sum + bytes, 0);
  const taken = devicesAtPeak.reduce((sum, { pages }) => sum + pages, 0);
  const line = (use: BudgetUse, pages: number): BudgetLine => ({
    use,
    device: undefined,
    bytes: pages * pageSize,
  });
  const lines: readonly BudgetLine[] = [
    ...devices,
    line('others', peakPages - taken),
    { use: 'rounding', device: undefined, bytes: taken * pageSize - asked },
    line('pinned', pinnedPages),
    line('holes', endPages - peakPages - pinnedBelowEnd),
    line('left-over', pageCount - endPages - (pinnedPages - pinnedBelowEnd)),
  ];
  const isTold = ({ use, bytes }: BudgetLine): boolean =>
    bytes !== 0 || (use !== 'others' && use !== 'pinned' && use !== 'device');
  return { pool, lines: lines.filter(isTold), bytes: pageCount * pageSize };
}

/** The budgets of the pools that several devices share. */
export function sharedBudgets(pools: readonly PoolFigures[]): readonly PoolBudget[] {
  return pools.filter(({ devicesAtPeak }) => devicesAtPeak.length > 1).map(poolBudget);
}
