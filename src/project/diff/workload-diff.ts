import type { PoolFigures } from '../../workload/run-result.ts';
import { leftPages } from '../../workload/tightest-pool.ts';
import type { BoardBoots } from '../rehearse/board-boots.ts';
import { isUnusable } from '../rehearse/is-unusable.ts';
import type { Rehearsal } from '../rehearse/rehearsal.ts';
import { type RehearsalRequest, rehearse } from '../rehearse/rehearse.ts';
import type { PoolDiff, PoolDiffFigures, Sides, WorkloadDiff, WorkloadVerdict } from './board-diff.ts';

/** A workload as it is asked for, on no board yet. */
export type DiffedWorkload = Pick<RehearsalRequest, 'workload' | 'overrides' | 'pinned'>;

/** Performs a workload on both boards, and compares what comes of it. */
export function workloadDiff(
  workload: DiffedWorkload,
  boards: Sides<Pick<RehearsalRequest, 'board' | 'boot'> & { readonly boots: BoardBoots }>,
  newPathOf: (oldPath: string) => string,
): WorkloadDiff {
  const old = rehearse({ ...workload, ...boards.old });
  const now = rehearse({ ...workload, ...boards.new });
  const verdicts = { old: verdictOf(old), new: verdictOf(now) };
  const before = poolsOf(old, newPathOf);
  const after = poolsOf(now, (path) => path);
  const pools = [...new Set([...after.keys(), ...before.keys()])].map(
    (pool): PoolDiff => ({ pool, old: before.get(pool), new: after.get(pool) }),
  );
  const changed = verdicts.old !== verdicts.new || pools.some(isChanged);
  return { workload: now.workload, old, new: now, verdicts, pools, changed };
}

/** `unusable` where a setting could not be performed at all. */
function verdictOf({ cells, passes }: Rehearsal): WorkloadVerdict {
  if (cells.length === 0 || cells.some(isUnusable)) return 'unusable';
  return passes ? 'passes' : 'fails';
}

function poolsOf(
  { cells }: Rehearsal,
  pathOf: (path: string) => string,
): ReadonlyMap<string, PoolDiffFigures> {
  const tightest = new Map<string, PoolDiffFigures>();
  for (const pool of cells.flatMap(({ result }) => result?.pools ?? [])) {
    if (pool.devices.length === 0) continue;
    const name = pool.region === undefined ? pool.name : pathOf(pool.region);
    const known = tightest.get(name);
    const figures = figuresOf(pool);
    if (known === undefined || figures.headroom < known.headroom) tightest.set(name, figures);
  }
  return tightest;
}

function figuresOf(pool: PoolFigures): PoolDiffFigures {
  const { pageSize, pageCount, peakPages } = pool;
  return { size: pageCount * pageSize, peak: peakPages * pageSize, headroom: leftPages(pool) * pageSize };
}

function isChanged({ old, new: now }: PoolDiff): boolean {
  return old?.size !== now?.size || old?.peak !== now?.peak || old?.headroom !== now?.headroom;
}
