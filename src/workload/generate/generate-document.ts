import type { AllocFunction } from '../../kernel/dma/types.ts';
import type { WorkloadStep } from '../workload-document.ts';

/** One of several that take turns. */
export interface WorkloadActor {
  readonly actor: string;
  /** Operations a turn; 1 if left out. */
  readonly per?: number | undefined;
  /** Rounds that go by before its first turn; 0 if left out. */
  readonly start?: number | undefined;
  readonly steps: readonly WorkloadStep[];
}

/** A number or a size as its step says it. */
export type WorkloadAmount = number | string;

/** Values, each with a weight (`{ 4KiB: 5, 1MiB: 1 }`) or all alike (`[4KiB, 1MiB]`). */
export type WorkloadChoice = readonly WorkloadAmount[] | Readonly<Record<string, number>>;

/** An amount that is always the same, or how amounts are drawn. */
export type WorkloadDistribution =
  | WorkloadAmount
  | {
      readonly uniform?: readonly [WorkloadAmount, WorkloadAmount] | undefined;
      readonly logUniform?: readonly [WorkloadAmount, WorkloadAmount] | undefined;
      readonly choose?: WorkloadChoice | undefined;
      readonly normal?: { readonly mean: WorkloadAmount; readonly deviation: WorkloadAmount } | undefined;
      readonly geometric?: { readonly mean: WorkloadAmount } | undefined;
      /** Each amount is rounded up to a multiple of this. */
      readonly multiple?: WorkloadAmount | undefined;
    };

/** Allocations and frees by seeded chance. */
export interface WorkloadRandom {
  readonly device?: string | undefined;
  /** Devices with weights, or several alike. */
  readonly devices?: readonly string[] | Readonly<Record<string, number>> | undefined;
  readonly operations: number;
  readonly size: WorkloadDistribution;
  /** In operations of this step. */
  readonly lifetime?: WorkloadDistribution | undefined;
  /** At most so many are live. */
  readonly live?: number | undefined;
  readonly seed?: number | undefined;
  readonly id?: string | undefined;
  /** What is left at the end is not freed. */
  readonly keep?: boolean | undefined;
  readonly gfp?: string | undefined;
  readonly attrs?: readonly string[] | undefined;
  readonly call?: AllocFunction | undefined;
}
