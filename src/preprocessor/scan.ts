import { SourceFile } from '../source/source-file.ts';
import { CHAR_CLASSES, CharClass, continuationEnd, nameEnd, numberEnd } from './characters.ts';
import { isDirective, LineKind } from './directive.ts';
import type { Identifiers } from './identifiers.ts';
import { readLogicalLine } from './logical-line.ts';
import { NumberList } from './number-list.ts';
import { findDirectives, findSections, type Section } from './sections.ts';

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

const { imul } = Math;

/** The rest of a line without a quote, a slash or a backslash: no string, no comment, no continuation begins in it. */
const PLAIN_REST = /[^"'/\\\n]*(?=\n)/y;

/** Scans a file; costs some 10 ns a character, so callers keep the result. */
export function scanFile(
  file: SourceFile,
  identifiers: Identifiers,
  directives: ReadonlyMap<number, LineKind>,
): ScannedFile {
  return new Scanner(file, identifiers, directives).scan();
}

class Scanner {
  readonly #file: SourceFile;
  readonly #text: string;
  readonly #identifiers: Identifiers;
  readonly #directives: ReadonlyMap<number, LineKind>;
  readonly #names = new NumberList();
  readonly #positions = new NumberList();
  /** The first backslash at or behind the last place that was asked about. */
  #backslash = -1;
  #kind: LineKind = LineKind.Blank;
  #flags = 0;

  constructor(file: SourceFile, identifiers: Identifiers, directives: ReadonlyMap<number, LineKind>) {
    this.#file = file;
    this.#text = file.text;
    this.#identifiers = identifiers;
    this.#directives = directives;
  }

  scan(): ScannedFile {
    const starts = new NumberList();
    const kinds = new NumberList();
    const flags = new NumberList();
    const nameStarts = new NumberList();

    for (let at = 0; at < this.#text.length; ) {
      starts.push(at);
      nameStarts.push(this.#names.length);
      this.#kind = LineKind.Blank;
      this.#flags = 0;
      at = this.#scanLine(at);
      kinds.push(this.#kind);
      flags.push(this.#flags);
    }

    const lineCount = starts.length;
    starts.push(this.#text.length);
    nameStarts.push(this.#names.length);
    const lines = {
      kinds: Uint8Array.from(kinds.values()),
      flags: Uint8Array.from(flags.values()),
      nameStarts: nameStarts.values(),
      names: this.#names.values(),
      namePositions: this.#positions.values(),
      nextDirective: findDirectives(kinds.values()),
    };
    const sections = findSections(lines, lineCount, this.#identifiers);
    return {
      file: this.#file,
      identifiers: this.#identifiers,
      lineCount,
      starts: starts.values(),
      ...lines,
      sections,
    };
  }

  /** Scans the logical line at `start` and returns where the next one begins. */
  #scanLine(start: number): number {
    const text = this.#text;
    const limit = text.length;
    let at = start;

    while (at < limit) {
      const code = text.charCodeAt(at);
      switch (code < 128 ? CHAR_CLASSES[code] : CharClass.Other) {
        case CharClass.NewLine:
          return at + 1;
        case CharClass.Blank:
        case CharClass.CarriageReturn:
          at++;
          break;
        case CharClass.Letter:
          at = this.#scanName(at);
          break;
        case CharClass.Digit:
          this.#sawText();
          at = numberEnd(text, at + 1, limit);
          break;
        case CharClass.Dot:
          this.#sawText();
          at = isDigit(text.charCodeAt(at + 1)) ? numberEnd(text, at + 2, limit) : at + 1;
          break;
        case CharClass.Quote:
          this.#sawText();
          at = this.#scanQuoted(at);
          break;
        case CharClass.Slash:
          at = this.#scanSlash(at);
          break;
        case CharClass.Backslash:
          if (continuationEnd(text, at) !== -1) return this.#scanSpliced(start);
          this.#sawText();
          at++;
          break;
        case CharClass.Hash:
          at = this.#kind === LineKind.Blank ? this.#scanDirective(at) : at + 1;
          break;
        default:
          this.#sawText();
          at++;
      }
      if (this.#flags & LineFlag.Spliced) return this.#scanSpliced(start);
    }
    return limit;
  }

  #sawText(): void {
    if (this.#kind === LineKind.Blank) this.#kind = LineKind.Text;
  }

  #scanName(at: number): number {
    this.#sawText();
    const text = this.#text;
    const limit = text.length;
    // Most of a source is names: one loop, without calls, finds where each ends and sums it.
    let sum = text.charCodeAt(at);
    let end = at + 1;
    let next = 0;
    for (; end < limit; end++) {
      next = text.charCodeAt(end);
      if (next >= 128) break;
      const kind = CHAR_CLASSES[next];
      if (kind !== CharClass.Letter && kind !== CharClass.Digit) break;
      sum = (imul(sum, 31) + next) | 0;
    }
    if (end === at + 1 && text.charCodeAt(at) === 0x4c && (next === 0x22 || next === 0x27))
      return this.#scanQuoted(end);

    this.#names.push(this.#identifiers.numberOfSum(text, at, end, sum));
    this.#positions.push(at);
    return end;
  }

  #scanQuoted(open: number): number {
    const text = this.#text;
    const quote = text.charCodeAt(open);
    let at = open + 1;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) return at + 1;
      if (code === 0x0a) break;
      if (code !== 0x5c) continue;
      if (continuationEnd(text, at) !== -1) {
        this.#flags |= LineFlag.Spliced;
        return at;
      }
      at++;
    }
    this.#flags |= quote === 0x22 ? LineFlag.LoneQuote : LineFlag.LoneApostrophe;
    return Math.min(at, text.length);
  }

  #scanSlash(at: number): number {
    const text = this.#text;
    const next = text.charCodeAt(at + 1);
    if (next === 0x2f) return this.#scanLineComment(at);
    if (next === 0x2a) return this.#scanBlockComment(at);
    if (next === 0x5c && continuationEnd(text, at + 1) !== -1) {
      this.#flags |= LineFlag.Spliced;
      return at;
    }

    this.#sawText();
    if (text.startsWith('/include/', at)) this.#flags |= LineFlag.Include;
    return at + 1;
  }

  #scanLineComment(at: number): number {
    this.#flags |= LineFlag.Comment;
    const newLine = this.#text.indexOf('\n', at);
    const end = newLine === -1 ? this.#text.length : newLine;
    if (this.#hasContinuation(at, end + 1)) this.#flags |= LineFlag.Spliced;
    return end;
  }

  #scanBlockComment(at: number): number {
    this.#flags |= LineFlag.Comment;
    const close = this.#text.indexOf('*/', at + 2);
    const end = close === -1 ? this.#text.length : close + 2;
    if (close === -1) this.#flags |= LineFlag.OpenComment;
    if (this.#hasContinuation(at, end)) this.#flags |= LineFlag.Spliced;
    return end;
  }

  #hasContinuation(start: number, end: number): boolean {
    let at = this.#backslashAt(start);
    while (at < end) {
      if (continuationEnd(this.#text, at) !== -1) return true;
      at = this.#backslashAt(at + 1);
    }
    return false;
  }

  /** The next backslash: looked for once, since a file may have none and many comments. */
  #backslashAt(from: number): number {
    if (this.#backslash >= from) return this.#backslash;
    const found = this.#text.indexOf('\\', from);
    this.#backslash = found === -1 ? Number.POSITIVE_INFINITY : found;
    return this.#backslash;
  }

  #scanDirective(hash: number): number {
    const text = this.#text;
    let at = hash + 1;
    while (isBlank(text.charCodeAt(at)) || text.startsWith('/*', at)) {
      if (!text.startsWith('/*', at)) {
        at++;
        continue;
      }
      at = this.#scanBlockComment(at);
      if (this.#flags & LineFlag.Spliced) return at;
    }

    const code = text.charCodeAt(at);
    if (at >= text.length || code === 0x0a || code === 0x0d || text.startsWith('//', at)) {
      this.#kind = LineKind.Ignored;
      return at;
    }
    this.#kind = this.#directiveKind(hash, at);
    if (this.#kind !== LineKind.Include && this.#kind !== LineKind.IncludeNext) {
      if (!isDirective(this.#kind)) return at;
      // Nobody asks for the names in a directive's line.
      PLAIN_REST.lastIndex = at;
      return PLAIN_REST.test(text) ? PLAIN_REST.lastIndex : at;
    }

    // A comment cannot begin inside <...>.
    const header = /[ \t]*<[^>\n]*>/y;
    header.lastIndex = nameEnd(text, at, text.length);
    return header.test(text) ? header.lastIndex : at;
  }

  #directiveKind(hash: number, at: number): LineKind {
    const text = this.#text;
    const end = nameEnd(text, at, text.length);
    if (end === at) return LineKind.Text;
    if (isDigit(text.charCodeAt(at))) return isLineMarker(text, hash) ? LineKind.Marker : LineKind.Text;
    if (text.charCodeAt(end) === 0x5c) return LineKind.Text;

    return this.#directives.get(this.#identifiers.numberAt(text, at, end)) ?? LineKind.Text;
  }

  /** A line with a continuation: only its extent and its kind are found here. */
  #scanSpliced(start: number): number {
    const line = readLogicalLine(this.#text, start);
    const inner = new Scanner(
      new SourceFile(this.#file.path, line.text),
      this.#identifiers,
      this.#directives,
    );
    inner.#scanLine(0);

    this.#kind = inner.#kind;
    this.#flags =
      LineFlag.Spliced | (inner.#flags & ~LineFlag.Spliced) | (line.openComment ? LineFlag.OpenComment : 0);
    for (const name of inner.#names.values()) {
      this.#names.push(name);
      this.#positions.push(start);
    }
    return line.next;
  }
}

/** As dtc knows it: with nothing before it, not even a blank, and with one behind its `#`. */
function isLineMarker(text: string, hash: number): boolean {
  if (hash > 0 && text.charCodeAt(hash - 1) !== 0x0a) return false;
  const marker = /#[ \t]+\d+[ \t]+"(?:[^"\\\n]|\\.)*"/y;
  marker.lastIndex = hash;
  return marker.test(text);
}

function isBlank(code: number): boolean {
  return code < 128 && CHAR_CLASSES[code] === CharClass.Blank;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
