import type { DmaSystem, PageRange } from '../../kernel/dma/types.ts';
import { RandomSource } from '../generate/random-source.ts';
import type { RunResult } from '../run-result.ts';
import { bytesOfSize } from '../size-expression.ts';
import { leftShare, tightestPool } from '../tightest-pool.ts';
import { choosePages } from './choose-pages.ts';
import type { PinnedFigures, SeededRun } from './pinned-figures.ts';
import { type PinnedSpec, usualClusterBytes } from './pinned-spec.ts';
import { wilsonInterval } from './wilson.ts';

/** What a workload is run with, again and again. */
export interface PinnedRuns {
  /** A board as it was when it had booted. */
  readonly system: () => DmaSystem;
  readonly run: (system: DmaSystem) => RunResult;
  /** Indexes of the areas whose pages are pinned. */
  readonly pools: readonly number[];
  /** Bytes. */
  readonly pageSize: number;
}

/**
 * Runs a workload with pages pinned before it begins: for each share with every seed, each time on a board that has just booted. Best,
 * typical and worst are by how many allocations fail, then by how little is left of the area that is fullest.
 */
export function runPinned(
  { shares, ranges, seeds, firstSeed, cluster }: PinnedSpec,
  runs: PinnedRuns,
): readonly PinnedFigures[] {
  const clusterPages = pagesOfCluster(cluster, runs.pageSize);
  const cases = shares.length === 0 && ranges.length > 0 ? [0] : shares;
  return cases.map((share) => {
    const chosen = { share, clusterPages, ranges };
    // Nothing is left to chance where no page is chosen.
    const count = share === 0 ? 1 : seeds;
    const ranked: Ranked[] = [];
    for (let index = 0; index < count; index++) {
      const seed = firstSeed + index;
      ranked.push(rankOf(seed, runWith(seed, chosen, runs)));
    }
    const again = (seed: number): RunResult => runWith(seed, chosen, runs);
    return figures(chosen, ranked, again);
  });
}

/** A run without all that it found: of ten thousand there is no room for. */
interface Ranked {
  readonly seed: number;
  readonly passes: boolean;
  readonly failed: number;
  /** What was left of the fullest area, as a share of it. */
  readonly left: number;
}

interface Chosen {
  readonly share: number;
  readonly clusterPages: number;
  readonly ranges: readonly PageRange[];
}

function runWith(seed: number, chosen: Chosen, { system, run, pools }: PinnedRuns): RunResult {
  const fresh = system();
  for (const pool of pools) pin(fresh, pool, chosen, seed);
  return run(fresh);
}

function pin(system: DmaSystem, pool: number, { share, clusterPages, ranges }: Chosen, seed: number): void {
  const area = system.pools[pool];
  if (area === undefined) return;
  if (ranges.length > 0) system.pin?.(pool, ranges);
  const chosen = choosePages(area, { share, clusterPages }, new RandomSource(seed, pool));
  if (chosen.length > 0) system.pin?.(pool, chosen);
}

function figures(
  { share, ranges }: Chosen,
  ranked: readonly Ranked[],
  again: (seed: number) => RunResult,
): PinnedFigures {
  const seeds = ranked.length;
  const failures = ranked.filter(({ passes }) => !passes).length;
  const sorted = [...ranked].sort(byRank);
  const at = (index: number): SeededRun => {
    const seed = sorted[index]?.seed ?? 0;
    return { seed, result: again(seed) };
  };
  return {
    share,
    ranges,
    seeds,
    failures,
    probability: failures / seeds,
    interval: share === 0 ? [failures, failures] : wilsonInterval(failures, seeds),
    best: at(0),
    typical: at((seeds - 1) >> 1),
    worst: at(seeds - 1),
  };
}

function byRank(one: Ranked, other: Ranked): number {
  if (one.passes !== other.passes) return one.passes ? -1 : 1;
  return one.failed - other.failed || other.left - one.left || one.seed - other.seed;
}

function rankOf(seed: number, result: RunResult): Ranked {
  const tightest = tightestPool(result);
  const left = tightest === undefined ? 1 : leftShare(tightest);
  return { seed, passes: result.passes, failed: result.failed, left };
}

function pagesOfCluster(written: PinnedSpec['cluster'], pageSize: number): number {
  const bytes = bytesOfSize(written ?? usualClusterBytes, pageSize);
  return typeof bytes === 'number' ? Math.max(1, Math.round(bytes / pageSize)) : 1;
}
