import type { Distribution } from './distribution.ts';

/** Allocations and frees by seeded chance, as a program has them. */
export interface RandomPlan {
  /** Numbers of the devices, and running sums of their weights. */
  readonly devices: readonly number[];
  readonly weights: readonly number[];
  readonly operations: number;
  /** Bytes. */
  readonly size: Distribution;
  /** Operations of this step. */
  readonly lifetime: Distribution | undefined;
  /** At most so many of its buffers are live. */
  readonly live: number;
  /** What is left at the end stays live. */
  readonly keep: boolean;
  /** Of the step, and of the whole run. */
  readonly seed: number;
  readonly runSeed: number;
}
