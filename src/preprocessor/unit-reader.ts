import type { SourceFile } from '../source/source-file.ts';
import { wouldPaste } from './avoid-paste.ts';
import { Conditions } from './conditions.ts';
import { isDirective, LineKind } from './directive.ts';
import { DirectiveRunner } from './directive-runner.ts';
import { findDtcIncludes } from './dtc-include.ts';
import { Expander, Seeking, type TokenSource } from './expander.ts';
import { LineBuilder } from './line-builder.ts';
import { LineReader } from './line-reader.ts';
import { includeNamed, pushClean } from './plain-unit.ts';
import type { Chunk, ExpandedChunk, PreprocessedUnit } from './preprocessed.ts';
import type { Run } from './run.ts';
import { LineFlag, type ScannedFile } from './scan.ts';
import { sliceChunk } from './slice-chunk.ts';
import { endsInString } from './string-state.ts';
import { END_MARK, type Token, TokenFlag, TokenKind } from './token.ts';
import { UnitHost } from './unit-host.ts';

/** Lines with one of these cannot be copied as they stand. */
const UNCLEAN = LineFlag.Spliced | LineFlag.LoneQuote | LineFlag.LoneApostrophe | LineFlag.OpenComment;

/**
 * Preprocesses one file at one point of an input: walks its logical lines, obeys directives, copies the lines in which nothing is
 * a macro, and expands the others.
 */
export class UnitReader implements TokenSource {
  readonly #run: Run;
  readonly #file: SourceFile;
  readonly #scan: ScannedFile;
  readonly #lines: LineReader;
  readonly #conditions = new Conditions();
  readonly #directives: DirectiveRunner;
  readonly #host: UnitHost;
  readonly #chunks: Chunk[] = [];
  /** The next line to read. */
  #line = 0;
  /** The copied lines that are no chunk yet: from, to (offsets), and whether there is more than comments in them. */
  #cleanStart = -1;
  #cleanEnd = 0;
  #cleanHasText = false;
  /** The line that is being expanded. */
  #tokens: readonly Token[] = [];
  #at = 0;
  #ended = false;

  constructor(run: Run, file: SourceFile, folder: number) {
    this.#run = run;
    this.#file = file;
    this.#scan = run.cache.scanOf(file);
    this.#lines = new LineReader(this.#scan, run.cache.identifiers);
    this.#host = new UnitHost(run, this.#lines);
    this.#directives = new DirectiveRunner(run, this.#lines, this.#conditions, this.#host, folder);
  }

  read(): PreprocessedUnit {
    const { kinds, lineCount, nextDirective } = this.#scan;
    while (this.#line < lineCount) {
      if (!this.#conditions.live) {
        this.#line = nextDirective[this.#line] ?? lineCount;
        if (this.#line === lineCount) break;
      }
      const line = this.#line++;
      const kind = (kinds[line] ?? LineKind.Blank) as LineKind;
      if (isDirective(kind)) this.#obey(line, kind);
      else this.#copyOrExpand(line, kind);
    }
    this.#flushClean();
    this.#reportUnclosed();
    return { file: this.#file, chunks: this.#chunks };
  }

  /** The next token of the line, or of the next ones where a macro's arguments go on there. */
  next(seeking: number): Token {
    for (;;) {
      const token = this.#tokens[this.#at];
      this.#ended = token === undefined;
      if (token !== undefined) {
        this.#at++;
        return token;
      }
      if (seeking === Seeking.Text) return END_MARK;
      if (seeking === Seeking.OpenParen ? !this.#loadParenthesis() : !this.#loadArguments()) return END_MARK;
    }
  }

  back(): void {
    if (!this.#ended) this.#at--;
  }

  #obey(line: number, kind: LineKind): void {
    this.#flushClean();
    const included = this.#directives.obey(line, kind);
    if (included === undefined || included.chunks.length === 0) return;
    this.#chunks.push({ kind: 'included', unit: included, from: this.#lines.lineSpan(line) });
  }

  #copyOrExpand(line: number, kind: LineKind): void {
    const flags = this.#scan.flags[line] ?? 0;
    if (flags & UNCLEAN || this.#usesMacro(line)) {
      this.#flushClean();
      this.#expand(line);
      return;
    }

    const start = this.#lines.startOf(line);
    const end = this.#lines.startOf(line + 1);
    if (this.#cleanStart === -1) this.#cleanStart = start;
    this.#cleanEnd = end;
    if (kind === LineKind.Text) this.#cleanHasText = true;
    if (flags & LineFlag.Include && this.#run.resolveDtcIncludes) this.#resolveClean(start, end);
  }

  #usesMacro(line: number): boolean {
    const { names, nameStarts } = this.#scan;
    const end = nameStarts[line + 1] ?? 0;
    let found = false;
    for (let at = nameStarts[line] ?? 0; at < end; at++) {
      if (this.#run.macro(names[at] ?? 0) !== undefined) found = true;
    }
    return found;
  }

  /** Ends the copied stretch; one of comments only is left out. */
  #flushClean(): void {
    if (this.#cleanStart !== -1 && this.#cleanHasText) this.#pushClean(this.#cleanStart, this.#cleanEnd);
    this.#cleanStart = -1;
    this.#cleanHasText = false;
  }

  #pushClean(start: number, end: number): void {
    const { view, shift } = this.#lines;
    pushClean(this.#chunks, view, start + shift, end + shift);
  }

  /** Takes the `/include/`s out of a line that is copied. */
  #resolveClean(start: number, end: number): void {
    for (const found of findDtcIncludes(this.#file.text, start, end)) {
      this.#cleanEnd = found.start;
      this.#cleanHasText = true;
      this.#flushClean();
      const place = this.#lines.span(found.nameStart, found.nameEnd);
      const unit = includeNamed(this.#run, this.#file.text.slice(found.nameStart, found.nameEnd), place, []);
      const from = this.#lines.span(found.start, found.end);
      if (unit !== undefined) this.#chunks.push({ kind: 'included', unit, from });
      this.#cleanStart = found.end;
    }
    this.#cleanEnd = end;
    this.#cleanHasText = true;
  }

  /** Expands a line, and those after it that a macro's arguments or a string take in. */
  #expand(line: number): void {
    const builder = new LineBuilder();
    let inString = false;
    let current = line;
    for (;;) {
      const lineStart = builder.length;
      this.#load(current);
      this.#expandLoaded(builder);
      const mayOpen: boolean = inString || this.#sawLoneQuote(current);
      inString = mayOpen && endsInString(builder.textFrom(lineStart), inString);
      if (!inString) break;

      const next = this.#nextStringLine();
      if (next === undefined) break;
      builder.newLine();
      current = next;
    }
    this.#pushExpanded(builder.finish());
  }

  #expandLoaded(builder: LineBuilder): void {
    const expander = new Expander(this.#host, this);
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
  }

  /** Whether a line, or one that its macro arguments took in, has a quote without a partner. */
  #sawLoneQuote(first: number): boolean {
    for (let line = first; line < this.#line; line++) {
      if ((this.#scan.flags[line] ?? 0) & LineFlag.LoneQuote) return true;
    }
    return false;
  }

  /** The next line of a string that spans lines; directives between are obeyed. */
  #nextStringLine(): number | undefined {
    const { kinds, lineCount, nextDirective } = this.#scan;
    while (this.#line < lineCount) {
      if (!this.#conditions.live) {
        this.#line = nextDirective[this.#line] ?? lineCount;
        if (this.#line === lineCount) return undefined;
      }
      const kind = (kinds[this.#line] ?? LineKind.Blank) as LineKind;
      if (!isDirective(kind)) return this.#line++;
      if (
        kind === LineKind.Include ||
        kind === LineKind.IncludeNext ||
        kind === LineKind.Line ||
        kind === LineKind.Marker
      )
        return undefined;
      this.#directives.obey(this.#line++, kind);
    }
    return undefined;
  }

  #load(line: number): void {
    this.#tokens = this.#lines.tokens(line);
    this.#at = 0;
    this.#ended = false;
  }

  /** Goes on at the next line where a parenthesis opens it. */
  #loadParenthesis(): boolean {
    const { kinds, lineCount } = this.#scan;
    let line = this.#line;
    while (line < lineCount && kinds[line] === LineKind.Blank) line++;
    if (line >= lineCount || kinds[line] !== LineKind.Text) return false;

    const tokens = this.#lines.tokens(line);
    if (tokens[0]?.kind !== TokenKind.OpenParen) return false;
    this.#line = line + 1;
    this.#tokens = tokens;
    this.#at = 0;
    return true;
  }

  /** Goes on at the next line that has text, obeying the directives before it. */
  #loadArguments(): boolean {
    const line = this.#nextArgumentLine();
    if (line === undefined) return false;

    this.#load(line);
    const first = this.#tokens[0];
    if (first !== undefined) first.flags |= TokenFlag.SpaceBefore;
    return true;
  }

  #nextArgumentLine(): number | undefined {
    const { kinds, lineCount, nextDirective } = this.#scan;
    while (this.#line < lineCount) {
      if (!this.#conditions.live) {
        this.#line = nextDirective[this.#line] ?? lineCount;
        if (this.#line === lineCount) return undefined;
      }
      const line = this.#line++;
      const kind = (kinds[line] ?? LineKind.Blank) as LineKind;
      if (!isDirective(kind)) return line;
      this.#directives.obeyInArguments(line, kind);
    }
    return undefined;
  }

  #pushExpanded(chunk: ExpandedChunk): void {
    if (chunk.text.trim() === '') return;
    if (!this.#run.resolveDtcIncludes || !chunk.text.includes('/include/')) {
      this.#chunks.push(chunk);
      return;
    }

    let at = 0;
    for (const found of findDtcIncludes(chunk.text, 0, chunk.text.length)) {
      this.#pushSlice(chunk, at, found.start);
      const place = sliceChunk(chunk, found.start, found.end).segments[0]?.place;
      at = found.end;
      if (place === undefined) continue;
      const unit = includeNamed(this.#run, chunk.text.slice(found.nameStart, found.nameEnd), place, []);
      if (unit !== undefined) this.#chunks.push({ kind: 'included', unit, from: place });
    }
    this.#pushSlice(chunk, at, chunk.text.length);
  }

  #pushSlice(chunk: ExpandedChunk, start: number, end: number): void {
    if (chunk.text.slice(start, end).trim() !== '') this.#chunks.push(sliceChunk(chunk, start, end));
  }

  #reportUnclosed(): void {
    for (const place of this.#conditions.unclosed) {
      this.#run.report({
        severity: 'error',
        code: 'unterminated-if',
        message: 'The condition that begins here has no #endif before the file ends.',
        place,
      });
    }
    const last = this.#scan.lineCount - 1;
    if (((this.#scan.flags[last] ?? 0) & LineFlag.OpenComment) === 0) return;
    this.#run.report({
      severity: 'error',
      code: 'unterminated-comment',
      message: 'The comment that begins here has no "*/" before the file ends.',
      place: this.#lines.openComment(last),
    });
  }
}
