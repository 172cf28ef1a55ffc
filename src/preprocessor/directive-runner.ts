import type { Place } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import { type Assertion, readAssertion } from './assertions.ts';
import type { Conditions } from './conditions.ts';
import { Definitions } from './definitions.ts';
import { isConditional, LineKind, opensCondition } from './directive.ts';
import { Expander } from './expander.ts';
import { evaluateCondition } from './expression.ts';
import { type HeaderName, readHeaderName } from './header-name.ts';
import type { LineReader } from './line-reader.ts';
import { LineTokens } from './line-tokens.ts';
import { isBare, plainInclude, plainName } from './plain-directive.ts';
import type { PreprocessedUnit } from './preprocessed.ts';
import type { Run } from './run.ts';
import { type Token, TokenFlag, TokenKind } from './token.ts';
import { placeOf } from './token-place.ts';
import type { UnitHost } from './unit-host.ts';

/** Obeys the directives of one file. */
export class DirectiveRunner {
  readonly #run: Run;
  readonly #lines: LineReader;
  readonly #conditions: Conditions;
  readonly #host: UnitHost;
  readonly #definitions: Definitions;
  readonly #folder: number;

  constructor(run: Run, lines: LineReader, conditions: Conditions, host: UnitHost, folder: number) {
    this.#run = run;
    this.#definitions = new Definitions(run, lines);
    this.#lines = lines;
    this.#conditions = conditions;
    this.#host = host;
    this.#folder = folder;
  }

  /** Obeys a line if the conditions around it let it; gives what an `#include` brought. */
  obey(line: number, kind: LineKind): PreprocessedUnit | undefined {
    if (isConditional(kind)) {
      this.#obeyConditional(line, kind);
      return undefined;
    }
    if (!this.#conditions.live) return undefined;

    switch (kind) {
      case LineKind.Define:
        this.#definitions.define(line);
        break;
      case LineKind.Undef:
        this.#undefine(line);
        break;
      case LineKind.Include:
      case LineKind.IncludeNext:
        return this.#include(line, kind === LineKind.IncludeNext);
      case LineKind.Error:
      case LineKind.Warning:
        this.#message(line, kind === LineKind.Error ? 'error' : 'warning');
        break;
      case LineKind.Pragma:
        this.#pragma(line);
        break;
      case LineKind.Assert:
      case LineKind.Unassert:
        this.#assert(line, kind === LineKind.Assert);
        break;
      case LineKind.Line:
      case LineKind.Marker:
        this.#presentAs(line, kind === LineKind.Marker);
        break;
    }
    return undefined;
  }

  /** Obeys a line between a macro's arguments, where a file cannot be included: its end would end the arguments. */
  obeyInside(line: number, kind: LineKind): void {
    const isInclude = kind === LineKind.Include || kind === LineKind.IncludeNext;
    if (!isInclude || !this.#conditions.live) {
      this.obey(line, kind);
      return;
    }
    this.#fail(
      'include-in-macro-arguments',
      'A file cannot be included between the arguments of a macro.',
      this.#lines.lineSpan(line),
    );
  }

  #obeyConditional(line: number, kind: LineKind): void {
    const conditions = this.#conditions;
    switch (kind) {
      case LineKind.If:
        conditions.begin(line, () => this.#holds(line));
        break;
      case LineKind.Ifdef:
      case LineKind.Ifndef:
        conditions.begin(line, () => this.#isDefined(line) === (kind === LineKind.Ifdef));
        break;
      case LineKind.Elif:
        this.#mustFollow(
          line,
          conditions.elseIf(() => this.#holds(line)),
        );
        break;
      case LineKind.Elifdef:
      case LineKind.Elifndef:
        this.#mustFollow(
          line,
          conditions.elseIf(() => this.#isDefined(line) === (kind === LineKind.Elifdef)),
        );
        break;
      case LineKind.Else:
        if (conditions.outerLive) this.#endsItself(line);
        this.#mustFollow(line, conditions.otherwise());
        break;
      case LineKind.Endif:
        if (conditions.outerLive) this.#endsItself(line);
        this.#mustFollow(line, conditions.end() ? 'done' : 'no-if');
        break;
    }
  }

  #endsItself(line: number): void {
    if (!isBare(this.#lines.scan, line)) this.#endsHere(line, 2);
  }

  /** cpp takes no notice of what else stands on the line, but for a warning. */
  #endsHere(line: number, count: number, tokens: readonly Token[] = this.#lines.tokens(line)): void {
    const extra = tokens[count];
    if (extra === undefined) return;
    const { start, file } = placeOf(extra);
    this.#run.report({
      severity: 'warning',
      code: 'extra-tokens',
      message: `What stands behind this #${tokens[1]?.text} is not looked at.`,
      place: { file, start, end: this.#lines.lineSpan(line).end },
      help: 'Remove it, or make it a comment.',
    });
  }

  #mustFollow(line: number, answer: 'done' | 'no-if' | 'after-else'): void {
    if (answer === 'done') return;

    const name = this.#lines.tokens(line)[1]?.text;
    const message =
      answer === 'no-if'
        ? `This #${name} has no #if before it.`
        : `This #${name} follows the #else of its #if.`;
    this.#fail('unexpected-directive', message, this.#lines.lineSpan(line));
  }

  #holds(line: number): boolean {
    const source = new LineTokens(this.#lines.tokens(line), 2);
    const expander = new Expander(this.#host, source, true);
    const tokens = {
      next: () => expander.next(),
      nextUnexpanded: () => expander.nextUnexpanded(),
      isDefined: (name: Token) => name.text === '__has_include' || this.#run.macro(name.id) !== undefined,
      hasInclude: () => this.#hasInclude(expander),
      isAsserted: (assertion: Assertion) => this.#run.assertions.holds(assertion),
    };
    const holds = evaluateCondition(tokens, this.#lines.lineSpan(line), (problem) =>
      this.#run.report(problem),
    );
    expander.finish();
    return holds;
  }

  #hasInclude(expander: Expander): boolean {
    const tokens: Token[] = [];
    for (let token = expander.next(); token.kind !== TokenKind.End; token = expander.next()) {
      if (token.kind === TokenKind.CloseParen) break;
      tokens.push(token);
    }
    const header = readHeaderName(tokens);
    if (header === undefined) return false;
    return 'file' in this.#run.search.find(header.name, this.#lines.scan.file, header.quoted);
  }

  #isDefined(line: number): boolean {
    const id = this.#nameOf(line);
    return id !== undefined && this.#run.macro(id) !== undefined;
  }

  #undefine(line: number): void {
    const id = this.#nameOf(line);
    if (id !== undefined && this.#run.macro(id) !== undefined) this.#run.setMacro(id, undefined);
  }

  /** The number of the name that the line speaks of; undefined where it has none, which is reported. */
  #nameOf(line: number): number | undefined {
    const plain = plainName(this.#lines.scan, line);
    if (plain !== undefined) return this.#run.cache.identifiers.numberOf(plain.text);

    const name = this.#definitions.nameBehind(line);
    if (name !== undefined) this.#endsHere(line, 3);
    return name?.id;
  }

  #include(line: number, next: boolean): PreprocessedUnit | undefined {
    const header = this.#headerOf(line);
    if (header === undefined) {
      this.#fail('bad-include', '#include needs a file: "name" or <name>.', this.#lines.lineSpan(line));
      return undefined;
    }

    if (next) this.#run.dependsOnMore();
    const first = next ? this.#folder + 1 : 0;
    const found = this.#run.search.find(header.name, this.#lines.scan.file, header.quoted && !next, first);
    if (!('file' in found)) {
      this.#run.report({ ...found, place: header.place });
      return undefined;
    }
    if (this.#run.isLeftOut(found.file)) return undefined;

    const limit = this.#run.includeLimit(found.file);
    if (limit !== undefined) {
      if (limit.code !== '') this.#run.report({ ...limit, severity: 'error', place: header.place });
      return undefined;
    }
    if (header.once) this.#run.readOnce(found.file);
    this.#run.noteInclude(found.file, this.#lines.lineSpan(line));
    return this.#run.readUnit(found.file, found.folder);
  }

  #headerOf(line: number): (HeaderName & { readonly once: boolean }) | undefined {
    const lines = this.#lines;
    const piece = plainInclude(lines.scan, line);
    if (piece !== undefined) {
      const { text, start } = piece;
      const place = lines.span(start, start + text.length);
      return { name: text.slice(1, -1), quoted: text.startsWith('"'), place, once: false };
    }

    const tokens = lines.tokens(line, true);
    const once = tokens[1]?.text === 'import';
    const plain = readHeaderName(tokens.slice(2, 3));
    if (plain !== undefined) {
      this.#endsHere(line, 3, tokens);
      return { ...plain, once };
    }

    const expander = new Expander(this.#host, new LineTokens(tokens, 2), true);
    const expanded: Token[] = [];
    for (let token = expander.next(); token.kind !== TokenKind.End; token = expander.next())
      expanded.push(token);
    const header = readHeaderName(expanded);
    return header === undefined ? undefined : { ...header, once };
  }

  #message(line: number, severity: 'error' | 'warning'): void {
    const tokens = this.#lines.tokens(line).slice(2);
    const text = tokens
      .map((token, index) => (index > 0 && token.has(TokenFlag.SpaceBefore) ? ' ' : '') + token.text)
      .join('');
    const message = text === '' ? `An #${severity} without a text stands here.` : text;
    this.#run.report({ severity, code: `user-${severity}`, message, place: this.#lines.lineSpan(line) });
  }

  #pragma(line: number): void {
    const [, , what, ...rest] = this.#lines.tokens(line);
    if (what?.text === 'once' && rest.length === 0) this.#run.readOnce(this.#lines.scan.file);
    if (what?.text !== 'push_macro' && what?.text !== 'pop_macro') return;

    const [open, name, close] = rest;
    const isGood =
      open?.kind === TokenKind.OpenParen &&
      name?.kind === TokenKind.String &&
      close?.kind === TokenKind.CloseParen;
    if (!isGood) return;
    const id = this.#run.cache.identifiers.numberOf(name.text.slice(1, -1).trim());
    if (what.text === 'push_macro') this.#run.pushMacro(id);
    else this.#run.popMacro(id);
  }

  #assert(line: number, asserts: boolean): void {
    const directive = asserts ? '#assert' : '#unassert';
    const tokens = new LineTokens(this.#lines.tokens(line), 2);
    const read = readAssertion(() => tokens.next());
    if (read === undefined || (asserts && read.assertion.answer === undefined)) {
      const message = `${directive} needs a name and an answer: ${directive} name(answer).`;
      this.#fail('bad-assertion', message, this.#lines.lineSpan(line));
      return;
    }
    if (asserts) this.#run.assertions.add(read.assertion);
    else this.#run.assertions.remove(read.assertion);
  }

  /** `#line 12 "file"`, in which macros are expanded, and `# 12 "file"`. */
  #presentAs(line: number, isMarker: boolean): void {
    const tokens = this.#lines.tokens(line);
    const expander = new Expander(this.#host, new LineTokens(tokens, isMarker ? 1 : 2), true);
    const number = expander.next();
    const file = expander.next();
    expander.finish();
    const isGood =
      /^\d+$/.test(number.text) && (file.kind === TokenKind.String || file.kind === TokenKind.End);
    // Behind the name of a marker stand flags.
    const hasRest = isMarker && tokens.slice(3).some(({ text }) => /\D/.test(text));
    const isBinary = isMarker && holdsNul(file.text);
    if (!isGood || hasRest || isBinary) {
      const message = isBinary
        ? 'The file name of a line marker cannot hold a NUL.'
        : '#line needs a line number and, if any, a file name in quotes.';
      this.#fail('bad-line-directive', message, this.#lines.lineSpan(line));
      this.#lines.presentOn(this.#nextPresented(line + 1));
      return;
    }

    const path = file.kind === TokenKind.String ? file.text.slice(1, -1).replace(/\\(.)/g, '$1') : undefined;
    this.#lines.present(
      line + 1,
      Math.min(Number(number.text), MAX_LINE),
      path,
      this.#nextPresented(line + 1),
      isMarker,
    );
  }

  /** The next line that surely changes what file the user is told: one that no condition may leave out. */
  #nextPresented(from: number): number {
    const { kinds, lineCount } = this.#lines.scan;
    const end = Math.min(lineCount, from + MAX_PRESENTED_LINES);
    let depth = 0;
    let isLeftOut = false;
    for (let line = from; line < end; line++) {
      const kind = (kinds[line] ?? LineKind.Blank) as LineKind;
      if (kind === LineKind.Line || kind === LineKind.Marker) {
        if (depth === 0 && !isLeftOut) return line;
      } else if (kind === LineKind.Endif) {
        if (depth === 0) isLeftOut = false;
        else depth--;
      } else if (isConditional(kind)) {
        if (opensCondition(kind)) depth++;
        else if (depth === 0) isLeftOut = true;
      }
    }
    return lineCount;
  }

  #fail(code: string, message: string, place: Place): void {
    const problem: Problem = { severity: 'error', code, message, place };
    this.#run.report(problem);
  }
}

const MAX_LINE = 0x7fffffff;

/** Whether an escape of a quoted text means the character 0, or it stands there itself. */
function holdsNul(quoted: string): boolean {
  if (quoted.includes('\0')) return true;
  for (const [, octal, hex] of quoted.matchAll(/\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|[\s\S])/g)) {
    if (octal !== undefined && (Number.parseInt(octal, 8) & 0xff) === 0) return true;
    if (hex !== undefined && Number.parseInt(hex, 16) === 0) return true;
  }
  return false;
}

/** Beyond them nobody looks for the next #line: a hostile file has one in each of its nested conditions. */
const MAX_PRESENTED_LINES = 1000;
