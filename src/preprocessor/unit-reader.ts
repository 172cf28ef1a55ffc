import type { SourceFile } from '../source/source-file.ts';
import { Conditions } from './conditions.ts';
import { isDirective, LineKind } from './directive.ts';
import { DirectiveRunner } from './directive-runner.ts';
import { findDtcIncludes } from './dtc-include.ts';
import { Expander, Seeking, type TokenSource } from './expander.ts';
import { LineBuilder, writeExpanded } from './line-builder.ts';
import type { LineMemo } from './line-memo.ts';
import { LineReader } from './line-reader.ts';
import { includeForDtc, pushClean } from './plain-unit.ts';
import type { Chunk, ExpandedChunk } from './preprocessed.ts';
import { expandQuickly, stillExpandsTo } from './quick-line.ts';
import { packed } from './recorder.ts';
import type { Run } from './run.ts';
import { LineFlag, type ScannedFile } from './scan.ts';
import { sliceChunk } from './slice-chunk.ts';
import { endsInString } from './string-state.ts';
import { END_MARK, type Token, TokenFlag, TokenKind } from './token.ts';
import { UnitHost } from './unit-host.ts';

/** Lines with one of these cannot be copied as they stand. */
const UNCLEAN = LineFlag.Spliced | LineFlag.LoneQuote | LineFlag.LoneApostrophe | LineFlag.OpenComment;
/** And those with one of these take more than a look at their names. */
const NOT_QUICK = UNCLEAN | LineFlag.Comment | LineFlag.Include;
const NOT_PLAIN = UNCLEAN | LineFlag.Include;

/** A string that spans lines does not go on behind these. */
const BREAKING: ReadonlySet<LineKind> = new Set([
  LineKind.Include,
  LineKind.IncludeNext,
  LineKind.Line,
  LineKind.Marker,
]);
const NONE: ReadonlySet<LineKind> = new Set();

/**
 * Preprocesses one file at one point of an input: walks its logical lines, obeys directives, copies the lines in which nothing is
 * a macro, and expands the others.
 */
export class UnitReader implements TokenSource {
  readonly #run: Run;
  readonly #file: SourceFile;
  readonly #scan: ScannedFile;
  readonly #expansions: LineMemo;
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
  /** Directives stood between the lines that were expanded together. */
  #obeyedInside = false;

  constructor(run: Run, file: SourceFile, folder: number) {
    this.#run = run;
    this.#file = file;
    const memory = run.cache.memoryOf(file);
    if (memory.wasRead) memory.lines.beginAgain(run.cache.pool.unitsOf(file));
    memory.wasRead = true;
    this.#scan = memory.scan;
    this.#expansions = memory.lines;
    this.#lines = new LineReader(this.#scan, run.cache.identifiers);
    this.#host = new UnitHost(run, this.#lines);
    this.#directives = new DirectiveRunner(run, this.#lines, this.#conditions, this.#host, folder);
  }

  read(): readonly Chunk[] {
    const { kinds, lineCount } = this.#scan;
    while (this.#line < lineCount) {
      if (!this.#conditions.live) this.#skip();
      else if (isDirective((kinds[this.#line] ?? 0) as LineKind)) this.#obey(this.#line++);
      else this.#readSection();
    }
    this.#flushClean();
    this.#reportUnclosed();
    return this.#chunks;
  }

  /** Goes to the next directive, past lines that a condition leaves out, and obeys it. */
  #skip(): void {
    const { nextDirective, lineCount } = this.#scan;
    this.#line = nextDirective[this.#line] ?? lineCount;
    if (this.#line < lineCount) this.#obey(this.#line++);
  }

  /** Reads the lines up to the next directive. */
  #readSection(): void {
    const { sections, nextDirective, lineCount } = this.#scan;
    const section = sections.get(this.#line);
    const end = section?.end ?? nextDirective[this.#line] ?? lineCount;
    // Behind a macro's arguments that ran over a directive, a section is entered in its midst.
    const usesMacro = section === undefined ? this.#usesMacro(this.#line, end) : this.#usesAny(section.names);
    const isPlain =
      !usesMacro && section !== undefined && (section.flags & (UNCLEAN | LineFlag.Include)) === 0;
    if (isPlain) {
      this.#copy(this.#line, end, LineKind.Text);
      this.#line = end;
      return;
    }
    while (this.#line < end) this.#copyOrExpand(this.#line++);
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

  #obey(line: number): void {
    this.#flushClean();
    const included = this.#directives.obey(line, (this.#scan.kinds[line] ?? LineKind.Blank) as LineKind);
    if (included === undefined || included.chunks.length === 0) return;
    this.#chunks.push({ kind: 'included', unit: included, from: this.#lines.lineSpan(line) });
  }

  #copyOrExpand(line: number): void {
    const flags = this.#scan.flags[line] ?? 0;
    if (flags & UNCLEAN || this.#usesKnownMacro(line)) {
      this.#flushClean();
      const isDone =
        ((flags & NOT_QUICK) === 0 && this.#expandQuickly(line)) ||
        ((flags & NOT_PLAIN) === 0 && this.#expandPlainly(line));
      if (!isDone) this.#expandOrRepeat(line);
      return;
    }

    this.#copy(line, line + 1, (this.#scan.kinds[line] ?? LineKind.Blank) as LineKind);
    const isInclude = (flags & LineFlag.Include) !== 0 && this.#run.resolveDtcIncludes;
    if (isInclude) this.#resolveClean(this.#lines.startOf(line), this.#lines.startOf(line + 1));
  }

  /** Adds lines to what is copied. */
  #copy(line: number, end: number, kind: LineKind): void {
    if (this.#cleanStart === -1) this.#cleanStart = this.#lines.startOf(line);
    this.#cleanEnd = this.#lines.startOf(end);
    if (kind === LineKind.Text) this.#cleanHasText = true;
  }

  /** Whether one of the names is a macro; all are asked for, so that the answer is known to depend on them. */
  #usesAny(names: Uint32Array): boolean {
    let found = false;
    for (let at = 0; at < names.length; at++) {
      if (this.#run.macro(names[at] as number) !== undefined) found = true;
    }
    return found;
  }

  #usesMacro(line: number, end: number): boolean {
    const { names, nameStarts } = this.#scan;
    return this.#usesAny(names.subarray(nameStarts[line], nameStarts[end]));
  }

  /** The same for a line of a section that was asked about as a whole. */
  #usesKnownMacro(line: number): boolean {
    const { names, nameStarts } = this.#scan;
    const { macros } = this.#run;
    const end = nameStarts[line + 1] ?? 0;
    for (let at = nameStarts[line] ?? 0; at < end; at++) {
      if (macros[names[at] as number] !== undefined) return true;
    }
    return false;
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
      this.#flushClean();
      const name = this.#file.text.slice(found.nameStart, found.nameEnd);
      const unit = includeForDtc(this.#run, name, this.#lines.span(found.nameStart, found.nameEnd));
      const from = this.#lines.span(found.start, found.end);
      if (unit !== undefined) this.#chunks.push({ kind: 'included', unit, from });
      this.#cleanStart = found.end;
    }
    // The name may stand on a later line, of which the rest is still to be copied.
    this.#cleanEnd = Math.max(end, this.#cleanStart);
    this.#cleanHasText = true;
  }

  /** Expands a line whose macros are simple, as most are; false where it takes more. */
  #expandQuickly(line: number): boolean {
    const { macros } = this.#run;
    if (!this.#lines.isPlain || this.#run.budget.tokens < 0) return false;

    const known = this.#expansions.quick(line);
    const holds = known !== undefined && stillExpandsTo(known, this.#scan, line, macros);
    const chunk = holds ? known : expandQuickly(this.#scan, line, macros);
    if (chunk === undefined) return false;

    if (!holds) this.#expansions.setQuick(chunk);
    for (let use = 0; use < chunk.macros.length; use++) {
      const names = chunk.macros[use]?.flat?.names;
      if (names === undefined) continue;
      for (let at = 0; at < names.length; at++) this.#run.macro(names[at] as number);
    }
    this.#chunks.push(chunk);
    return true;
  }

  /** Expands a line whose macros stand for little, in it alone; false where it takes the full expander. */
  #expandPlainly(line: number): boolean {
    const run = this.#run;
    if (!this.#lines.isPlain || run.budget.tokens < 0) return false;

    const made = run.cache.plainLines.write(this.#scan, line);
    if (made === undefined || made.spent > run.budget.tokens) return false;
    run.budget.tokens -= made.spent;
    for (let index = 0; index < made.ids.length; index++) run.macro(made.ids[index] as number);
    this.#pushExpanded(this.#expansions.sameOr(made.chunk));
    return true;
  }

  /** Expands a line, or takes what it gave before where its macros are the same. */
  #expandOrRepeat(line: number): void {
    const run = this.#run;
    const { tokens } = run.budget;
    const known = this.#lines.isPlain ? this.#expansions.find(line, run.macros) : undefined;
    if (known !== undefined && known.spent <= tokens) {
      run.budget.tokens -= known.spent;
      run.sawAgain(known);
      this.#line = known.next;
      this.#pushExpanded(known.chunk);
      return;
    }

    const problemCount = run.problems.length;
    const recorder = run.beginRecording();
    this.#obeyedInside = false;
    const chunk = this.#expand(line);
    run.endRecording(recorder);
    const isWhole = recorder.repeatable && !this.#obeyedInside && run.problems.length === problemCount;
    if (isWhole && this.#lines.isPlain) {
      this.#expansions.add(line, {
        ...packed(recorder),
        ...{ chunk, next: this.#line, spent: tokens - run.budget.tokens },
      });
    }
    this.#pushExpanded(chunk);
  }

  /** Expands a line, and those after it that a macro's arguments or a string take in. */
  #expand(line: number): ExpandedChunk {
    const builder = new LineBuilder();
    let inString = false;
    let current = line;
    this.#load(line);
    for (;;) {
      const lineStart = builder.length;
      if (!writeExpanded(new Expander(this.#host, this), builder)) return new LineBuilder().finish();
      const mayOpen: boolean = inString || this.#sawLoneQuote(current);
      inString = mayOpen && endsInString(builder.textFrom(lineStart), inString);
      if (!inString) break;

      const next = this.#nextLine(BREAKING);
      if (next === undefined) break;
      this.#load(next);
      builder.newLine(this.#tokens[0]);
      current = next;
    }
    return builder.finish();
  }

  /** Whether a line, or one that its macro arguments took in, has a quote without a partner. */
  #sawLoneQuote(first: number): boolean {
    for (let line = first; line < this.#line; line++) {
      if ((this.#scan.flags[line] ?? 0) & LineFlag.LoneQuote) return true;
    }
    return false;
  }

  /** The next line of text; directives before it are obeyed, but for those of the given kinds, where it ends. */
  #nextLine(stops: ReadonlySet<LineKind>): number | undefined {
    const { kinds, lineCount, nextDirective } = this.#scan;
    while (this.#line < lineCount) {
      if (!this.#conditions.live) this.#line = nextDirective[this.#line] ?? lineCount;
      if (this.#line === lineCount) return undefined;

      const kind = (kinds[this.#line] ?? LineKind.Blank) as LineKind;
      if (!isDirective(kind)) return this.#line++;
      if (stops.has(kind) && this.#conditions.live) return undefined;
      this.#obeyedInside = true;
      this.#directives.obeyInside(this.#line++, kind);
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
    const line = this.#nextLine(NONE);
    if (line === undefined) return false;

    this.#load(line);
    const first = this.#tokens[0];
    if (first !== undefined) first.flags |= TokenFlag.SpaceBefore;
    return true;
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
      const unit = includeForDtc(this.#run, chunk.text.slice(found.nameStart, found.nameEnd), place);
      if (unit !== undefined) this.#chunks.push({ kind: 'included', unit, from: place });
    }
    this.#pushSlice(chunk, at, chunk.text.length);
  }

  #pushSlice(chunk: ExpandedChunk, start: number, end: number): void {
    if (chunk.text.slice(start, end).trim() !== '') this.#chunks.push(sliceChunk(chunk, start, end));
  }

  #reportUnclosed(): void {
    for (const line of this.#conditions.unclosed) {
      this.#run.report({
        severity: 'error',
        code: 'unterminated-if',
        message: 'The condition that begins here has no #endif before the file ends.',
        place: this.#lines.earlierLineSpan(line),
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
