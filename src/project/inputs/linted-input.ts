import type { LintedBoard } from '../../lint/lint-report.ts';
import type { Problem } from '../../source/problem.ts';
import type { SourceFile } from '../../source/source-file.ts';

/** What came of one input of a lint run. */
export interface LintedInput {
  /** Undefined where it could not be read. */
  readonly board: LintedBoard | undefined;
  readonly problems: readonly Problem[];
  /** All that was read, the input first. Absolute; undefined for what is in no file. */
  readonly paths: readonly (string | undefined)[];
}

/** The same, with the files at hand. */
export interface FreshInput extends LintedInput {
  readonly files: readonly SourceFile[];
  /** What its profile was chosen by. */
  readonly arch: string | undefined;
}
