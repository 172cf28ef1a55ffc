import type { IToken } from 'chevrotain';
import type { Problem } from '../src/source/problem.ts';
import { lex } from './lexer.ts';
import { DtsParser, type ParserOptions } from './parser.ts';
import { parseRepaired, type RepairedText } from './repaired-parse.ts';
import type { SourceText } from './source-text.ts';
import type { PropertySyntax } from './syntax.ts';
import { SyntaxScan } from './syntax-scan.ts';
import type { TokenBudget } from './token-budget.ts';
import * as token from './tokens.ts';
import type { ValueElement } from './value-element.ts';

/*
 * What is rare or wrong, which the grammar reads. All that needs chevrotain is behind the functions of this file, so that the
 * command loads it only for such a text.
 */

let parser: DtsParser | undefined;

function sharedParser(): DtsParser {
  parser ??= new DtsParser();
  return parser;
}

/** The elements of a property's value with their places. */
export function elementsByGrammar(property: PropertySyntax): readonly ValueElement[] {
  return sharedParser().parseElements(property);
}

/** Begins a stretch of `text`; what is wrong with its tokens is added to `problems`. */
export function startGrammar(text: SourceText, problems: Problem[]): GrammarStretch {
  return new GrammarStretch(text, problems);
}

/** The tokens of a stretch of text that the grammar is to parse. */
export class GrammarStretch {
  truncated = false;
  readonly text: SourceText;
  readonly problems: Problem[];
  readonly #tokens: IToken[] = [];
  #mode: 'name' | 'value' | 'bytes' = 'name';
  #depth = 0;
  #lastOpenString = -1;

  constructor(text: SourceText, problems: Problem[]) {
    this.text = text;
    this.problems = problems;
  }

  get isEmpty(): boolean {
    return this.#tokens.length === 0;
  }

  get isBetweenStatements(): boolean {
    if (this.#depth !== 0) return false;
    const last = this.#tokens.at(-1);
    return last === undefined || last.tokenType === token.Semicolon;
  }

  /** Whether what was read so far does not follow the grammar. */
  get hasMistake(): boolean {
    const scan = new SyntaxScan((index) => this.#tokens[index]);
    return !scan.run().isWhole;
  }

  parse(options: ParserOptions, budget: TokenBudget): RepairedText {
    return parseRepaired(sharedParser(), this.text, this.#tokens, options, budget);
  }

  /** Adds the tokens of a piece; returns how many they are. */
  lex(piece: string, base: number): number {
    let lexed = lex(piece, this.#mode);
    if (lexed.tokens.some(isUnterminatedString)) lexed = lex(piece, this.#mode, true);
    const rubbish = piece.includes('\0') ? lexed.tokens.find(isBinary) : undefined;
    if (rubbish !== undefined) {
      this.#reportBinary(base + rubbish.startOffset + rubbish.image.indexOf('\0'));
      return 0;
    }
    this.#mode = lexed.endMode;
    const { length } = lexed.tokens;
    for (const each of lexed.tokens) this.#add(each, base);
    return length;
  }

  #add(each: IToken, base: number): void {
    each.startOffset += base;
    const { tokenType } = each;
    if (tokenType === token.LeftBrace) this.#depth++;
    else if (tokenType === token.RightBrace) this.#depth--;
    else if (tokenType === token.UnterminatedComment) {
      this.#report('unterminated-comment', 'This comment never ends.', 'Close it with `*/`.', each, 2);
      this.truncated = true;
      return;
    } else if (isUnterminatedString(each)) {
      this.#reportString(each);
      each.tokenType = token.StringLiteral;
      each.tokenTypeIdx = token.StringLiteral.tokenTypeIdx as number;
    } else if (tokenType.name === 'StringOfOneLine') {
      each.tokenType = token.StringLiteral;
      each.tokenTypeIdx = token.StringLiteral.tokenTypeIdx as number;
    }
    this.#tokens.push(each);
  }

  #reportBinary(at: number): void {
    const message = 'This is no text: it holds a NUL character.';
    this.problems.push({
      severity: 'error',
      code: 'binary-input',
      message,
      place: this.text.place(at, at + 1),
    });
    this.truncated = true;
  }

  /** Of several quotes on a line the first is told. */
  #reportString(each: IToken): void {
    const between = this.text.text.slice(this.#lastOpenString, each.startOffset);
    if (this.#lastOpenString === -1 || between.includes('\n')) {
      const message = 'This string does not end.';
      this.#report('unterminated-string', message, 'Close it with `"`.', each, each.image.length);
    }
    this.#lastOpenString = each.startOffset;
  }

  #report(code: string, message: string, help: string, at: IToken, length: number): void {
    const place = this.text.place(at.startOffset, at.startOffset + length);
    this.problems.push({ severity: 'error', code, message, help, place });
  }
}

/** A NUL outside of a string: no source has that. */
function isBinary({ tokenType, image }: IToken): boolean {
  return tokenType === token.Rubbish && image.includes('\0');
}

function isUnterminatedString({ tokenType }: IToken): boolean {
  return tokenType === token.UnterminatedString;
}
