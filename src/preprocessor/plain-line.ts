import { CHAR_CLASSES, CharClass } from './characters.ts';
import { endOfComment, endOfQuoted, tokenize } from './lexer.ts';
import type { Macro } from './macro.ts';
import { PlainChunk } from './plain-chunk.ts';
import type { PlainExpander, PlainExpansion } from './plain-expander.ts';
import { LineFlag, type ScannedFile } from './scan.ts';
import type { Token } from './token.ts';

/** What became of a line, and all that it depends on. */
export interface PlainLine {
  readonly chunk: PlainChunk;
  /** The identifiers that were looked up in macros' bodies. */
  readonly ids: readonly number[];
  /** What its macros take of the input's budget. */
  readonly spent: number;
}

/**
 * Expands the uses of macros in one line after another and copies what stands between them, to the character as
 * {@link LineBuilder} writes it. The line has no continuation, and no quote without a partner.
 */
export class PlainLineWriter {
  readonly #expander: PlainExpander;
  readonly #macros: readonly (Macro | undefined)[];
  #scan: ScannedFile | undefined;
  #text = '';
  #line = '';
  /** White space or a comment stands before what comes next. */
  #spaced = false;

  constructor(expander: PlainExpander, macros: readonly (Macro | undefined)[]) {
    this.#expander = expander;
    this.#macros = macros;
  }

  /** Undefined where the line takes the full expander. */
  write(scan: ScannedFile, line: number): PlainLine | undefined {
    const { names, nameStarts, namePositions, starts, flags, file } = scan;
    const hasComment = ((flags[line] ?? 0) & LineFlag.Comment) !== 0;
    const end = starts[line + 1] as number;
    const lastName = nameStarts[line + 1] as number;
    this.#scan = scan;
    this.#text = file.text;
    this.#line = '';
    this.#spaced = false;
    let at = starts[line] as number;
    const ids: number[] = [];
    const used: Macro[] = [];
    let spent = 0;

    for (let name = nameStarts[line] as number; name < lastName; name++) {
      const start = namePositions[name] as number;
      const macro = this.#macros[names[name] as number];
      if (macro === undefined || start < at) continue;

      if (!this.#copy(at, start, hasComment)) return undefined;
      at = start + macro.nameLength;
      if (macro.builtIn === undefined && macro.shape.parameters !== undefined) {
        at = this.#endOfArguments(at, end);
        if (at === -1) return undefined;
      }
      const expansion = this.#expand(macro, start + macro.nameLength, at);
      if (expansion === undefined || !this.#add(expansion.text)) return undefined;
      spent += expansion.spent;
      for (let index = 0; index < expansion.ids.length; index++) {
        ids.push(expansion.ids[index] as number);
        const found = expansion.macros[index];
        if (found !== undefined) used.push(found);
      }
    }
    if (!this.#copy(at, end, hasComment)) return undefined;
    return { chunk: new PlainChunk(scan, line, this.#line, used), ids, spent };
  }

  #expand(macro: Macro, from: number, to: number): PlainExpansion | undefined {
    if (from < to) return this.#expander.expand(macro, this.#tokens(from, to));

    const known = macro.plain;
    if (known !== undefined && this.#stillHolds(known)) return known;
    const expansion = this.#expander.expand(macro, undefined);
    if (expansion !== undefined) macro.plain = expansion;
    return expansion;
  }

  #stillHolds({ ids, macros }: PlainExpansion): boolean {
    for (let index = 0; index < ids.length; index++) {
      if (this.#macros[ids[index] as number] !== macros[index]) return false;
    }
    return true;
  }

  #tokens(start: number, end: number): readonly Token[] {
    const { file, identifiers } = this.#scan as ScannedFile;
    return tokenize(
      { text: this.#text, start, end, file, shift: 0, offsets: undefined, headerNames: false },
      identifiers,
    );
  }

  /** Behind the parenthesis that closes the arguments; -1 where they do not begin here, or do not end before a comment or the line's end. */
  #endOfArguments(from: number, end: number): number {
    const text = this.#text;
    let at = from;
    while (CHAR_CLASSES[text.charCodeAt(at)] === CharClass.Blank) at++;
    if (text.charCodeAt(at) !== 0x28) return -1;

    let depth = 0;
    for (; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === 0x28) depth++;
      else if (code === 0x29) {
        if (--depth === 0) return at + 1;
      } else if (code === 0x22 || code === 0x27) {
        at = endOfQuoted(text, at, end) - 1;
      } else if (code === 0x0a || (code === 0x2f && endOfComment(text, at, end) !== -1)) {
        return -1;
      }
    }
    return -1;
  }

  /** Copies a stretch: what stands side by side as it is, and a space for each comment and for the white space at its ends. */
  #copy(from: number, to: number, hasComment: boolean): boolean {
    const text = this.#text;
    let start = from;
    let last = from;
    for (let at = from; at < to; ) {
      const code = text.charCodeAt(at);
      if (isBlankAt(text, at, code)) {
        if (start === at) {
          start++;
          this.#spaced = true;
        }
        at++;
        continue;
      }
      const commentEnd = hasComment && code === 0x2f ? endOfComment(text, at, to) : -1;
      if (commentEnd !== -1) {
        if (last > start && !this.#add(text.slice(start, last))) return false;
        this.#spaced = true;
        at = commentEnd;
        start = commentEnd;
        continue;
      }
      at = hasComment && (code === 0x22 || code === 0x27) ? endOfQuoted(text, at, to) : at + 1;
      last = at;
    }
    if (last <= start) return true;
    if (!this.#add(text.slice(start, last))) return false;
    this.#spaced = last < to;
    return true;
  }

  /** Adds a piece; false where a space might be needed that only the full expander can tell. */
  #add(piece: string): boolean {
    const line = this.#line;
    if (this.#spaced) this.#line = `${line} ${piece}`;
    else if (line !== '' && mayJoin(line.charCodeAt(line.length - 1), piece.charCodeAt(0))) return false;
    else this.#line = line + piece;
    this.#spaced = false;
    return true;
  }
}

/** Whether cpp might keep two tokens apart that end and begin with these characters. */
function mayJoin(left: number, right: number): boolean {
  if (SEPARATES.has(right) || SEPARATES.has(left)) return false;
  if (isWord(right)) return isWord(left) || !PRECEDES_WORDS.has(left);
  return !isWord(left) || !FOLLOWS_WORDS.has(right);
}

const codesOf = (characters: string): ReadonlySet<number> =>
  new Set(Array.from(characters, (character) => character.charCodeAt(0)));
/** Tokens of their own wherever they stand. */
const SEPARATES = codesOf('(),;{}[]');
const PRECEDES_WORDS = codesOf('<>&|*/%^!=~:?@');
const FOLLOWS_WORDS = codesOf('<>&|*/%^!=~:?@');

function isWord(code: number): boolean {
  const kind = code < 128 ? CHAR_CLASSES[code] : CharClass.Other;
  return kind === CharClass.Letter || kind === CharClass.Digit;
}

function isBlankAt(text: string, at: number, code: number): boolean {
  if (code > 0x20) return false;
  if (code === 0x0d) return at + 1 === text.length || text.charCodeAt(at + 1) === 0x0a;
  return code === 0x0a || CHAR_CLASSES[code] === CharClass.Blank;
}
