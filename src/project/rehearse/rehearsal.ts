import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import type { DmaSystem } from '../../kernel/dma/types.ts';
import type { Problem } from '../../source/problem.ts';
import type { SourceFile } from '../../source/source-file.ts';
import type { PinnedFigures } from '../../workload/pinned/pinned-figures.ts';
import type { PinnedSpec } from '../../workload/pinned/pinned-spec.ts';
import type { PlanOverrides } from '../../workload/plan/read-plan.ts';
import type { WorkloadSetting } from '../../workload/plan/workload-setting.ts';
import type { RunObserver } from '../../workload/run-observer.ts';
import type { LogStretch } from '../../workload/run-operation-log.ts';
import type { ExplainTarget, RunResult } from '../../workload/run-result.ts';
import type { Board } from '../board.ts';
import type { BootRequest } from '../boot-board.ts';
import type { BoardBoots } from './board-boots.ts';

/** A workload: a text, or an operation log that is read again for each run of it. */
export type RehearsedWorkload =
  | { readonly kind: 'text'; readonly file: SourceFile }
  | {
      readonly kind: 'log';
      readonly path: string;
      readonly stretches: () => Iterable<LogStretch>;
      /** It can be read once. */
      readonly isStream: boolean;
    };

export interface RehearsalRequest {
  readonly board: Board;
  readonly boot?: BootRequest | undefined;
  readonly workload: RehearsedWorkload;
  /** What is said of variables and of the matrix beside the workload. */
  readonly overrides?: PlanOverrides | undefined;
  /** In place of all settings that these give. */
  readonly settings?: readonly WorkloadSetting[] | undefined;
  /** In place of what the workload says of pinned pages. */
  readonly pinned?: Partial<PinnedSpec> | undefined;
  /** Is told of the run of each cell without pinned pages, which is on the DMA side that it is given. */
  readonly observer?: ((setting: WorkloadSetting, dma: DmaSystem) => RunObserver | undefined) | undefined;
  readonly explain?: ExplainTarget | undefined;
  /** Boots of the same board and request that were made before; they are added to. */
  readonly boots?: BoardBoots | undefined;
}

/** What came of a workload in one setting. */
export interface RehearsedCell {
  readonly setting: WorkloadSetting;
  /** Undefined where the board cannot be booted in this setting. */
  readonly kernel: BootedKernel | undefined;
  /** Of the run without pinned pages; undefined where there was none, and a problem says why. */
  readonly result: RunResult | undefined;
  /** By share, and for the ranges; empty where no page is pinned. */
  readonly pinned: readonly PinnedFigures[];
  readonly problems: readonly Problem[];
  /** The run passes, and so does every one with pinned pages. */
  readonly passes: boolean;
}

/** A workload performed on a board in each of its settings. */
export interface Rehearsal {
  /** As the user named the file. */
  readonly workload: string;
  /** As the workload names itself. */
  readonly name: string | undefined;
  /** All cells pass, and there is at least one. */
  readonly passes: boolean;
  readonly cells: readonly RehearsedCell[];
  /** What is wrong whatever the setting. */
  readonly problems: readonly Problem[];
}
