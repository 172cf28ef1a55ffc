import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import { createDmaSystem } from '../../kernel/dma/dma-system.ts';
import type { PoolState } from '../../kernel/dma/types.ts';
import type { Problem } from '../../source/problem.ts';
import type { SourceFile } from '../../source/source-file.ts';
import { loadWorkload } from '../../workload/load-workload.ts';
import type { WorkloadSetting } from '../../workload/plan/workload-setting.ts';
import { runForSize, type SizedRun } from '../../workload/size/run-for-size.ts';
import type { Workload } from '../../workload/workload.ts';
import type { Board } from '../board.ts';
import type { BootRequest } from '../boot-board.ts';
import { BoardBoots } from '../rehearse/board-boots.ts';

/** A board, and how it is booted. */
export interface Candidate {
  readonly board: Board;
  readonly boot: BootRequest;
}

/** One cell of the matrix on one board, booted, with its workload read. */
export interface TrialCell {
  readonly setting: WorkloadSetting;
  readonly kernel: BootedKernel;
  readonly workload: Workload;
  readonly problems: readonly Problem[];
}

/** Why a cell cannot be rehearsed at all. */
export interface UnusableCell {
  readonly setting: WorkloadSetting;
  /** Whether it is the kernel that does not come up, rather than the input that cannot be used. */
  readonly panics: boolean;
  readonly problems: readonly Problem[];
}

/** Boots a candidate in a setting, and reads the workload for it. */
export function trialCell(
  candidate: Candidate,
  file: SourceFile,
  setting: WorkloadSetting,
  boots: BoardBoots = new BoardBoots(candidate.board, candidate.boot),
): TrialCell | UnusableCell {
  const booted = boots.boot(setting);
  if ('severity' in booted) return { setting, panics: false, problems: [booted] };
  const { kernel } = booted;
  if (kernel.outcome === 'panics') return { setting, panics: true, problems: [panic(kernel)] };

  const { pageSize } = kernel.profile.config;
  const board = { tree: candidate.board.tree, dma: createDmaSystem(kernel), pageSize };
  const { workload, problems } = loadWorkload(file, board, setting);
  if (workload === undefined) return { setting, panics: false, problems };
  return { setting, kernel, workload, problems };
}

export interface TrialRun extends SizedRun {
  /** All pools of the board, in the order of the demands. */
  readonly pools: readonly PoolState[];
}

/** Runs the workload; `pageCounts`: with pools of these sizes instead of the booted ones (see `createDmaSystem`). */
export function runTrial(
  { kernel, workload }: TrialCell,
  mayFallBack: boolean,
  pageCounts?: ReadonlyMap<string, number>,
): TrialRun {
  const system = createDmaSystem(kernel, { pageCounts });
  const run = runForSize(system, workload, mayFallBack);
  return { ...run, pools: system.pools };
}

/** What a pool is called in `pageCounts`; undefined for those that cannot have another size: drivers' own, and areas of memory nodes. */
export function poolKey({ kind, region }: PoolState, { model }: BootedKernel): string | undefined {
  if (region === undefined) return kind === 'default-cma' ? '' : undefined;
  return model.regions.some(({ path }) => path === region) ? region : undefined;
}

function panic({ outcomeReason }: BootedKernel): Problem {
  return {
    severity: 'error',
    code: 'kernel-panics',
    message: `The kernel does not boot, so that no device allocates: ${outcomeReason ?? 'it panics'}.`,
    help: '`carveout boot` shows how far it comes.',
  };
}
