import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import type { PoolState } from '../../kernel/dma/types.ts';
import type { Problem } from '../../source/problem.ts';
import type { SourceFile } from '../../source/source-file.ts';
import type { PinnedSpec } from '../../workload/pinned/pinned-spec.ts';
import type { WorkloadSetting } from '../../workload/plan/workload-setting.ts';
import type { DecidingBuffer } from '../../workload/size/pool-demand.ts';
import type { Board } from '../board.ts';
import type { BootRequest } from '../boot-board.ts';

export interface SizeRequest {
  readonly board: Board;
  readonly boot?: BootRequest | undefined;
  readonly workload: SourceFile;
  readonly settings: readonly WorkloadSetting[];
  /** Pages of CMA areas that cannot move; undefined: all can. */
  readonly pinned?: PinnedSpec | undefined;
  /** Labels, paths or names of the pools to be sized; undefined: all that the workload uses. */
  readonly pools?: readonly string[] | undefined;
  /** Of pinned pages: the share of the seeds with which the workload passes, 0 to 1. */
  readonly confidence: number;
  /** Whether a buffer that a CMA area has no room for may come from the page allocator. */
  readonly mayFallBack: boolean;
}

/** Why the workload fails where a pool is one unit smaller. */
export interface SmallerPool {
  readonly size: bigint;
  readonly cell: string;
  readonly why: string;
}

/** The size that a pool needs in one cell of the matrix. */
export interface SizedCell {
  readonly cell: string;
  readonly size: bigint;
  /** Of all the RAM of that cell, 0 to 1. */
  readonly shareOfRam: number;
}

/** With pages pinned: how often the workload fails with the size that is given. */
export interface SizedChance {
  /** Of each area that is pinned, 0 to 1. */
  readonly share: number;
  readonly cell: string;
  readonly seeds: number;
  readonly failures: number;
  readonly probability: number;
  readonly interval: readonly [low: number, high: number];
  /** How large a share may fail, as it was asked for. */
  readonly allowed: number;
  /** So many would show that no more fail than is allowed, if as large a share of them fails; undefined: no number would. */
  readonly seedsNeeded: number | undefined;
}

export interface SizedPool {
  /** Path of the region; undefined: the kernel's own default CMA area. */
  readonly region: string | undefined;
  readonly name: string;
  readonly kind: PoolState['kind'];
  /** Bytes; 0: there is none today. */
  readonly today: bigint;
  readonly size: bigint;
  readonly unit: bigint;
  readonly baseToday: bigint | undefined;
  readonly base: bigint | undefined;
  /** Whether it lies beside the RAM of a cell: whether there is so much memory there the tree does not tell. */
  readonly isOutsideRam: boolean;
  /** What base and size are multiples of. */
  readonly alignment: bigint;
  /** Nothing smaller passes, and no place hangs on the kernel's own allocations or on chance. */
  readonly exact: boolean;
  /** Every smaller size is known to fail; else only those that were tried. */
  readonly isProven: boolean;
  readonly decidedBy: DecidingBuffer | undefined;
  /** The cell that needs this size. */
  readonly decidingCell: string;
  /** Undefined where there is no smaller size. */
  readonly smaller: SmallerPool | undefined;
  readonly perCell: readonly SizedCell[];
  readonly chances: readonly SizedChance[];
  /** Devices that have this pool and are not in the workload. */
  readonly otherUsers: readonly string[];
  /** Source to paste, or the kernel parameter. */
  readonly change: { readonly kind: 'dts' | 'parameter'; readonly text: string };
}

/** Why no size does. */
export interface NoSize {
  readonly cell: string;
  readonly pool: string | undefined;
  readonly message: string;
}

/** One cell of the matrix as it is today, and with the sizes. */
export interface CellVerdict {
  readonly cell: string;
  readonly passesToday: boolean;
  readonly ram: bigint;
}

export interface SizeReport {
  /** As the user named the file. */
  readonly workload: string;
  readonly name: string | undefined;
  /** `unusable`: nothing could be rehearsed, and a problem says why. */
  readonly outcome: 'sized' | 'none' | 'unusable';
  /** Of the first cell. */
  readonly kernel: BootedKernel | undefined;
  readonly cells: readonly CellVerdict[];
  readonly pools: readonly SizedPool[];
  readonly none: NoSize | undefined;
  /** Buffers, in the cell with most, that a CMA area has no room for and the page allocator gives; 0 unless that is allowed. */
  readonly spilled: number;
  /** Runs and boots that it took. */
  readonly trials: number;
  readonly problems: readonly Problem[];
}
