import type { LineKind } from '../../src/preprocessor/directive.ts';

/** What stands between tokens. */
export interface Trivia {
  /** `space` is blanks within a line, `continuation` a backslash with its line end. */
  readonly kind: 'space' | 'line-end' | 'line-comment' | 'block-comment' | 'continuation';
  readonly text: string;
}

/**
 * What a token of the raw text is.
 *
 * `directive` is a whole logical line of the preprocessor from its `#` on, `keyword` one of dtc's `/word/`, `rubbish` what no
 * token can be made of, `end` the empty one that carries what stands before the end of the file.
 */
export type LosslessTokenKind =
  | 'directive'
  | 'keyword'
  | 'name'
  | 'label'
  | 'reference'
  | 'string'
  | 'character'
  | 'number'
  | 'word'
  | 'byte'
  | 'punctuation'
  | 'rubbish'
  | 'end';

/**
 * One token as written, with the trivia around it: `trailing` is what follows it on its line, the line end included, and
 * `leading` all other that stands before it. Every character of a file is in exactly one token or one piece of trivia.
 */
export class LosslessToken {
  readonly kind: LosslessTokenKind;
  readonly text: string;
  /** Offset of `text`, in UTF-16 units. */
  readonly start: number;
  /** The same of its leading trivia, and of the end of the trailing one. */
  readonly fullStart: number;
  readonly fullEnd: number;
  readonly leading: readonly Trivia[];
  readonly trailing: readonly Trivia[];
  /** Which directive it is; undefined for other tokens. */
  readonly directive: LineKind | undefined;

  constructor(
    kind: LosslessTokenKind,
    text: string,
    start: number,
    range: { readonly fullStart: number; readonly fullEnd: number },
    leading: readonly Trivia[],
    trailing: readonly Trivia[],
    directive: LineKind | undefined,
  ) {
    this.kind = kind;
    this.text = text;
    this.start = start;
    this.fullStart = range.fullStart;
    this.fullEnd = range.fullEnd;
    this.leading = leading;
    this.trailing = trailing;
    this.directive = directive;
  }

  get end(): number {
    return this.start + this.text.length;
  }
}
