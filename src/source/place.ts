import type { SourceFile } from './source-file.ts';

/** A half-open range of one file. */
export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** One use of a macro on the way from the file to a token. */
export interface MacroUse {
  readonly name: string;
  /** Where the macro's name stands: in a file, or in the body of the macro named by `parent`. */
  readonly use: Span;
  /** Where it was defined; undefined for `-D` and the built-in ones. */
  readonly definition: Span | undefined;
  /** The use in whose expansion this one stands. */
  readonly parent: MacroUse | undefined;
}

/**
 * Where something was written. Through macros, the span is the outermost use in a real file (what the user
 * edits), `via` the innermost macro use that produced it.
 */
export interface Place extends Span {
  readonly via?: MacroUse | undefined;
  /** Where it is spelled in the body of the macro `via`. */
  readonly spelled?: Span | undefined;
  /** What the outermost use became: its beginning, if it is long. */
  readonly expansion?: string | undefined;
}
