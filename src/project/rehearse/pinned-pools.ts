import type { DeviceTree } from '../../devicetree/tree.ts';
import type { PoolState } from '../../kernel/dma/types.ts';
import type { Problem } from '../../source/problem.ts';
import { findPool } from '../../workload/compile-expectations.ts';
import { nearestNames } from '../../workload/nearest-name.ts';
import type { PinnedSpec } from '../../workload/pinned/pinned-spec.ts';
import type { RunResult } from '../../workload/run-result.ts';

/** Indexes of the areas whose pages are pinned: those that are named, else all CMA areas that the workload used. */
export function pinnedPools(
  { pools: names, place }: PinnedSpec,
  tree: DeviceTree,
  pools: readonly PoolState[],
  result: RunResult,
): { readonly pools: readonly number[]; readonly problems: readonly Problem[] } {
  if (names === undefined) {
    const used = result.pools.filter(({ kind, devices }) => kind !== 'coherent' && devices.length > 0);
    const warning: Problem = {
      severity: 'warning',
      code: 'pinned-nowhere',
      message:
        'No page is pinned: the workload uses no CMA area, and no other pool has pages of somebody else.',
      place,
    };
    return { pools: used.map(({ pool }) => pool), problems: used.length === 0 ? [warning] : [] };
  }
  const found: number[] = [];
  const problems: Problem[] = [];
  for (const name of names) {
    const index = findPool(name, tree, pools);
    const pool = index === undefined ? undefined : pools[index];
    if (index === undefined || pool === undefined) problems.push({ ...unknown(name, pools), place });
    else if (pool.kind === 'coherent') problems.push({ ...notCma(name), place });
    else if (!found.includes(index)) found.push(index);
  }
  return { pools: found, problems };
}

/** Ranges that begin beyond the end of every area that they are meant for: nothing would be pinned by them. */
export function rangesOutside(
  { ranges, place }: PinnedSpec,
  chosen: readonly number[],
  pools: readonly PoolState[],
): readonly Problem[] {
  const longest = Math.max(...chosen.map((index) => pools[index]?.pageCount ?? 0));
  return ranges
    .filter(({ first }) => first >= longest)
    .map(({ first, pages }) => ({
      severity: 'error',
      code: 'pinned-outside',
      message: `The range [${first}, ${pages}] begins beyond the last page: the longest of these areas has ${longest} pages.`,
      place,
    }));
}

function unknown(name: string, pools: readonly PoolState[]): Problem {
  const names = pools.filter(({ kind }) => kind !== 'coherent').map((pool) => pool.region ?? pool.name);
  const [near] = nearestNames(name, names);
  const there = names.length === 0 ? 'this board has none' : `there are ${names.slice(0, 8).join(', ')}`;
  return {
    severity: 'error',
    code: 'unknown-pool',
    message: `There is no CMA area \`${name}\` whose pages could be pinned; ${there}.`,
    help: near === undefined ? undefined : `Did you mean \`${near}\`?`,
  };
}

function notCma(name: string): Problem {
  return {
    severity: 'error',
    code: 'pinned-not-cma',
    message: `\`${name}\` is a coherent pool, whose pages are nobody else's: none of them can be pinned.`,
    help: 'Only pages of reusable regions and of the default CMA area are used by others.',
  };
}
