import type { SourceFile } from '../source/source-file.ts';
import { wouldPaste } from './avoid-paste.ts';
import { ExpandedLine } from './expanded-line.ts';
import type { Expander } from './expander.ts';
import { type Token, TokenFlag, TokenKind } from './token.ts';

const COPYABLE = TokenFlag.GapDirty | TokenFlag.TextDirty;

/** Writes what an expander gives; false where its macros come to too much, and nothing is to stay of it. */
export function writeExpanded(expander: Expander, builder: LineBuilder): boolean {
  let before: Token | undefined;
  let space: Token | undefined;
  let padded = false;

  for (let token = expander.next(); token.kind !== TokenKind.End; token = expander.next()) {
    if (token.kind === TokenKind.Padding) {
      if (space === undefined || (!space.has(TokenFlag.SpaceBefore) && token.source === undefined))
        space = token.source;
      padded = true;
      continue;
    }
    const spaced = (padded ? (space ?? token) : token).has(TokenFlag.SpaceBefore);
    builder.add(token, spaced || (padded && before !== undefined && wouldPaste(before, token)));
    before = token;
    space = undefined;
    padded = false;
  }
  return !expander.exhausted;
}

/**
 * Writes expanded tokens as text and remembers where each stretch came from. What stands side by side in the file is copied with
 * the white space between, so that one segment covers it.
 */
export class LineBuilder {
  readonly #pieces: string[] = [];
  readonly #line = new ExpandedLine();
  #length = 0;
  #runFile: SourceFile | undefined;
  #runStart = 0;
  #runEnd = 0;
  /** Inside a string that spans lines white space is content: it becomes what cpp makes of it. */
  #exact = false;
  #atLineStart = false;

  get length(): number {
    return this.#length;
  }

  /** Adds a token, with a space before it where cpp puts one. */
  add(token: Token, space: boolean): void {
    if (token.via !== undefined) {
      this.#flush();
      if (space && !this.#atLineStart) this.#write(' ');
      this.#line.add(this.#length, token.file, token.start, token.end, token.via);
      this.#write(token.text);
      return;
    }

    if (this.#continuesRun(token)) {
      this.#runEnd = token.end;
      return;
    }
    this.#flush();
    if (space && !this.#atLineStart) this.#write(' ');

    if (token.flags & TokenFlag.TextDirty) {
      this.#line.add(this.#length, token.file, token.start, token.end, undefined);
      this.#write(token.text);
      return;
    }
    const isIndented = !this.#exact && this.#length === 0 && (token.flags & COPYABLE) === 0;
    this.#runFile = token.file;
    this.#runStart = isIndented && token.flags & TokenFlag.LineStart ? token.gapStart : token.start;
    this.#runEnd = token.end;
  }

  /**
   * Ends a line of a string that spans lines, and begins the next as cpp does: with a space for each character before its first
   * token.
   */
  newLine(first: Token | undefined): void {
    this.#flush();
    this.#exact = true;
    this.#write('\n');
    if (first !== undefined) {
      const lineStart = first.file.text.lastIndexOf('\n', first.start - 1) + 1;
      this.#write(' '.repeat(first.start - lineStart));
    }
    this.#atLineStart = true;
  }

  /** What was written since an offset. */
  textFrom(offset: number): string {
    this.#flush();
    let first = this.#pieces.length;
    let start = this.#length;
    while (start > offset) start -= this.#pieces[--first]?.length ?? 0;
    return this.#pieces
      .slice(first)
      .join('')
      .slice(offset - start);
  }

  finish(): ExpandedLine {
    this.#flush();
    this.#line.text = this.#pieces.join('');
    return this.#line;
  }

  #continuesRun(token: Token): boolean {
    if (this.#runFile !== token.file || token.gapStart !== this.#runEnd) return false;
    if (token.flags & COPYABLE || token.flags & TokenFlag.LineStart) return false;
    if (!this.#exact || token.start === token.gapStart) return true;
    return token.start === token.gapStart + 1 && token.file.text.charCodeAt(token.gapStart) === 0x20;
  }

  #flush(): void {
    const file = this.#runFile;
    if (file === undefined) return;

    this.#line.add(this.#length, file, this.#runStart, this.#runEnd, undefined);
    this.#runFile = undefined;
    this.#write(file.text.slice(this.#runStart, this.#runEnd));
  }

  #write(text: string): void {
    this.#pieces.push(text);
    this.#length += text.length;
    this.#atLineStart = false;
  }
}
