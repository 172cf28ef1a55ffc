import type { Place, Span } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import type { SourceFile } from '../source/source-file.ts';

/**
 * Whole source lines in which no macro was used: the text of `file` from `start` to `end` stands as it is.
 * Comments are still in it (they begin and end inside it), continuation lines are not.
 */
export interface CleanChunk {
  readonly kind: 'clean';
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** A stretch of an expanded chunk's text that came from one place. */
export interface Segment {
  /** Offset in the chunk's text where the stretch begins; it lasts until the next segment. */
  readonly at: number;
  /**
   * Where it was written. Without `via` the text from `at` equals the file's from `place.start`, character for
   * character; with it, `place` is the macro's use and `spelled` where the token stands in the macro's body.
   */
  readonly place: Place;
  readonly spelled?: Span | undefined;
}

/** A logical line that differs from its source: macros expanded, lines joined, comments inside it replaced. */
export interface ExpandedChunk {
  readonly kind: 'expanded';
  /** Without its line ending. */
  readonly text: string;
  readonly segments: readonly Segment[];
  /** Hands out the pieces of `text` in their order, where it would have to be put together from several. */
  readonly writeTo?: (sink: TextSink) => void;
}

/** Takes characters of texts, which need not be cut out for that. */
export interface TextSink {
  add(text: string, start: number, end: number): void;
}

/** What an `#include` or `/include/` stood for. */
export interface IncludedChunk {
  readonly kind: 'included';
  readonly unit: PreprocessedUnit;
  /** The directive. */
  readonly from: Span;
}

export type Chunk = CleanChunk | ExpandedChunk | IncludedChunk;

/**
 * One file as preprocessed at one point: the same object again when the same file is included again (by the same
 * board or another of the run) and every macro that it looked at had the same definition. So whoever consumes it may
 * keep results by the unit's identity.
 */
export interface PreprocessedUnit {
  readonly file: SourceFile;
  readonly chunks: readonly Chunk[];
}

/** The outcome of preprocessing one input. */
export interface Preprocessed {
  readonly unit: PreprocessedUnit;
  readonly problems: readonly Problem[];
  /** Every file that was read, in order of first reading, the input first. */
  readonly files: readonly SourceFile[];
  /** The directive that brought in each of them first; the input has none. */
  readonly includedFrom: ReadonlyMap<SourceFile, Span>;
}
