import type { PageRange } from '../../kernel/dma/types.ts';
import type { RunResult } from '../run-result.ts';

/** One run with pinned pages. */
export interface SeededRun {
  readonly seed: number;
  readonly result: RunResult;
}

/** What came of a workload with so many pages pinned, over all seeds. */
export interface PinnedFigures {
  /** Of each area, 0 to 1; 0 where only ranges are pinned. */
  readonly share: number;
  /** Pinned in every run. */
  readonly ranges: readonly PageRange[];
  /** Runs; 1 where nothing is left to chance. */
  readonly seeds: number;
  /** Runs that do not pass. */
  readonly failures: number;
  /** failures / seeds. */
  readonly probability: number;
  /** In which the true probability lies, with 95 % confidence (Wilson). */
  readonly interval: readonly [low: number, high: number];
  readonly best: SeededRun;
  readonly typical: SeededRun;
  readonly worst: SeededRun;
}
