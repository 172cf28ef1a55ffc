import type { SourceFile } from '../source/source-file.ts';
import { CHAR_CLASSES, CharClass } from './characters.ts';
import { isDirective, LineKind } from './directive.ts';
import type { Identifiers } from './identifiers.ts';
import { readLogicalLine } from './logical-line.ts';
import { LineFlag, type ScannedFile } from './scan.ts';
import { findDirectives, findSections } from './sections.ts';

const { imul } = Math;
const NEW_LINE = 0x0a;

/**
 * Scans files, some 10 ns a character, so callers keep the result.
 *
 * One scanner serves a whole run: it reads a file's characters from an array, which is several times as fast as from a string,
 * and collects what it finds in arrays that are made once and cut to size for each file.
 */
export class Scanner {
  readonly #identifiers: Identifiers;
  readonly #directives: ReadonlyMap<number, LineKind>;
  /** For the text of lines with continuations, which stands in no file. */
  #inner: Scanner | undefined;
  #text = '';
  #length = 0;
  /** The text's characters; a new line stands behind them. */
  #codes = new Uint16Array(1 << 14);
  #lineCount = 0;
  #starts = new Uint32Array(1 << 10);
  #nameStarts = new Uint32Array(1 << 10);
  #kinds = new Uint8Array(1 << 10);
  #lineFlags = new Uint8Array(1 << 10);
  #nameCount = 0;
  #names = new Uint32Array(1 << 12);
  #positions = new Uint32Array(1 << 12);
  /** The first backslash at or behind the last place that was asked about. */
  #backslash = -1;
  /** Of the line that is being scanned. */
  #kind: LineKind = LineKind.Blank;
  #flags = 0;

  constructor(identifiers: Identifiers, directives: ReadonlyMap<number, LineKind>) {
    this.#identifiers = identifiers;
    this.#directives = directives;
  }

  scan(file: SourceFile): ScannedFile {
    this.#load(file.text);
    for (let at = 0; at < this.#length; ) {
      const line = this.#lineCount++;
      if (line + 1 >= this.#starts.length) this.#growLines();
      this.#starts[line] = at;
      this.#nameStarts[line] = this.#nameCount;
      at = Math.min(this.#scanLine(at), this.#length);
      this.#kinds[line] = this.#kind;
      this.#lineFlags[line] = this.#flags;
    }

    return this.#cut(file);
  }

  /** What was found, in one piece of memory: each of its own costs more to make and to keep than what is in it. */
  #cut(file: SourceFile): ScannedFile {
    const lineCount = this.#lineCount;
    const nameCount = this.#nameCount;
    this.#starts[lineCount] = this.#length;
    this.#nameStarts[lineCount] = nameCount;

    const wordCount = 3 * (lineCount + 1) + 2 * nameCount;
    const words = new Uint32Array(new ArrayBuffer(4 * wordCount + 2 * lineCount), 0, wordCount);
    let at = 0;
    const piece = (from: Uint32Array, count: number): Uint32Array => {
      const to = words.subarray(at, at + count);
      to.set(from.subarray(0, count));
      at += count;
      return to;
    };
    const starts = piece(this.#starts, lineCount + 1);
    const nameStarts = piece(this.#nameStarts, lineCount + 1);
    const names = piece(this.#names, nameCount);
    const namePositions = piece(this.#positions, nameCount);
    const nextDirective = words.subarray(at);
    const kinds = new Uint8Array(words.buffer, 4 * wordCount, lineCount);
    const flags = new Uint8Array(words.buffer, 4 * wordCount + lineCount, lineCount);
    kinds.set(this.#kinds.subarray(0, lineCount));
    flags.set(this.#lineFlags.subarray(0, lineCount));
    findDirectives(kinds, nextDirective);

    const lines = { kinds, flags, nameStarts, names, nextDirective };
    const sections = findSections(lines, lineCount, this.#identifiers);
    return { file, identifiers: this.#identifiers, lineCount, starts, ...lines, namePositions, sections };
  }

  #load(text: string): void {
    this.#text = text;
    this.#length = text.length;
    this.#lineCount = 0;
    this.#nameCount = 0;
    this.#backslash = -1;
    if (this.#codes.length <= text.length) this.#codes = new Uint16Array(text.length * 2);
    writeCodes(text, this.#codes);
    this.#codes[text.length] = NEW_LINE;
  }

  /** Scans the logical line at `start` and returns where the next one begins. */
  #scanLine(start: number): number {
    const codes = this.#codes;
    const firstName = this.#nameCount;
    this.#kind = LineKind.Blank;
    this.#flags = 0;
    let at = start;

    for (;;) {
      const code = codes[at] as number;
      switch (code < 128 ? CHAR_CLASSES[code] : CharClass.Other) {
        case CharClass.NewLine:
          return at + 1;
        case CharClass.Blank:
        case CharClass.CarriageReturn:
          at++;
          continue;
        case CharClass.Letter:
          if (this.#kind === LineKind.Blank) this.#kind = LineKind.Text;
          at = this.#scanName(at);
          break;
        case CharClass.Digit:
          if (this.#kind === LineKind.Blank) this.#kind = LineKind.Text;
          at = this.#numberEnd(at + 1);
          continue;
        case CharClass.Dot:
          if (this.#kind === LineKind.Blank) this.#kind = LineKind.Text;
          at = isDigit(codes[at + 1] as number) ? this.#numberEnd(at + 2) : at + 1;
          continue;
        case CharClass.Quote:
          if (this.#kind === LineKind.Blank) this.#kind = LineKind.Text;
          at = this.#scanQuoted(at);
          break;
        case CharClass.Slash:
          at = this.#scanSlash(at);
          break;
        case CharClass.Backslash:
          if (this.#continues(at)) return this.#scanSpliced(start, firstName);
          if (this.#kind === LineKind.Blank) this.#kind = LineKind.Text;
          at++;
          continue;
        case CharClass.Hash:
          at = this.#kind === LineKind.Blank ? this.#scanDirective(at) : at + 1;
          break;
        default:
          if (this.#kind === LineKind.Blank) this.#kind = LineKind.Text;
          at++;
          continue;
      }
      if (this.#flags & LineFlag.Spliced) return this.#scanSpliced(start, firstName);
    }
  }

  #scanName(at: number): number {
    const codes = this.#codes;
    // Most of a source is names: one loop, without calls, finds where each ends and sums it.
    let next = codes[at] as number;
    let sum = 0;
    let end = at;
    for (; next < 128; next = codes[end] as number) {
      const kind = CHAR_CLASSES[next];
      if (kind !== CharClass.Letter && kind !== CharClass.Digit) break;
      sum = (imul(sum, 31) + next) | 0;
      end++;
    }
    if (end === at + 1 && codes[at] === 0x4c && (next === 0x22 || next === 0x27))
      return this.#scanQuoted(end);

    const count = this.#nameCount++;
    if (count === this.#names.length) {
      this.#names = longer(this.#names);
      this.#positions = longer(this.#positions);
    }
    this.#names[count] = this.#identifiers.numberAt(codes, at, end, sum);
    this.#positions[count] = at;
    return end;
  }

  /** C's pp-number, which takes `0x1e+3` as one; `at` is behind its first digit. */
  #numberEnd(at: number): number {
    const codes = this.#codes;
    for (let end = at; ; end++) {
      const code = codes[end] as number;
      const kind = code < 128 ? CHAR_CLASSES[code] : CharClass.Other;
      if (kind === CharClass.Letter || kind === CharClass.Digit || kind === CharClass.Dot) continue;
      if (code !== 0x2b && code !== 0x2d) return end;
      const before = (codes[end - 1] as number) | 0x20;
      if (before !== 0x65 && before !== 0x70) return end;
    }
  }

  #scanQuoted(open: number): number {
    const codes = this.#codes;
    const length = this.#length;
    const quote = codes[open];
    let at = open + 1;
    for (; at < length; at++) {
      const code = codes[at];
      if (code === quote) return at + 1;
      if (code === NEW_LINE) break;
      if (code !== 0x5c) continue;
      if (this.#continues(at)) {
        this.#flags |= LineFlag.Spliced;
        return at;
      }
      at++;
    }
    this.#flags |= quote === 0x22 ? LineFlag.LoneQuote : LineFlag.LoneApostrophe;
    return Math.min(at, length);
  }

  #scanSlash(at: number): number {
    const next = this.#codes[at + 1];
    if (next === 0x2f) return this.#scanLineComment(at);
    if (next === 0x2a) return this.#scanBlockComment(at);
    if (next === 0x5c && this.#continues(at + 1)) {
      this.#flags |= LineFlag.Spliced;
      return at;
    }

    if (this.#kind === LineKind.Blank) this.#kind = LineKind.Text;
    if (next === 0x69 && this.#text.startsWith('/include/', at)) this.#flags |= LineFlag.Include;
    return at + 1;
  }

  #scanLineComment(at: number): number {
    this.#flags |= LineFlag.Comment;
    const codes = this.#codes;
    let end = at;
    while (codes[end] !== NEW_LINE) end++;
    if (this.#hasContinuation(at, end + 1)) this.#flags |= LineFlag.Spliced;
    return end;
  }

  #scanBlockComment(at: number): number {
    this.#flags |= LineFlag.Comment;
    const close = this.#text.indexOf('*/', at + 2);
    const end = close === -1 ? this.#length : close + 2;
    if (close === -1) this.#flags |= LineFlag.OpenComment;
    if (this.#hasContinuation(at, end)) this.#flags |= LineFlag.Spliced;
    return end;
  }

  /** Whether the backslash ends its line, but for blanks, and so goes on on the next one. */
  #continues(backslash: number): boolean {
    for (let at = backslash + 1; at < this.#length; at++) {
      const code = this.#codes[at] as number;
      if (code === NEW_LINE) return true;
      const kind = code < 128 ? CHAR_CLASSES[code] : CharClass.Other;
      if (kind !== CharClass.Blank && kind !== CharClass.CarriageReturn) return false;
    }
    return false;
  }

  #hasContinuation(start: number, end: number): boolean {
    let at = this.#backslashAt(start);
    while (at < end) {
      if (this.#continues(at)) return true;
      at = this.#backslashAt(at + 1);
    }
    return false;
  }

  /** The next backslash: looked for once, since a file may have none and many comments. */
  #backslashAt(from: number): number {
    if (this.#backslash >= from) return this.#backslash;
    const found = this.#text.indexOf('\\', from);
    this.#backslash = found === -1 ? Number.MAX_SAFE_INTEGER : found;
    return this.#backslash;
  }

  #scanDirective(hash: number): number {
    const codes = this.#codes;
    let at = hash + 1;
    for (;;) {
      const isComment = codes[at] === 0x2f && codes[at + 1] === 0x2a;
      if (!isComment && !isBlank(codes[at] as number)) break;
      at = isComment ? this.#scanBlockComment(at) : at + 1;
      if (this.#flags & LineFlag.Spliced) return at;
    }

    const code = codes[at];
    if (code === NEW_LINE || code === 0x0d || (code === 0x2f && codes[at + 1] === 0x2f)) {
      this.#kind = LineKind.Ignored;
      return at;
    }
    const end = this.#wordEnd(at);
    this.#kind = this.#directiveKind(hash, at, end);
    if (!isDirective(this.#kind)) return at;
    if (this.#kind === LineKind.Include || this.#kind === LineKind.IncludeNext)
      return this.#headerEnd(end, at);
    if (this.#kind === LineKind.Define) return this.#scanDefinition(end);
    return this.#plainRestEnd(at);
  }

  /** A comment cannot begin inside `<...>`; gives `otherwise` where no such name follows. */
  #headerEnd(from: number, otherwise: number): number {
    const codes = this.#codes;
    let at = from;
    while (codes[at] === 0x20 || codes[at] === 0x09) at++;
    if (codes[at] !== 0x3c) return otherwise;
    while (codes[at] !== NEW_LINE && codes[at] !== 0x3e) at++;
    return codes[at] === 0x3e ? at + 1 : otherwise;
  }

  /** Takes down the name that is defined, where the definition is plain. */
  #scanDefinition(from: number): number {
    const codes = this.#codes;
    let at = from;
    while (codes[at] === 0x20 || codes[at] === 0x09) at++;
    const first = codes[at] as number;
    if (at === from || first >= 128 || CHAR_CLASSES[first] !== CharClass.Letter)
      return this.#plainRestEnd(from);

    const end = this.#wordEnd(at);
    if (codes[end] === 0x28 || codes[end] === 0x5c || (end === at + 1 && isQuote(codes[end] as number)))
      return this.#plainRestEnd(from);
    this.#scanName(at);
    // A comment may hold a `##` too: then the definition is read the usual way, which gives the same.
    let last = end;
    let hasPaste = false;
    for (; codes[last] !== NEW_LINE; last++) hasPaste ||= codes[last] === 0x23 && codes[last + 1] === 0x23;
    if (!hasPaste) this.#flags |= LineFlag.PlainDefine;
    return this.#plainRestEnd(end);
  }

  /**
   * The end of a directive's line, in which nobody asks for the names; or `at`, where a quote, a slash or a backslash asks for a
   * closer look: a string, a comment or a continuation may begin there.
   */
  #plainRestEnd(at: number): number {
    const codes = this.#codes;
    for (let end = at; ; end++) {
      const code = codes[end] as number;
      if (code === NEW_LINE) return end;
      if (code === 0x22 || code === 0x27 || code === 0x2f || code === 0x5c) return at;
    }
  }

  #directiveKind(hash: number, at: number, end: number): LineKind {
    const codes = this.#codes;
    if (end === at) return LineKind.Text;
    if (isDigit(codes[at] as number)) return isLineMarker(this.#text, hash) ? LineKind.Marker : LineKind.Text;
    if (codes[end] === 0x5c) return LineKind.Text;

    let sum = 0;
    for (let index = at; index < end; index++) sum = (imul(sum, 31) + (codes[index] as number)) | 0;
    return this.#directives.get(this.#identifiers.numberAt(codes, at, end, sum)) ?? LineKind.Text;
  }

  #wordEnd(at: number): number {
    const codes = this.#codes;
    for (let end = at; ; end++) {
      const code = codes[end] as number;
      const kind = code < 128 ? CHAR_CLASSES[code] : CharClass.Other;
      if (kind !== CharClass.Letter && kind !== CharClass.Digit) return end;
    }
  }

  /** A line with a continuation: only its extent, its kind and its names are found here. */
  #scanSpliced(start: number, firstName: number): number {
    const line = readLogicalLine(this.#text, start);
    this.#inner ??= new Scanner(this.#identifiers, this.#directives);
    const inner = this.#inner;
    inner.#load(line.text);
    inner.#scanLine(0);

    this.#kind = inner.#kind;
    const openComment = line.openComment ? LineFlag.OpenComment : 0;
    this.#flags =
      LineFlag.Spliced | (inner.#flags & ~(LineFlag.Spliced | LineFlag.PlainDefine)) | openComment;
    this.#nameCount = firstName + inner.#nameCount;
    while (this.#nameCount > this.#names.length) {
      this.#names = longer(this.#names);
      this.#positions = longer(this.#positions);
    }
    this.#names.set(inner.#names.subarray(0, inner.#nameCount), firstName);
    this.#positions.fill(start, firstName, this.#nameCount);
    return line.next;
  }

  #growLines(): void {
    this.#starts = longer(this.#starts);
    this.#nameStarts = longer(this.#nameStarts);
    const kinds = new Uint8Array(this.#kinds.length * 2);
    const flags = new Uint8Array(this.#lineFlags.length * 2);
    kinds.set(this.#kinds);
    flags.set(this.#lineFlags);
    this.#kinds = kinds;
    this.#lineFlags = flags;
  }
}

function longer(list: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const copy = new Uint32Array(list.length * 2);
  copy.set(list);
  return copy;
}

/** Writes a text's characters into an array; in one go where the machine keeps the low byte first, as nearly all do. */
function writeCodes(text: string, codes: Uint16Array): void {
  if (text.length === 0) return;
  const bytes = Buffer.from(codes.buffer, codes.byteOffset, codes.byteLength);
  bytes.write(text, 0, 'utf16le');
  if (codes[0] === text.charCodeAt(0)) return;
  for (let at = 0; at < text.length; at++) codes[at] = text.charCodeAt(at);
}

/** As dtc knows it: with nothing before it, not even a blank, and with one behind its `#`. */
function isLineMarker(text: string, hash: number): boolean {
  if (hash > 0 && text.charCodeAt(hash - 1) !== NEW_LINE) return false;
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

function isQuote(code: number): boolean {
  return code === 0x22 || code === 0x27;
}
