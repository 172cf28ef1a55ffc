import type { Span } from '../source/place.ts';
import { SourceFile } from '../source/source-file.ts';
import type { Identifiers } from './identifiers.ts';
import { type LexerInput, tokenize } from './lexer.ts';
import { readLogicalLine } from './logical-line.ts';
import { LineFlag, type ScannedFile } from './scan.ts';
import type { Token } from './token.ts';

/**
 * The lines of one file as tokens. `#line` and line markers change, from the next line on, what file and line the user is
 * told: the rest of the text then becomes a file of that name.
 */
export class LineReader {
  readonly scan: ScannedFile;
  readonly #identifiers: Identifiers;
  #view: SourceFile;
  #shift = 0;
  /** What `#line` made of the file for `__FILE__` and `__LINE__`; cpp leaves line markers in assembler text alone. */
  #presumedPath: string;
  #lineDelta = 0;

  constructor(scan: ScannedFile, identifiers: Identifiers) {
    this.scan = scan;
    this.#identifiers = identifiers;
    this.#view = scan.file;
    this.#presumedPath = scan.file.path;
  }

  /** What `__FILE__` stands for. */
  get presumedPath(): string {
    return this.#presumedPath;
  }

  /** What `__LINE__` stands for at an offset of the view. */
  presumedLine(offset: number): number {
    return this.scan.file.lineColumn(offset - this.#shift).line + this.#lineDelta;
  }

  /** The file as the user is told it. */
  get view(): SourceFile {
    return this.#view;
  }

  /** Whether positions are the file's own, as without `#line`. */
  get isPlain(): boolean {
    return this.#view === this.scan.file;
  }

  startOf(line: number): number {
    return this.scan.starts[line] ?? this.scan.file.text.length;
  }

  /** What to add to an offset of the file to have the view's. */
  get shift(): number {
    return this.#shift;
  }

  /** A range of the file, as the user is told it. */
  span(start: number, end: number): Span {
    return { file: this.#view, start: start + this.#shift, end: end + this.#shift };
  }

  /** The whole line without its line ending. */
  lineSpan(line: number): Span {
    const text = this.scan.file.text;
    const start = this.startOf(line);
    let end = this.startOf(line + 1);
    while (end > start && isLineEnding(text.charCodeAt(end - 1))) end--;
    return this.span(start, end);
  }

  /** The same of a line that may stand before the `#line` which is in force now: then as it stands in the file. */
  earlierLineSpan(line: number): Span {
    const span = this.lineSpan(line);
    if (span.start >= 0) return span;
    return { file: this.scan.file, start: span.start - this.#shift, end: span.end - this.#shift };
  }

  tokens(line: number, headerNames = false): Token[] {
    const { file, flags } = this.scan;
    const start = this.startOf(line);
    const isSpliced = ((flags[line] ?? 0) & LineFlag.Spliced) !== 0;
    const joined = isSpliced ? readLogicalLine(file.text, start) : undefined;
    // Each field by name: a spread takes as long as the cutting.
    const input: LexerInput = {
      text: joined?.text ?? file.text,
      start: joined?.start ?? start,
      end: joined?.end ?? this.startOf(line + 1),
      file: this.#view,
      shift: this.#shift,
      offsets: joined?.offsets,
      headerNames,
    };
    return tokenize(input, this.#identifiers);
  }

  /** Obeys `#line` (for macros too) or a line marker (for the user only) from a line on, as far as another. */
  present(line: number, number: number, path: string | undefined, end: number, isMarker: boolean): void {
    const start = this.startOf(line);
    const physical = this.scan.file.lineColumn(start).line;
    if (!isMarker) {
      this.#lineDelta = number - physical;
      this.#presumedPath = path ?? this.#presumedPath;
    }
    this.#view = new SourceFile(
      path ?? this.#view.path,
      // With the directive itself that ends it.
      this.scan.file.text.slice(start, this.startOf(end + 1)),
      {
        firstLine: number,
        absolutePath: this.scan.file.absolutePath,
        encoding: this.scan.file.encoding,
        partOf: { file: this.scan.file, start },
      },
    );
    this.#shift = -start;
  }

  /** Goes on with what the last `#line` said, as far as another, where the directive that was to end it is wrong. */
  presentOn(end: number): void {
    if (this.isPlain) return;
    const { path, firstLine, absolutePath, encoding, partOf } = this.#view;
    const text = this.scan.file.text.slice(-this.#shift, this.startOf(end + 1));
    this.#view = new SourceFile(path, text, { firstLine, absolutePath, encoding, partOf });
  }

  /** The start of the comment that is open at the end of a line. */
  openComment(line: number): Span {
    const text = this.scan.file.text;
    const start = this.startOf(line);
    const last = this.tokens(line).at(-1);
    let open = text.indexOf('/*', last === undefined ? start : last.end - this.#shift);
    for (let close = text.indexOf('*/', open + 2); close !== -1; close = text.indexOf('*/', open + 2)) {
      open = text.indexOf('/*', close + 2);
    }
    return this.span(open, Math.min(open + 2, text.length));
  }
}

function isLineEnding(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}
