import { Expander, type ExpanderHost } from './expander.ts';
import { tokenize } from './lexer.ts';
import { LineBuilder, writeExpanded } from './line-builder.ts';
import { LineTokens } from './line-tokens.ts';
import type { Macro } from './macro.ts';
import type { ExpandedChunk, Segment } from './preprocessed.ts';
import { retokenized } from './retokenize.ts';
import type { ScannedFile } from './scan.ts';

/**
 * A line in which the uses of macros were plain ({@link PlainExpander}). Its segments are asked for rarely: then the full
 * expander goes over the line once more, with the macros as they were.
 */
export class PlainChunk implements ExpandedChunk {
  readonly kind = 'expanded';
  readonly text: string;
  /** All that names were found to mean, in order. */
  readonly macros: readonly Macro[];
  readonly scan: ScannedFile;
  readonly line: number;

  constructor(scan: ScannedFile, line: number, text: string, macros: readonly Macro[]) {
    this.scan = scan;
    this.line = line;
    this.text = text;
    this.macros = macros;
  }

  /**
   * Whether the other is the same line with the same expansion: who asks the same names in the same order and gets the same
   * answers comes to the same.
   */
  equals(other: PlainChunk): boolean {
    const { macros } = this;
    if (this.line !== other.line || this.scan !== other.scan || this.text !== other.text) return false;
    if (macros.length !== other.macros.length) return false;
    for (let index = 0; index < macros.length; index++) {
      if (macros[index] !== other.macros[index]) return false;
    }
    return true;
  }

  get segments(): readonly Segment[] {
    const { file, identifiers, starts } = this.scan;
    const { macros } = this;
    const host: ExpanderHost = {
      macro: (id) => macros.find((macro) => macro.id === id),
      builtIn: () => undefined,
      report: () => {},
      retokenize: (text, like, via) => retokenized(text, like, via, identifiers),
      budget: { tokens: Number.MAX_SAFE_INTEGER },
    };
    const start = starts[this.line] ?? 0;
    const end = starts[this.line + 1] ?? file.text.length;
    const input = { text: file.text, start, end, file, shift: 0, offsets: undefined, headerNames: false };
    const builder = new LineBuilder();
    writeExpanded(new Expander(host, new LineTokens(tokenize(input, identifiers), 0)), builder);
    return builder.finish().segments;
  }
}
