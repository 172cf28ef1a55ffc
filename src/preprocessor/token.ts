import type { MacroUse } from '../source/place.ts';
import { SourceFile } from '../source/source-file.ts';

/** What a preprocessing token is; the names follow libcpp's (cpplib.h). */
export const TokenKind = {
  Name: 1,
  Number: 2,
  String: 3,
  Char: 4,
  /** One character that is no token of C, or all from a lone quote to the end of its line. */
  Other: 5,
  Punctuator: 6,
  Hash: 7,
  Paste: 8,
  OpenParen: 9,
  CloseParen: 10,
  Comma: 11,
  /** Carries white space between the results of expansions; has no text. */
  Padding: 12,
  End: 13,
  /** A parameter in a macro's body. */
  Parameter: 14,
} as const;

export type TokenKind = (typeof TokenKind)[keyof typeof TokenKind];

export const TokenFlag = {
  /** White space or a comment stands before it. */
  SpaceBefore: 1,
  /** `##` follows it in a macro's body. */
  PasteLeft: 2,
  /** Its macro was being expanded when it was seen: it is never expanded again. */
  NoExpand: 4,
  /** First of its logical line. */
  LineStart: 8,
  /** A parameter behind `#`. */
  Stringify: 16,
  /** What stands before it cannot be copied from the file as it is: a comment or a continuation. */
  GapDirty: 32,
  /** Its text differs from the file's: a continuation line runs through it, or it was made here. */
  TextDirty: 64,
} as const;

/** One preprocessing token and where it was spelled. */
export class Token {
  readonly kind: TokenKind;
  flags: number;
  readonly text: string;
  /** A name's number; a parameter's index; else -1. */
  readonly id: number;
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
  /** Where the gap before it begins: the end of the token before, or the start of the line. */
  readonly gapStart: number;
  /** The macro use in whose body it stood. */
  readonly via: MacroUse | undefined;
  /** Of a padding: the token whose white space it stands for. */
  readonly source: Token | undefined;

  constructor(
    kind: TokenKind,
    flags: number,
    text: string,
    id: number,
    file: SourceFile,
    start: number,
    end: number,
    gapStart: number = start,
    via?: MacroUse,
    source?: Token,
  ) {
    this.kind = kind;
    this.flags = flags;
    this.text = text;
    this.id = id;
    this.file = file;
    this.start = start;
    this.end = end;
    this.gapStart = gapStart;
    this.via = via;
    this.source = source;
  }

  /** The same token with other flags, and through another macro use where one is given. */
  copy(flags: number, via: MacroUse | undefined = this.via): Token {
    return new Token(
      this.kind,
      flags,
      this.text,
      this.id,
      this.file,
      this.start,
      this.end,
      this.gapStart,
      via,
    );
  }

  has(flag: number): boolean {
    return (this.flags & flag) !== 0;
  }
}

const NO_FILE = new SourceFile('', '');

/** Ends a list of tokens; nothing comes behind it. */
export const END_MARK: Token = new Token(TokenKind.End, 0, '', -1, NO_FILE, 0, 0);

/** Padding that stands for no white space, and only keeps its neighbours from becoming one token. */
export const AVOID_PASTE: Token = new Token(TokenKind.Padding, 0, '', -1, NO_FILE, 0, 0);

/** Padding that stands for the white space before a token. */
export function paddingFor(source: Token): Token {
  return new Token(TokenKind.Padding, 0, '', -1, NO_FILE, 0, 0, 0, undefined, source);
}
