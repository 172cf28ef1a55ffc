import type { PoolState } from '../../kernel/dma/types.ts';
import { type PageRun, withoutPages } from './page-runs.ts';
import { PoolSeries } from './pool-series.ts';
import type { RecordedPool } from './recorded-run.ts';

/** One pool while a run is recorded. */
export class PoolRecord {
  readonly index: number;
  readonly state: PoolState;
  readonly before: readonly PageRun[];
  /** Pages that are accounted for. */
  taken: number;
  /** Rows of pages in use that are no allocation's. */
  others: number[] = [];
  readonly #series: PoolSeries;
  #peakPages: number;
  #peakOperation = 0;
  #failures = 0;
  #firstFailure: number | undefined;

  /** @param own pages that are in use already, but by the operation that is about to be recorded */
  constructor(index: number, state: PoolState, own: readonly PageRun[]) {
    this.index = index;
    this.state = state;
    this.before = withoutPages(state.usedRuns, own);
    this.taken = this.before.reduce((sum, [first, end]) => sum + end - first, 0);
    this.#peakPages = this.taken;
    this.#series = new PoolSeries(this.taken, largestHole(this.before, state.pageCount));
  }

  get usedPages(): number {
    return this.state.usedPages;
  }

  /** Operations after which every buffer of the pool is kept: its peak and its first failure. */
  get moments(): readonly number[] {
    return this.#firstFailure === undefined
      ? [this.#peakOperation]
      : [this.#peakOperation, this.#firstFailure];
  }

  /** The share that was free at any time; 1 where the run did not touch it. */
  get leastLeft(): number {
    const { pageCount } = this.state;
    return this.#peakOperation === 0 || pageCount === 0 ? 1 : 1 - this.#peakPages / pageCount;
  }

  look(operation: number): void {
    const { usedPages, largestHolePages } = this.state;
    this.#series.record(operation, usedPages, largestHolePages);
    if (usedPages <= this.#peakPages) return;
    this.#peakPages = usedPages;
    this.#peakOperation = operation;
  }

  fail(operation: number): void {
    this.#failures++;
    this.#firstFailure ??= operation;
    this.#series.fail(operation);
  }

  recorded(operations: number): RecordedPool {
    const { kind, region, name, base, pageSize, pageCount } = this.state;
    return {
      pool: this.index,
      kind,
      region,
      name,
      base,
      pageSize,
      pageCount,
      before: this.before,
      points: this.#series.points(operations),
      peakPages: this.#peakPages,
      peakOperation: this.#peakOperation,
      failures: this.#failures,
      firstFailure: this.#firstFailure,
    };
  }
}

function largestHole(used: readonly PageRun[], pageCount: number): number {
  const holes = withoutPages([[0, pageCount]], used).map(([first, end]) => end - first);
  return holes.reduce((largest, hole) => Math.max(largest, hole), 0);
}
