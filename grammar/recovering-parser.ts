import { EmbeddedActionsParser, EOF, type IToken, isRecognitionException, type TokenType } from 'chevrotain';
import type { Problem, RelatedPlace } from '../src/source/problem.ts';
import { describeToken, directiveNames, expectations } from './expectations.ts';
import { Indentations } from './indentations.ts';
import { lex } from './lexer.ts';
import type { SourceText } from './source-text.ts';
import { nearest } from './spelling.ts';
import * as token from './tokens.ts';

/** No more than this many problems of one text are told. */
const maximumProblems = 100;

/** More tokens than this between two names are not lexed again: nobody wrote them by hand. */
const maximumLexedAgain = 10_000;

/** No token index. */
const noComplaint = -2;

export interface Trouble {
  readonly code: string;
  readonly message: string;
  readonly help?: string;
  readonly severity?: 'warning';
  readonly related?: readonly RelatedPlace[];
}

/**
 * The part of the parser that knows what to do after a mistake: it tells each one once, in our words, and finds the place
 * where the next property, node or statement begins.
 *
 * Chevrotain's own recovery is off: it inserts and deletes tokens without knowing that a missing semicolon also puts the
 * lexer into the wrong state.
 */
export abstract class RecoveringParser extends EmbeddedActionsParser {
  // Chevrotain's cursor, which its types do not show.
  declare private currIdx: number;
  declare private tokVectorLength: number;

  protected text: SourceText | undefined;
  protected problems: Problem[] = [];
  /** Where in the text each problem is. */
  protected offsets: Map<Problem, number> = new Map();
  /** The first mistake of syntax. */
  protected mistake: Problem | undefined;
  /** The end of the text is known to be missing (an unterminated comment), so nobody asks for braces there. */
  protected truncated = false;
  #lastComplaint = noComplaint;
  #unclosed: { readonly brace: IToken | undefined } | undefined;

  constructor() {
    super(tokenTypes(), { maxLookahead: 1, skipValidations: true, errorMessageProvider: expectations });
  }

  protected startText(text: SourceText, tokens: IToken[], truncated: boolean): void {
    this.input = tokens;
    this.text = text;
    this.problems = [];
    this.offsets = new Map();
    this.mistake = undefined;
    this.truncated = truncated;
    this.#lastComplaint = noComplaint;
    this.#unclosed = undefined;
  }

  // ---- Telling ----------------------------------------------------------------------------------------------

  /** Adds a problem about a range of the text. */
  protected report(trouble: Trouble, start: number, end: number): void {
    if (this.RECORDING_PHASE || this.text === undefined || this.problems.length > maximumProblems) return;
    const place = this.text.place(start, end);
    if (this.problems.length === maximumProblems) {
      const message = `There are more problems; only the first ${maximumProblems} are shown.`;
      this.problems.push({ severity: 'error', code: 'too-many-problems', message, place });
      return;
    }
    const { code, message, help, related, severity = 'error' } = trouble;
    const problem: Problem = { severity, code, message, place, ...(related && { related }), help };
    this.problems.push(problem);
    this.offsets.set(problem, start);
  }

  /** Whether a token was put in by a repair, and stands nowhere in the text. */
  protected isInserted({ image, startOffset }: IToken): boolean {
    return this.text !== undefined && !this.text.text.startsWith(image, startOffset);
  }

  protected reportToken(trouble: Trouble, at: IToken): void {
    this.report(trouble, at.startOffset, endOf(at));
  }

  /** Reports a mistake of syntax about the next token, unless the last one was about this token already. */
  protected complain(trouble: Trouble, where: 'next' | 'after-previous' = 'next'): void {
    if (this.RECORDING_PHASE || this.currIdx === this.#lastComplaint) return;
    this.#lastComplaint = this.currIdx;
    const next = this.LA(1);
    const count = this.problems.length;
    if (where === 'next' && next.tokenType !== EOF) this.reportToken(trouble, next);
    else this.reportAfterPrevious(trouble);
    this.mistake ??= this.problems[count];
  }

  private reportAfterPrevious(trouble: Trouble): void {
    const previous = this.currIdx < 0 ? undefined : this.LA(0);
    if (previous === undefined) this.report(trouble, 0, 1);
    else this.report(trouble, endOf(previous) - 1, endOf(previous));
  }

  /** Says what was expected and what was found instead. */
  protected complainUnexpected(expected: string): void {
    const found = this.LA(1);
    const isArgument = expected === '`)`' && found.tokenType === token.Comma;
    this.complain(
      isArgument ? commaInExpression : (this.specialTrouble(found) ?? unexpected(expected, found)),
    );
  }

  /** Mistakes that the found token alone explains better than what was expected. */
  private specialTrouble(found: IToken): Trouble | undefined {
    switch (found.tokenType) {
      case token.Word:
        return {
          code: 'unexpected-word',
          message: `Found \`${found.image}\` where a value is expected.`,
          help: `If \`${found.image}\` is a macro, include the header that defines it.`,
        };
      case token.UnknownDirective: {
        if (directiveNames.includes(found.image)) return brokenDirective(found.image);
        const similar = nearest(found.image, directiveNames);
        return {
          code: 'unknown-directive',
          message: `There is no directive \`${found.image}\`.`,
          help:
            similar === undefined
              ? `The directives are ${directiveNames.join(' ')}.`
              : `Did you mean \`${similar}\`?`,
        };
      }
      case token.BadReference:
        return {
          code: 'bad-reference',
          message: `${describeToken(found)} is not a reference.`,
          help: 'Write `&label`, `&{/path/to/node}` or `&{label/sub/node}`.',
        };
      default:
        return undefined;
    }
  }

  // ---- Going on ---------------------------------------------------------------------------------------------

  /** Runs a part of the grammar; after a mistake in it tells what was expected and resumes by `resume`. */
  protected recovering(part: () => void, resume: () => void): void {
    try {
      part();
    } catch (error) {
      if (!(error instanceof Error) || !isRecognitionException(error)) throw error;
      this.complainUnexpected(error.message);
      resume();
    }
  }

  /** Consumes the semicolon, or says at the end of what stands before it that it is missing and goes on as if it stood there. */
  protected semicolon(occurrence: number): IToken {
    if (this.RECORDING_PHASE || this.LA(1).tokenType === token.Semicolon) {
      return this.consume(occurrence, token.Semicolon);
    }
    const previous = this.LA(0);
    const { tokenType } = this.LA(1);
    if (tokenType === EOF && this.truncated) return previous;
    const special = this.startsLine(this.LA(1)) ? undefined : this.specialTrouble(this.LA(1));
    if (tokenType !== EOF && tokenType !== token.RightBrace) this.lexAgainAsName();
    this.complain(special ?? missingSemicolon(previous, describeToken(this.LA(1))), 'after-previous');
    return previous;
  }

  /** Whether a new line begins between the previous token and this one. */
  protected startsLine(next: IToken): boolean {
    if (this.text === undefined || this.currIdx < 0) return true;
    if (next.tokenType === EOF) return true;
    return this.breaksLine(this.LA(0), next);
  }

  private breaksLine(previous: IToken, next: IToken): boolean {
    return this.text?.text.slice(endOf(previous), next.startOffset).includes('\n') ?? false;
  }

  /** Whether the line of the next token is indented deeper than that of the previous one. */
  protected isIndented(next: IToken): boolean {
    return this.startsLine(next) && this.indentation(next).length > this.indentation(this.LA(0)).length;
  }

  /**
   * Without its semicolon, what follows was lexed as a value. Lexes it again as names, up to a token after which both
   * readings agree.
   */
  private lexAgainAsName(): void {
    // What is told no more need not be understood: each missing semicolon moves all the tokens behind it.
    if (this.text === undefined || this.problems.length > maximumProblems) return;
    const tokens = this.input;
    const first = this.currIdx + 1;
    const last = this.lastOfOtherReading(first);
    const start = endOf(this.LA(0));
    const stop = tokens[last];
    const end = stop === undefined || last >= this.tokVectorLength ? this.text.length : endOf(stop);
    const again = lex(this.text.text.slice(start, end), 'name').tokens;
    if (again.length > maximumLexedAgain) return;
    for (const each of again) each.startOffset += start;
    const replaced = Math.min(last, this.tokVectorLength - 1) - first + 1;
    tokens.splice(first, replaced, ...again);
    this.tokVectorLength += again.length - replaced;
  }

  /** The next token behind which names are expected; or the word at the end of its line, since values follow names too. */
  private lastOfOtherReading(first: number): number {
    for (let last = first; last < this.tokVectorLength; last++) {
      const [each, next] = [this.input[last], this.input[last + 1]];
      if (each?.tokenType.PUSH_MODE === 'name') return last;
      if (each?.tokenType === token.Word && next !== undefined && this.breaksLine(each, next)) return last;
    }
    return this.tokVectorLength;
  }

  /** Goes on as if an opening brace stood before the next token. */
  protected supplyLeftBrace(): void {
    if (this.LA(1).tokenType !== token.RightBrace) this.lexAgainAsName();
    const previous = this.LA(0);
    const { LeftBrace } = token;
    const tokenTypeIdx = LeftBrace.tokenTypeIdx ?? previous.tokenTypeIdx;
    const startOffset = endOf(previous);
    const brace = { ...previous, image: '', startOffset, tokenType: LeftBrace, tokenTypeIdx };
    this.input.splice(this.currIdx + 1, 0, brace);
    this.tokVectorLength++;
  }

  /** Moves behind the next semicolon of this level, or before the brace that closes it. */
  protected skipMember(): void {
    this.skipUntil(() => false);
  }

  /** Moves behind the next semicolon outside braces, or before what can only be a new statement. */
  protected skipStatement(): void {
    this.skipUntil((depth) => depth === 0 && this.startsStatement());
    if (this.LA(1).tokenType === token.RightBrace) this.skip();
    if (this.LA(0).tokenType === token.RightBrace && this.LA(1).tokenType === token.Semicolon) this.skip();
  }

  private skipUntil(stop: (depth: number) => boolean): void {
    let depth = 0;
    for (let next = this.LA(1); next.tokenType !== EOF; next = this.LA(1)) {
      if (stop(depth)) return;
      if (next.tokenType === token.RightBrace && depth-- === 0) return;
      if (next.tokenType === token.LeftBrace) depth++;
      this.skip();
      if (next.tokenType === token.Semicolon && depth === 0) return;
    }
  }

  /**
   * Whether a token of that type comes next, or the grammar is being recorded. Chevrotain finds that out, too, but in ten
   * calls: for what most properties do not have.
   */
  protected mayBegin(type: TokenType): boolean {
    return this.RECORDING_PHASE || this.LA(1).tokenType === type;
  }

  protected skip(): void {
    this.currIdx++;
  }

  /** Moves before the brace that closes the body just opened. */
  protected skipBody(): void {
    let depth = 0;
    for (let next = this.LA(1); next.tokenType !== EOF; next = this.LA(1)) {
      if (next.tokenType === token.RightBrace && depth-- === 0) return;
      if (next.tokenType === token.LeftBrace) depth++;
      this.skip();
    }
  }

  /** Whether the next tokens can only begin a top-level statement. */
  protected startsStatement(): boolean {
    const { tokenType } = this.LA(1);
    if (tokenType === token.Version || tokenType === token.Plugin || tokenType === token.Memreserve)
      return true;
    const opens = this.LA(2).tokenType === token.LeftBrace;
    return opens && (tokenType === token.Slash || isReference(tokenType));
  }

  /**
   * The opening brace that was probably never closed: the first whose partner stands at another indentation than the line
   * that opens it. Looked for once a text, however many braces are missing.
   */
  protected likelyUnclosed(): IToken | undefined {
    this.#unclosed ??= { brace: this.#findUnclosed() };
    return this.#unclosed.brace;
  }

  #findUnclosed(): IToken | undefined {
    const indentations = new Indentations(this.text?.text ?? '');
    const open: { readonly brace: IToken; readonly indentation: string }[] = [];
    for (const each of this.input) {
      const { tokenType } = each;
      if (tokenType !== token.LeftBrace && tokenType !== token.RightBrace) continue;
      const indentation = indentations.before(each.startOffset);
      if (tokenType === token.LeftBrace) {
        open.push({ brace: each, indentation });
        continue;
      }
      const partner = open.pop();
      if (partner !== undefined && partner.indentation !== indentation) return partner.brace;
    }
    return open.at(-1)?.brace;
  }

  /** The blanks that the token's line begins with. */
  private indentation(at: IToken): string {
    const text = this.text?.text ?? '';
    const start = text.lastIndexOf('\n', at.startOffset - 1) + 1;
    return /^[ \t]*/.exec(text.slice(start, at.startOffset))?.[0] ?? '';
  }

  protected startsColumnOne(next: IToken): boolean {
    return next.startOffset === 0 || this.text?.text[next.startOffset - 1] === '\n';
  }
}

/**
 * Offset of the token. It is an integer to V8, too: where the grammar is recorded, chevrotain's own token holds a double, after
 * which V8 would box the offsets of all syntax trees.
 */
export function startOf(at: IToken): number {
  return at.startOffset | 0;
}

/** Offset behind the token. */
export function endOf(at: IToken): number {
  return (at.startOffset + at.image.length) | 0;
}

export function isReference(type: TokenType): boolean {
  return type === token.LabelReference || type === token.PathReference;
}

function tokenTypes(): TokenType[] {
  return [...new Set(Object.values(token.lexerDefinition.modes).flat() as TokenType[])];
}

function unexpected(expected: string, found: IToken): Trouble {
  return { code: 'syntax-error', message: `Expected ${expected}, found ${describeToken(found)}.` };
}

const commaInExpression: Trouble = {
  code: 'syntax-error',
  message: 'Expected `)`, found `,`: an expression in parentheses has no comma.',
  help: 'If these are the arguments of a macro, write its name before `(`.',
};

/** A directive that was not read as one. */
function brokenDirective(image: string): Trouble {
  const code = 'unknown-directive';
  if (image === '/include/') {
    const message = 'Behind `/include/` stands no file name in quotes.';
    return {
      code,
      message,
      help: 'Write `/include/ "file.dtsi"`, or `#include` for a name in angle brackets.',
    };
  }
  const message = `The last \`/\` of \`${image}\` begins a comment with what stands behind it.`;
  return { code, message, help: `Put a blank behind \`${image}\`.` };
}

/** What is said of a semicolon that is missing between a token and what was found behind it. */
export function missingSemicolon(previous: IToken, found: string): Trouble {
  return {
    code: 'missing-semicolon',
    message: `Expected \`;\` after ${describeToken(previous)}, found ${found}.`,
    help: previous.tokenType === token.RightBrace ? 'A node ends with `};`.' : 'Add `;` here.',
  };
}
