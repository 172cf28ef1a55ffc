import type { Problem } from '../../source/problem.ts';
import { type PinnedSpec, usualSeeds } from '../../workload/pinned/pinned-spec.ts';
import { readPlan, type WorkloadPlan } from '../../workload/plan/read-plan.ts';
import type { RehearsalRequest } from './rehearsal.ts';

/** The runs that are asked for, by the workload and by what is said in its place. Without settings where an error makes them unknown. */
export function planOf(
  request: Pick<RehearsalRequest, 'workload' | 'overrides' | 'settings' | 'pinned'>,
): WorkloadPlan {
  const { workload, overrides, settings } = request;
  const plan = readPlan(workload.kind === 'text' ? workload.file : undefined, overrides);
  const pinned = pinnedOf(plan.pinned, request.pinned);
  const problems: Problem[] = [...plan.problems];
  const chosen = settings ?? plan.settings;
  if (request.pinned !== undefined && pinned === undefined) problems.push(nothingPinned);
  if (workload.kind === 'log' && workload.isStream && (chosen.length > 1 || pinned !== undefined))
    problems.push(readOnce);
  const isRefused = problems.some(({ severity }) => severity === 'error');
  return { settings: isRefused ? [] : chosen, pinned, problems };
}

/** What is said replaces what is written, shares and ranges together. */
function pinnedOf(
  written: PinnedSpec | undefined,
  said: Partial<PinnedSpec> | undefined,
): PinnedSpec | undefined {
  if (said === undefined) return written;
  const isOwn = said.shares !== undefined || said.ranges !== undefined;
  const base = isOwn ? { ...(written ?? nothing), shares: [], ranges: [] } : written;
  return base === undefined ? undefined : { ...base, ...said };
}

const nothing: PinnedSpec = {
  shares: [],
  ranges: [],
  seeds: usualSeeds,
  firstSeed: 1,
  cluster: undefined,
  pools: undefined,
  place: undefined,
};

const nothingPinned: Problem = {
  severity: 'error',
  code: 'pinned-nothing',
  message: 'There is nothing that seeds would decide: no share of pages is pinned.',
  help: 'Say how much, for instance --pinned 5%.',
};

const readOnce: Problem = {
  severity: 'error',
  code: 'log-read-once',
  message:
    'An operation log that is a stream can be read once, and so has one run: no matrix and no pinned pages.',
  help: 'Write it to a file first.',
};
