import { createDmaSystem } from '../../kernel/dma/dma-system.ts';
import { roundDown } from '../../kernel/memblock.ts';
import { smaller } from '../../kernel/unsigned.ts';
import { findPool } from '../../workload/find-pool.ts';
import type { PinnedSpec } from '../../workload/pinned/pinned-spec.ts';
import { runPinned } from '../../workload/pinned/run-pinned.ts';
import { seedsNeeded } from '../../workload/pinned/seeds-needed.ts';
import { runForSize } from '../../workload/size/run-for-size.ts';
import { type AmpleCell, type FoundSize, pagesOf } from './find-sizes.ts';
import type { PoolPages } from './search-sizes.ts';
import type { SizedChance, SmallerPool } from './size-report.ts';

/** How a workload is to be rehearsed with pages that cannot move. */
export interface PinnedRequest {
  readonly spec: PinnedSpec;
  /** The failure probability that is good enough, 0 to 1. */
  readonly mostFailures: number;
  readonly mayFallBack: boolean;
}

/**
 * The sizes with which the workload fails often enough to be good enough, in every cell and for every share: those of CMA areas are
 * doubled together until it does, and then each brought down by halves. By chance a larger area may fare worse than a smaller one, so
 * that the size is the smallest of those that were tried.
 *
 * @returns what comes of the largest that there is RAM for, if that is not good enough either
 */
export function enlargeForPinned(
  cells: readonly AmpleCell[],
  sizes: readonly FoundSize[],
  request: PinnedRequest,
): readonly FoundSize[] | { readonly tooBusy: SizedChance | undefined } {
  const isBusy = ({ key }: FoundSize): boolean => cells.some((cell) => isPinned(cell, key, request.spec));
  const tooOften = (tried: readonly FoundSize[]): SizedChance | undefined =>
    chancesOf(cells, tried, request).find(({ probability }) => probability > request.mostFailures);
  const isEnough = (tried: readonly FoundSize[]): boolean => tooOften(tried) === undefined;
  const doubled = (one: FoundSize): FoundSize => {
    const most = mostBytes(cells, one);
    if (!isBusy(one) || one.size >= most) return one;
    return { ...one, size: smaller(one.size * 2n, most), isProven: false };
  };

  let enough = sizes;
  for (let failing = tooOften(enough); failing !== undefined; failing = tooOften(enough)) {
    const next = enough.map(doubled);
    if (next.every((one, at) => one === enough[at])) return { tooBusy: failing };
    enough = next;
  }
  if (enough === sizes) return sizes;

  for (const [at, { size: least, unit }] of sizes.entries()) {
    let [failing, passing] = [least / unit - 1n, (enough[at]?.size ?? least) / unit];
    const withUnits = (units: bigint): readonly FoundSize[] =>
      enough.map((one, index) => (index === at ? { ...one, size: units * unit } : one));
    while (passing - failing > 1n) {
      const middle = (failing + passing) / 2n;
      if (isEnough(withUnits(middle))) passing = middle;
      else failing = middle;
    }
    enough = withUnits(passing);
  }
  return enough;
}

/** The largest size that every cell has RAM for. */
function mostBytes(cells: readonly AmpleCell[], { key, unit, size }: FoundSize): bigint {
  const limits = cells.flatMap(({ ample, search }) => {
    const pages = ample.get(key);
    return pages === undefined ? [] : [BigInt(pages) * BigInt(search.cell.kernel.profile.config.pageSize)];
  });
  return limits.length === 0 ? size : roundDown(limits.reduce(smaller), unit);
}

/** How often the workload fails with these sizes, by cell and share; the share 0 is left out, since it was sized for. */
export function chancesOf(
  cells: readonly AmpleCell[],
  sizes: readonly FoundSize[],
  { spec, mayFallBack, mostFailures }: PinnedRequest,
): readonly SizedChance[] {
  return cells.flatMap((cell) => {
    const { search } = cell;
    const { kernel, workload, setting } = search.cell;
    const pageCounts: PoolPages = new Map([...cell.ample, ...pagesOf(sizes, kernel)]);
    const figures = runPinned(spec, {
      system: () => createDmaSystem(kernel, { pageCounts }),
      run: (system) => {
        const run = runForSize(system, workload, mayFallBack);
        return { ...run.result, passes: search.passes(run) };
      },
      pools: pinnedPools(cell, spec),
      pageSize: kernel.profile.config.pageSize,
    });
    return figures
      .filter(({ share, ranges }) => share > 0 || ranges.length > 0)
      .map(({ share, seeds, failures, probability, interval }) => {
        const asked = { allowed: mostFailures, seedsNeeded: seedsNeeded(probability, mostFailures) };
        return { share, cell: setting.label, seeds, failures, probability, interval, ...asked };
      });
  });
}

/** How often the workload fails with each pool that was enlarged a unit smaller. */
export function failuresBelow(
  cells: readonly AmpleCell[],
  { without, enlarged }: { readonly without: readonly FoundSize[]; readonly enlarged: readonly FoundSize[] },
  request: PinnedRequest,
): ReadonlyMap<string, SmallerPool> {
  const below = new Map<string, SmallerPool>();
  for (const [at, { key, size, unit }] of enlarged.entries()) {
    if (size === without[at]?.size) continue;
    const less = enlarged.map((one) => (one.key === key ? { ...one, size: size - unit } : one));
    const [worst] = [...chancesOf(cells, less, request)].sort((a, b) => b.probability - a.probability);
    if (worst === undefined) continue;
    const share = `${Math.round(worst.share * 1000) / 10}% of its pages pinned`;
    const why = `with ${share} the workload fails for ${worst.failures} of ${worst.seeds} seeds`;
    below.set(key, { size: size - unit, cell: worst.cell, why });
  }
  return below;
}

/** Whether pages of this pool are pinned in this cell. */
export function isPinned(cell: AmpleCell, key: string, spec: PinnedSpec): boolean {
  const index = cell.pools.get(key)?.index;
  return index !== undefined && pinnedPools(cell, spec).includes(index);
}

/** Indexes of the areas that are pinned: the named ones, else all CMA areas that the workload uses. */
function pinnedPools(
  { pools, used, run, search }: AmpleCell,
  { pools: names }: PinnedSpec,
): readonly number[] {
  const { tree } = search.cell.kernel.model;
  const named = names?.map((name) => findPool(name, tree, run.pools));
  return [...pools.values()]
    .filter(({ key, index }) => (named === undefined ? used.has(key) : named.includes(index)))
    .filter(({ index }) => run.pools[index]?.kind !== 'coherent')
    .map(({ index }) => index);
}
