import type { Problem } from '../../source/problem.ts';
import type { SourceFile } from '../../source/source-file.ts';
import type { PinnedSpec } from '../pinned/pinned-spec.ts';
import { usualSeed, type WorkloadSetting } from './workload-setting.ts';

/** What the command line says beside the workload. */
export interface PlanOverrides {
  /** `NAME=VALUE`: a variable, or an axis of the matrix that has this one value. */
  readonly set?: readonly string[] | undefined;
  /** `NAME=V,V` or `NAME=1..20`: an axis of the matrix. */
  readonly matrix?: readonly string[] | undefined;
}

/** The runs that a workload asks for. */
export interface WorkloadPlan {
  /** In the order of the matrix, the last axis fastest; empty if a problem is an error. */
  readonly settings: readonly WorkloadSetting[];
  readonly pinned: PinnedSpec | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Reads `variables`, `matrix` and `pinned` of a workload, with what the command line says instead. An operation log, and no file at
 * all (a log that is a stream), has none of them, but may be given RAM sizes, kernels and seeds.
 */
export function readPlan(_file: SourceFile | undefined, _overrides: PlanOverrides = {}): WorkloadPlan {
  const setting = { label: '', ram: undefined, kernel: undefined, seed: usualSeed, variables: new Map() };
  return { settings: [setting], pinned: undefined, problems: [] };
}
