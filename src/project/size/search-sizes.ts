import type { RunResult } from '../../workload/run-result.ts';
import { isUneven } from '../../workload/size/needed-steps.ts';
import type { PoolDemand } from '../../workload/size/pool-demand.ts';
import { type SmallestSize, smallestSize, type Trial } from '../../workload/size/smallest-size.ts';
import { runTrial, type TrialCell, type TrialRun } from './trial-board.ts';

/** Pages of each pool, by its key (see `poolKey`). */
export type PoolPages = ReadonlyMap<string, number>;

/** A pool that is to be sized, in one cell. */
export interface SearchedPool {
  readonly key: string;
  /** Index into the pools of the system. */
  readonly index: number;
  readonly unitPages: number;
  /** The largest size that is tried. */
  readonly mostPages: number;
}

/** Operations that all runs of one search may perform together. */
const mostOperations = 60_000_000;
const mostTrials = 5000;
const mostRecent = 8;

/** The runs of one cell with pools of any size, on the board as it booted. */
export class CellSearch {
  readonly cell: TrialCell;
  readonly #mayFallBack: boolean;
  /** The runs that were made last: several questions are answered by the same. */
  readonly #recent = new Map<string, TrialRun>();
  #spilledAnyway = 0;

  constructor(cell: TrialCell, mayFallBack: boolean) {
    this.cell = cell;
    this.#mayFallBack = mayFallBack;
  }

  /** Learns from a run with ample pools what no size of them changes. */
  learn(pageCounts: PoolPages): TrialRun {
    const run = this.run(pageCounts);
    this.#spilledAnyway = run.demand.spilled;
    return run;
  }

  /** Buffers that the page allocator gives in place of a CMA area however large that is; 0 where it may. */
  get spilledAnyway(): number {
    return this.#mayFallBack ? 0 : this.#spilledAnyway;
  }

  run(pageCounts: PoolPages): TrialRun {
    const key = JSON.stringify([...pageCounts]);
    let run = this.#recent.get(key);
    if (run === undefined) {
      run = runTrial(this.cell, this.#mayFallBack, pageCounts);
      const [oldest] = this.#recent.keys();
      if (this.#recent.size >= mostRecent && oldest !== undefined) this.#recent.delete(oldest);
      this.#recent.set(key, run);
    }
    return run;
  }

  /** Whether everything is as the workload expects it, with nothing of a CMA area's from elsewhere. */
  passes({ result, demand }: Pick<TrialRun, 'result' | 'demand'>): boolean {
    return result.passes && this.spilled(demand) === 0;
  }

  /** Buffers that a larger CMA area would have room for. */
  spilled({ spilled }: { readonly spilled: number }): number {
    return this.#mayFallBack ? 0 : Math.max(0, spilled - this.#spilledAnyway);
  }

  /** The smallest size of one pool, of `leastPages` or more, the others having these. */
  smallest(
    pool: SearchedPool,
    others: PoolPages,
    leastPages: number,
  ): SmallestSize & { readonly pages: number | undefined } {
    const { unitPages, mostPages, index, key } = pool;
    const trial = (units: number): Trial => {
      const run = this.run(new Map([...others, [key, units * unitPages]]));
      const { endPages, open }: PoolDemand = run.demand.demandOf(index);
      return { passes: this.passes(run), floorPages: endPages, open };
    };
    const { workload } = this.cell;
    const found = smallestSize(trial, {
      unitPages,
      least: Math.max(1, Math.ceil(leastPages / unitPages)),
      most: Math.floor(mostPages / unitPages),
      mostTrials: trialsFor(this.#operations),
      isUneven: isUneven(workload),
    });
    const pages = found.units === undefined ? undefined : found.units * unitPages;
    return { ...found, pages };
  }

  #operations = 1;

  /** Tells how long a run takes. */
  note({ operations }: Pick<RunResult, 'operations'>): void {
    this.#operations = Math.max(1, operations);
  }
}

function trialsFor(operations: number): number {
  return Math.max(64, Math.min(mostTrials, Math.floor(mostOperations / operations)));
}

/** Whether the workload takes anything of a pool, or tries to. */
export function isUsed(index: number, { result, demand }: TrialRun): boolean {
  const figures = result.pools[index];
  if (figures === undefined) return false;
  const { succeeded, failed, usedPagesBefore } = figures;
  return succeeded + failed > 0 || (usedPagesBefore === 0 && demand.demandOf(index).endPages > 0);
}
