import type { Failure } from './failure.ts';
import type { FuzzInput } from './fuzz-input.ts';

/** What a worker is started with. */
export interface WorkerSetup {
  readonly seedFolders: readonly string[];
  /** Three cells of {@link clockCells}. */
  readonly clock: SharedArrayBuffer;
  readonly againstDtc: boolean;
}

/** The shared cells that tell what a worker is at, even where it hangs. */
export const clockCells = { execution: 0, startedAt: 1, count: 2 } as const;

/** Every `step`th execution from `from` on, below `end`, until the clock says `deadline`. */
export interface RangeRequest {
  readonly kind: 'range';
  readonly seed: number;
  readonly from: number;
  readonly end: number;
  readonly step: number;
  /** As of Date.now(). */
  readonly deadline: number;
}

export interface OneRequest {
  readonly kind: 'one';
  readonly input: FuzzInput;
}

export type WorkerReply =
  | { readonly kind: 'found'; readonly execution: number; readonly failure: Failure }
  | { readonly kind: 'heap'; readonly executions: number; readonly bytes: number }
  | { readonly kind: 'done'; readonly next: number; readonly milliseconds: Readonly<Record<string, number>> }
  | { readonly kind: 'outcome'; readonly failure: Failure | undefined };

/** Milliseconds that fit a cell. */
export function clockNow(): number {
  return Date.now() & 0x7fff_ffff;
}
