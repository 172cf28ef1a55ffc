import type { BoardView } from './board-view.ts';

/** What the thread of the analysis is told. Paths are absolute. */
export type AnalysisRequest =
  /** Texts that editors hold, which stand in for files; `undefined`: the file's own again. */
  | { readonly kind: 'texts'; readonly texts: readonly (readonly [path: string, text: string | undefined])[] }
  /** Analyses boards, one after the other, until another job comes. */
  | {
      readonly kind: 'job';
      readonly job: number;
      readonly boards: readonly string[];
      /** Open files that are no boards: the boards that include them are looked for. */
      readonly shared: readonly string[];
    };

export type AnalysisAnswer =
  /** The boards near a shared file that may include it. */
  | {
      readonly kind: 'including';
      readonly job: number;
      readonly path: string;
      readonly boards: readonly string[];
    }
  | { readonly kind: 'begins'; readonly job: number; readonly board: string }
  | { readonly kind: 'board'; readonly job: number; readonly view: BoardView }
  /** A bug, in a sentence. */
  | { readonly kind: 'failed'; readonly job: number; readonly board: string; readonly why: string }
  | { readonly kind: 'done'; readonly job: number };

/** What the thread is started with. */
export interface AnalysisStart {
  /** Paths below it are shown relative to it. */
  readonly workingFolder: string;
}
