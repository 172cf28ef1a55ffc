import type { Define } from '../../preprocessor/run.ts';

/** How a build makes a board's blob. */
export interface BoardBuild {
  /** The blob, as shown to the user. */
  readonly target: string;
  /** Absolute; searched before all others. */
  readonly includeFolders: readonly string[];
  readonly defines: readonly Define[];
  /** Sources of what is applied to it, in order; of a composite blob only. */
  readonly overlays: readonly string[];
}

/** One board of a run. */
export interface BoardInput {
  /** What is read. */
  readonly path: string;
  /** Undefined for one that the user names. */
  readonly build?: BoardBuild | undefined;
}
