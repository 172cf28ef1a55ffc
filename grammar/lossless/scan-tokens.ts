import type { TokenType } from 'chevrotain';
import { CharClass, classOf, continuationEnd } from '../../src/preprocessor/characters.ts';
import { directiveKinds, isDirective, type LineKind } from '../../src/preprocessor/directive.ts';
import { Identifiers } from '../../src/preprocessor/identifiers.ts';
import { Scanner } from '../../src/preprocessor/scanner.ts';
import type { SourceFile } from '../../src/source/source-file.ts';
import * as grammar from '../tokens.ts';
import { LosslessToken, type LosslessTokenKind, type Trivia } from './token.ts';

/** A file with more tokens and trivia than this is no one's source: the rest of it becomes one token. */
const maximumPieces = 2_000_000;

const none: readonly Trivia[] = [];

/** As dtc's lexer: what a word is depends on where it stands. */
type Mode = 'name' | 'value' | 'bytes';

/** The spelling of the parser's tokens, for matching at a place. */
const spelling = {
  label: sticky(grammar.Label),
  name: sticky(grammar.Name),
  literal: sticky(grammar.Literal),
  word: sticky(grammar.Word),
  byte: sticky(grammar.Byte),
  badByte: sticky(grammar.BadByte),
  labelReference: sticky(grammar.LabelReference),
  pathReference: sticky(grammar.PathReference),
  badReference: sticky(grammar.BadReference),
  keyword: sticky(grammar.UnknownDirective),
  /** On a line of its own: over line ends go only those that dtc refuses. */
  character: /'(?:(?:\\'|[^'\n])*|\n)'/y,
  lineString: new RegExp(grammar.StringOfOneLine.source, 'y'),
  openString: sticky(grammar.UnterminatedString),
  rubbish: /[^\x20-\x7e\s]+|[\s\S]/y,
  punctuation: /<<|>>|<=|>=|==|!=|&&|\|\||[;{}=,[\]()<>&|^+\-*/%~!?:]/y,
};

/**
 * Cuts a file as written, before the preprocessor, into tokens; never fails, and loses no character.
 *
 * The parser's own lexer does not fit here: it drops what stands between tokens, and it takes its states from a text
 * without macros, in which a name is followed by `=`, `{` or `;` (behind `MY_NODE(3)` it would read names as values). So the
 * states are kept here, the spelling of each token is the grammar's, and which lines are directives is asked of the
 * preprocessor's scan.
 */
export function scanTokens(file: SourceFile): readonly LosslessToken[] {
  return new TokenScanner(file).scan();
}

class TokenScanner {
  readonly #text: string;
  /** Start, end and kind of each directive's line. */
  readonly #directives: readonly { readonly start: number; readonly end: number; readonly kind: LineKind }[];
  readonly #tokens: LosslessToken[] = [];
  readonly #interned = new Map<string, Trivia>();
  readonly #alone = new Map<Trivia, readonly Trivia[]>();
  /** What is being gathered before and behind a token: lists are made only for those who keep them. */
  readonly #leading: Trivia[] = [];
  readonly #trailing: Trivia[] = [];
  #nextDirective = 0;
  #at = 0;
  #pieces = 0;
  #mode: Mode = 'name';
  /** Parentheses open behind a name: the arguments of a macro. */
  #depth = 0;
  /** Up to here no string over several lines, on one line, or character ends: each is looked for once. */
  #noString = 0;
  #noLineString = 0;
  #noCharacter = 0;
  /** The first end of a block comment at or behind the place last asked about. */
  #commentEnd = -1;

  constructor(file: SourceFile) {
    this.#text = file.text;
    this.#directives = directiveLines(file);
  }

  scan(): readonly LosslessToken[] {
    const leading = this.#leading;
    let fullStart = 0;
    for (;;) {
      const line = this.#directives[this.#nextDirective];
      const limit = line?.start ?? this.#text.length;
      this.#trivia(leading, limit, false);
      if (this.#pieces > maximumPieces) {
        this.#add('rubbish', this.#text.length, leading, fullStart, this.#text.length);
        return this.#end([]);
      }
      if (this.#at < limit) {
        const start = this.#at;
        const kind = this.#token(limit);
        const end = this.#at;
        this.#at = start;
        this.#add(kind, end, leading, fullStart, limit);
      } else if (line === undefined) {
        return this.#end(leading, fullStart);
      } else {
        this.#nextDirective++;
        this.#trivia(leading, line.end, false);
        if (this.#at === line.end) continue;
        this.#add('directive', this.#lastCharacter(line.end), leading, fullStart, line.end, line.kind);
      }
      leading.length = 0;
      fullStart = this.#at;
    }
  }

  #add(
    kind: LosslessTokenKind,
    end: number,
    leading: readonly Trivia[],
    fullStart: number,
    limit: number,
    directive?: LineKind,
  ): void {
    const start = this.#at;
    const text = this.#text.slice(start, end);
    const before = this.#kept(leading);
    const trailing = this.#trailing;
    trailing.length = 0;
    this.#at = end;
    this.#trivia(trailing, limit, true);
    this.#pieces++;
    const range = { fullStart, fullEnd: this.#at };
    this.#tokens.push(new LosslessToken(kind, text, start, range, before, this.#kept(trailing), directive));
  }

  #end(leading: readonly Trivia[], fullStart = this.#at): readonly LosslessToken[] {
    this.#add('end', this.#at, leading, fullStart, this.#at);
    return this.#tokens;
  }

  // ---- Between tokens ---------------------------------------------------------------------------------------

  /** Reads trivia up to a token or the limit; or behind the next line end. */
  #trivia(into: Trivia[], limit: number, stopBehindLine: boolean): void {
    const text = this.#text;
    while (this.#at < limit && this.#pieces <= maximumPieces) {
      const kind = this.#triviaAt(text.charCodeAt(this.#at));
      if (kind === undefined) return;
      const end = Math.min(this.#triviaEnd(kind), limit);
      into.push(this.#piece(kind, text.slice(this.#at, end)));
      this.#at = end;
      if (stopBehindLine && kind === 'line-end') return;
    }
  }

  #triviaAt(code: number): Trivia['kind'] | undefined {
    switch (classOf(code)) {
      case CharClass.Blank:
        return 'space';
      case CharClass.NewLine:
        return 'line-end';
      case CharClass.CarriageReturn:
        return this.#text.charCodeAt(this.#at + 1) === 0x0a ? 'line-end' : 'space';
      case CharClass.Slash: {
        const next = this.#text.charCodeAt(this.#at + 1);
        return next === 0x2f ? 'line-comment' : next === 0x2a ? 'block-comment' : undefined;
      }
      case CharClass.Backslash:
        return continuationEnd(this.#text, this.#at) === -1 ? undefined : 'continuation';
      default:
        return undefined;
    }
  }

  #triviaEnd(kind: Trivia['kind']): number {
    const text = this.#text;
    const at = this.#at;
    switch (kind) {
      case 'line-end':
        return text.charCodeAt(at) === 0x0a ? at + 1 : at + 2;
      case 'continuation':
        return continuationEnd(text, at);
      case 'block-comment':
        return this.#blockCommentEnd(at + 2);
      case 'line-comment':
        return lineCommentEnd(text, at);
      case 'space': {
        let end = at + 1;
        while (isBlankAt(text, end)) end++;
        return end;
      }
    }
  }

  #blockCommentEnd(from: number): number {
    if (this.#commentEnd < from) {
      const found = this.#text.indexOf('*/', from);
      this.#commentEnd = found === -1 ? Number.POSITIVE_INFINITY : found;
    }
    return Math.min(this.#commentEnd + 2, this.#text.length);
  }

  /** Most trivia is the same few indentations and line ends. */
  #piece(kind: Trivia['kind'], text: string): Trivia {
    this.#pieces++;
    if (text.length > 16 || kind === 'line-comment' || kind === 'block-comment') return { kind, text };
    const known = this.#interned.get(text);
    if (known !== undefined) return known;
    const piece = { kind, text };
    if (this.#interned.size < 1000) this.#interned.set(text, piece);
    return piece;
  }

  /** A list to keep: the same one for tokens that have the same blank or line end beside them, as most do. */
  #kept(pieces: readonly Trivia[]): readonly Trivia[] {
    const [piece] = pieces;
    if (piece === undefined) return none;
    if (pieces.length > 1 || this.#interned.get(piece.text) !== piece) return pieces.slice();

    const known = this.#alone.get(piece);
    if (known !== undefined) return known;
    const alone = [piece];
    this.#alone.set(piece, alone);
    return alone;
  }

  /** End of a directive's text: blanks behind it are trivia. */
  #lastCharacter(lineEnd: number): number {
    let end = lineEnd;
    while (end > this.#at + 1 && /[ \t\f\v\r\n]/.test(this.#text.charAt(end - 1))) end--;
    return end;
  }

  // ---- Tokens -----------------------------------------------------------------------------------------------

  /** Moves behind the token that stands here. */
  #token(limit: number): LosslessTokenKind {
    const code = this.#text.charCodeAt(this.#at);
    const kind = this.#quoted(code, limit) ?? this.#slashWord(code) ?? this.#reference(code) ?? this.#word();
    if (kind !== undefined) return kind;
    if (this.#match(spelling.punctuation)) {
      this.#changeMode(code);
      return 'punctuation';
    }
    this.#match(spelling.rubbish);
    this.#at = Math.min(this.#at, limit);
    return 'rubbish';
  }

  #match(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #quoted(code: number, limit: number): LosslessTokenKind | undefined {
    if (code === 0x22) {
      this.#string(limit);
      return 'string';
    }
    if (code !== 0x27 || this.#at < this.#noCharacter) return undefined;
    if (this.#match(spelling.character)) return 'character';
    this.#noCharacter = this.#lineEnd();
    return undefined;
  }

  /** A string may go on over line ends, but not over directives: there its quote has no partner. */
  #string(limit: number): void {
    const text = this.#text;
    if (this.#at >= this.#noString) {
      for (let at = this.#at + 1; at < limit; at++) {
        const code = text.charCodeAt(at);
        if (code === 0x5c) at++;
        if (code !== 0x22) continue;
        this.#at = at + 1;
        return;
      }
      this.#noString = limit;
    }
    if (this.#at >= this.#noLineString) {
      if (this.#match(spelling.lineString)) return;
      this.#noLineString = this.#lineEnd();
    }
    this.#match(spelling.openString);
  }

  /** As cpp reads it, the last slash of `/bits//` or `/bits/*` begins a comment. */
  #slashWord(code: number): LosslessTokenKind | undefined {
    const start = this.#at;
    if (code !== 0x2f || !this.#match(spelling.keyword)) return undefined;
    const next = this.#text.charCodeAt(this.#at);
    if (next === 0x2f || next === 0x2a) {
      this.#at = start;
      return undefined;
    }
    if (this.#text.startsWith('/memreserve/', start)) this.#mode = 'value';
    return 'keyword';
  }

  #reference(code: number): LosslessTokenKind | undefined {
    if (code !== 0x26) return undefined;
    const start = this.#at;
    const found =
      this.#match(spelling.labelReference) ||
      this.#match(spelling.pathReference) ||
      this.#match(spelling.badReference);
    // A path with a comment in it, as cpp reads it, is none.
    if (found && !/\/[/*]/.test(this.#text.slice(start, this.#at))) return 'reference';
    this.#at = start;
    return undefined;
  }

  #word(): LosslessTokenKind | undefined {
    if (this.#match(spelling.label)) return 'label';
    switch (this.#mode) {
      case 'name':
        return this.#match(spelling.name) ? 'name' : undefined;
      case 'value':
        if (this.#match(spelling.literal)) return 'number';
        return this.#match(spelling.word) ? 'word' : undefined;
      case 'bytes':
        if (this.#match(spelling.byte)) return 'byte';
        return this.#match(spelling.badByte) ? 'word' : undefined;
    }
  }

  #changeMode(code: number): void {
    switch (code) {
      case 0x7b: // {
      case 0x7d: // }
      case 0x3b: // ;
        this.#mode = 'name';
        this.#depth = 0;
        return;
      case 0x3d: // =
        if (this.#mode === 'name') this.#mode = 'value';
        return;
      case 0x5b: // [
        this.#mode = 'bytes';
        return;
      case 0x5d: // ]
        this.#mode = 'value';
        return;
      case 0x28: // (
        if (this.#mode === 'name' || this.#depth > 0) this.#depth++;
        this.#mode = 'value';
        return;
      case 0x29: // )
        if (this.#depth > 0 && --this.#depth === 0) this.#mode = 'name';
    }
  }

  #lineEnd(): number {
    const found = this.#text.indexOf('\n', this.#at);
    return found === -1 ? this.#text.length : found;
  }
}

function directiveLines(file: SourceFile): { start: number; end: number; kind: LineKind }[] {
  const identifiers = new Identifiers();
  const { lineCount, starts, kinds } = new Scanner(identifiers, directiveKinds(identifiers)).scan(file);
  const lines: { start: number; end: number; kind: LineKind }[] = [];
  for (let line = 0; line < lineCount; line++) {
    const kind = kinds[line] as LineKind;
    if (!isDirective(kind)) continue;
    lines.push({ start: starts[line] ?? 0, end: starts[line + 1] ?? file.text.length, kind });
  }
  return lines;
}

function sticky({ name, PATTERN }: TokenType): RegExp {
  if (!(PATTERN instanceof RegExp)) throw new Error(`the token ${name} has no regular expression`);
  return new RegExp(PATTERN.source, 'y');
}

function isBlankAt(text: string, at: number): boolean {
  const kind = classOf(text.charCodeAt(at));
  if (kind === CharClass.CarriageReturn) return text.charCodeAt(at + 1) !== 0x0a;
  return kind === CharClass.Blank;
}

/** Before the line end; a backslash there lets the comment go on. */
function lineCommentEnd(text: string, start: number): number {
  for (let at = start; ; ) {
    const newLine = text.indexOf('\n', at);
    if (newLine === -1) return text.length;
    let last = newLine;
    while (last > at && isLineBlank(text.charCodeAt(last - 1))) last--;
    const continues = last > at && text.charCodeAt(last - 1) === 0x5c;
    if (!continues) return text.charCodeAt(newLine - 1) === 0x0d ? newLine - 1 : newLine;
    at = newLine + 1;
  }
}

function isLineBlank(code: number): boolean {
  const kind = classOf(code);
  return kind === CharClass.Blank || kind === CharClass.CarriageReturn;
}
