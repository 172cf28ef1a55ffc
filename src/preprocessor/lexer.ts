import type { SourceFile } from '../source/source-file.ts';
import { CharClass, classOf, nameEnd, numberEnd } from './characters.ts';
import type { Identifiers } from './identifiers.ts';
import { Token, TokenFlag, TokenKind } from './token.ts';

/** A stretch of text to cut into tokens, and where it stands in its file. */
export interface LexerInput {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly file: SourceFile;
  /** What to add to an offset in `text` to have the file's. */
  readonly shift: number;
  /** In place of `shift`: the file's offset of each character (continuation lines). */
  readonly offsets?: Uint32Array | undefined;
  /** Whether `<...>` is one token: in `#include`. */
  readonly headerNames?: boolean;
}

const PUNCTUATORS =
  /<<=|>>=|\.\.\.|<<|>>|<=|>=|==|!=|&&|\|\||\+\+|--|->|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|[-+*/%&|^~!<>=?:;.@[\]{}]/y;

/** What the characters are that are a token whatever follows them, by code; most punctuation of a device tree is such. */
const ALONE = new Uint8Array(128);
for (const character of ';{}[]@?:~') ALONE[character.charCodeAt(0)] = TokenKind.Punctuator;
ALONE[0x28] = TokenKind.OpenParen;
ALONE[0x29] = TokenKind.CloseParen;
ALONE[0x2c] = TokenKind.Comma;

/**
 * Cuts one logical line into preprocessing tokens as GCC's cpp does in assembler mode (`_cpp_lex_direct` of GCC 12): no
 * digraphs, no `$` in names, and a quote without a partner takes the rest of its line.
 */
export function tokenize(input: LexerInput, identifiers: Identifiers): Token[] {
  const { text, end, offsets } = input;
  const tokens: Token[] = [];
  let flags: number = TokenFlag.LineStart;
  let at = input.start;
  let gapStart = at;

  while (at < end) {
    const kind = classOf(text.charCodeAt(at));
    if (kind === CharClass.Blank || isNewLine(text, at)) {
      flags |= TokenFlag.SpaceBefore;
      at++;
      continue;
    }
    const commentEnd = kind === CharClass.Slash ? endOfComment(text, at, end) : -1;
    if (commentEnd !== -1) {
      flags |= TokenFlag.SpaceBefore | TokenFlag.GapDirty;
      at = commentEnd;
      continue;
    }

    const tokenEnd = endOfToken(text, at, end, kind, input.headerNames === true && tokens.length === 2);
    const spelling = text.slice(at, tokenEnd);
    const tokenKind = kindOf(kind, spelling, text.charCodeAt(at));
    const id = tokenKind === TokenKind.Name ? identifiers.numberOf(spelling) : -1;
    tokens.push(
      offsets === undefined
        ? new Token(
            tokenKind,
            flags,
            spelling,
            id,
            input.file,
            at + input.shift,
            tokenEnd + input.shift,
            gapStart + input.shift,
          )
        : splicedToken(input, offsets, tokenKind, flags, spelling, id, at, tokenEnd),
    );
    flags = 0;
    at = tokenEnd;
    gapStart = tokenEnd;
  }
  return tokens;
}

function splicedToken(
  input: LexerInput,
  offsets: Uint32Array,
  kind: TokenKind,
  flags: number,
  spelling: string,
  id: number,
  at: number,
  end: number,
): Token {
  const start = offsets[at] ?? 0;
  const last = (offsets[end - 1] ?? 0) + 1;
  const dirty = TokenFlag.GapDirty | (last - start === spelling.length ? 0 : TokenFlag.TextDirty);
  return new Token(
    kind,
    flags | dirty,
    spelling,
    id,
    input.file,
    start + input.shift,
    last + input.shift,
    start + input.shift,
  );
}

/** Inside a block comment's line a new line is only white space; a carriage return belongs to the line ending. */
function isNewLine(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code === 0x0a) return true;
  return code === 0x0d && (at + 1 === text.length || text.charCodeAt(at + 1) === 0x0a);
}

/** Behind the comment that begins at a slash; -1 where none does. */
export function endOfComment(text: string, slash: number, limit: number): number {
  const next = text.charCodeAt(slash + 1);
  if (slash + 1 >= limit) return -1;
  if (next === 0x2f) return limit;
  if (next !== 0x2a) return -1;

  const close = text.indexOf('*/', slash + 2);
  return close === -1 || close + 2 > limit ? limit : close + 2;
}

function endOfToken(text: string, at: number, limit: number, kind: number, headerName: boolean): number {
  switch (kind) {
    case CharClass.Letter:
      return endOfNameOrWideString(text, at, limit);
    case CharClass.Digit:
      return numberEnd(text, at + 1, limit);
    case CharClass.Dot:
      if (at + 1 < limit && classOf(text.charCodeAt(at + 1)) === CharClass.Digit)
        return numberEnd(text, at + 2, limit);
      break;
    case CharClass.Quote:
      return endOfQuoted(text, at, limit);
    case CharClass.Hash:
      return text.charCodeAt(at + 1) === 0x23 && at + 1 < limit ? at + 2 : at + 1;
  }

  if (headerName && text.charCodeAt(at) === 0x3c) {
    const close = text.indexOf('>', at);
    if (close !== -1 && close < limit) return close + 1;
  }
  if ((ALONE[text.charCodeAt(at)] ?? 0) !== 0) return at + 1;
  PUNCTUATORS.lastIndex = at;
  const found = PUNCTUATORS.exec(text)?.[0].length ?? characterLength(text, at);
  return Math.min(at + found, limit);
}

/** `L"..."` is one token of C, and so its inside is text. */
function endOfNameOrWideString(text: string, at: number, limit: number): number {
  const end = nameEnd(text, at + 1, limit);
  const isWide = end === at + 1 && text.charCodeAt(at) === 0x4c && end < limit;
  if (isWide && classOf(text.charCodeAt(end)) === CharClass.Quote) return endOfQuoted(text, end, limit);
  return end;
}

/** Behind the closing quote, or the end of the line where there is none. */
export function endOfQuoted(text: string, open: number, limit: number): number {
  const quote = text.charCodeAt(open);
  for (let at = open + 1; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === 0x5c) at++;
    else if (code === 0x0a) return at;
  }
  return limit;
}

function characterLength(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xd800 && code < 0xdc00 ? 2 : 1;
}

function kindOf(charClass: number, spelling: string, first: number): TokenKind {
  switch (charClass) {
    case CharClass.Letter:
      return isQuoteInside(spelling) ? quotedKind(spelling.slice(1), spelling.charCodeAt(1)) : TokenKind.Name;
    case CharClass.Digit:
      return TokenKind.Number;
    case CharClass.Dot:
      return spelling.length > 1 && spelling !== '...' ? TokenKind.Number : TokenKind.Punctuator;
    case CharClass.Quote:
      return quotedKind(spelling, first);
    case CharClass.Hash:
      return spelling.length === 2 ? TokenKind.Paste : TokenKind.Hash;
  }
  const alone = (ALONE[first] ?? 0) as TokenKind | 0;
  if (alone !== 0) return alone;
  PUNCTUATORS.lastIndex = 0;
  if (first === 0x3c && spelling.endsWith('>')) return TokenKind.String;
  return PUNCTUATORS.test(spelling) ? TokenKind.Punctuator : TokenKind.Other;
}

function isQuoteInside(spelling: string): boolean {
  const second = spelling.charCodeAt(1);
  return second === 0x22 || second === 0x27;
}

function quotedKind(spelling: string, quote: number): TokenKind {
  const closed = endsQuoted(spelling, quote);
  if (!closed) return TokenKind.Other;
  return quote === 0x22 ? TokenKind.String : TokenKind.Char;
}

function endsQuoted(spelling: string, quote: number): boolean {
  let at = 1;
  while (at < spelling.length) {
    const code = spelling.charCodeAt(at);
    if (code === quote) return at === spelling.length - 1;
    at += code === 0x5c ? 2 : 1;
  }
  return false;
}
