import type { SourceFile } from '../source/source-file.ts';
import type { Identifiers } from './identifiers.ts';
import type { Section } from './sections.ts';

/** What else the scan saw on a line. */
export const LineFlag = {
  /** A continuation line runs through it: its tokens come from {@link readLogicalLine}. */
  Spliced: 1,
  /** A double quote without a partner: a string that goes on, or one that ends here. */
  LoneQuote: 2,
  LoneApostrophe: 4,
  /** `/include/` stands outside comments and quotes. */
  Include: 8,
  /** The file ends inside its last comment. */
  OpenComment: 16,
  Comment: 32,
  /** `#define NAME` without parameters, `##` and continuation; the name is the first of the line's. */
  PlainDefine: 64,
} as const;

/**
 * A file cut into logical lines, once a run: where each begins, what it is, and which identifiers it has outside comments
 * and quotes. Line n's identifiers are `names` from `nameStarts[n]` to `nameStarts[n + 1]`; it ends where n + 1 begins.
 */
export interface ScannedFile {
  readonly file: SourceFile;
  /** The numbers of its names. */
  readonly identifiers: Identifiers;
  readonly lineCount: number;
  readonly starts: Uint32Array;
  readonly kinds: Uint8Array;
  readonly flags: Uint8Array;
  readonly nameStarts: Uint32Array;
  readonly names: Uint32Array;
  /** Offset of each of the names; of no use on a line with a continuation. */
  readonly namePositions: Uint32Array;
  /** The stretches between directives that have text, by their first line. */
  readonly sections: ReadonlyMap<number, Section>;
  /** The next directive at or behind each line; `lineCount` where none comes. */
  readonly nextDirective: Uint32Array;
}
