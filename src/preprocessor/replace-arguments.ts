import type { MacroUse } from '../source/place.ts';
import { stringified } from './paste.ts';
import { AVOID_PASTE, paddingFor, Token, TokenFlag, TokenKind } from './token.ts';
import { findVaOpt, type VaOptGroup } from './va-opt.ts';

/** One argument of a macro's use. */
export interface MacroArgument {
  readonly raw: readonly Token[];
  /** The rest arguments were left out altogether: `, ##` before them drops its comma. */
  readonly omitted: boolean;
  expanded?: readonly Token[];
  string?: Token;
}

/** What replacing needs of the expander. */
export interface ReplaceHost {
  readonly expand: (raw: readonly Token[]) => readonly Token[];
  readonly inDirective: boolean;
}

/**
 * Puts the arguments into a function-like macro's body (C23 6.10.5.2 to 6.10.5.4; GCC's `replace_args`): expanded, or as they
 * are beside `##`, or as a string behind `#`. The result still has its `##` flags; the padding is GCC's.
 */
export function replaceArguments(
  body: readonly Token[],
  parameterCount: number,
  variadic: boolean,
  given: readonly MacroArgument[],
  use: MacroUse,
  host: ReplaceHost,
): Token[] {
  return new Replacement(body, parameterCount, variadic, given, use, host).run();
}

class Replacement {
  readonly #body: readonly Token[];
  readonly #rest: number;
  readonly #given: readonly MacroArgument[];
  readonly #use: MacroUse;
  readonly #host: ReplaceHost;
  readonly #out: Token[] = [];
  /** Where the output of the `__VA_OPT__` group that is being copied begins. */
  #groupStart = -1;

  constructor(
    body: readonly Token[],
    parameterCount: number,
    variadic: boolean,
    given: readonly MacroArgument[],
    use: MacroUse,
    host: ReplaceHost,
  ) {
    this.#body = body;
    this.#rest = variadic ? parameterCount - 1 : -1;
    this.#given = given;
    this.#use = use;
    this.#host = host;
  }

  run(): Token[] {
    for (let at = 0; at < this.#body.length; at++) {
      const part = this.#body[at] as Token;
      const group = this.#rest >= 0 ? findVaOpt(this.#body, at) : undefined;
      if (group !== undefined) {
        this.#replaceGroup(part, group);
        at = group.close;
      } else {
        this.#replace(part, at);
      }
    }
    return this.#out;
  }

  #replace(part: Token, at: number): void {
    if (part.kind !== TokenKind.Parameter) {
      this.#out.push(part.copy(part.flags, this.#use));
      return;
    }

    const pastesLeft = at > 0 && (this.#body[at - 1] as Token).has(TokenFlag.PasteLeft);
    const pastesRight = part.has(TokenFlag.PasteLeft);
    const atGroupStart = this.#out.length === this.#groupStart;
    const tokens = this.#tokensFor(part, pastesLeft || pastesRight);
    // Between two ## an empty argument lets the tokens around it meet, so nothing is mended there.
    const isPasteEnd = pastesLeft && !pastesRight && !part.has(TokenFlag.Stringify);
    if (isPasteEnd) this.#mendPaste(part, tokens.length === 0);

    if (!this.#host.inDirective && at > 0 && !pastesLeft && !atGroupStart) this.#out.push(paddingFor(part));
    for (const token of tokens) this.#out.push(token);
    if (tokens.length > 0 && pastesRight) this.#setPaste(this.#out.length - 1, true);
    if (!this.#host.inDirective && !pastesRight && this.#out.length !== this.#groupStart)
      this.#out.push(AVOID_PASTE);
  }

  #tokensFor(part: Token, raw: boolean): readonly Token[] {
    const argument = this.#given[part.id] as MacroArgument;
    if (part.has(TokenFlag.Stringify)) {
      argument.string ??= this.#made(TokenKind.String, stringified(argument.raw), part);
      return [argument.string];
    }
    if (raw) return argument.raw;

    argument.expanded ??= this.#host.expand(argument.raw);
    return argument.expanded;
  }

  /** Behind `##`: an empty argument leaves the token before it alone, and GCC's `, ## __VA_ARGS__` keeps or drops its comma. */
  #mendPaste(part: Token, isEmpty: boolean): void {
    const last = this.#out.length - 1;
    const isComma = this.#out[last]?.kind === TokenKind.Comma && part.id === this.#rest;
    if (isComma && this.#given[part.id]?.omitted) this.#out.pop();
    else if (isComma || (isEmpty && this.#out.length !== this.#groupStart)) this.#setPaste(last, false);
  }

  #replaceGroup(part: Token, group: VaOptGroup): void {
    const restIsEmpty = this.#restIsEmpty();
    const pastesLeft =
      group.open >= 2 && (this.#body[group.open - 2] as Token | undefined)?.has(TokenFlag.PasteLeft) === true;
    if (!pastesLeft && !this.#host.inDirective && group.open > 1) this.#out.push(paddingFor(part));

    const start = this.#out.length;
    this.#groupStart = start;
    if (!restIsEmpty) {
      for (let at = group.open + 1; at < group.close; at++) this.#replace(this.#body[at] as Token, at);
    }
    while (this.#out.length > start && this.#out.at(-1)?.kind === TokenKind.Padding) this.#out.pop();
    this.#groupStart = -1;

    const isEmpty = this.#out.length === start;
    const pastesRight = (this.#body[group.close] as Token).has(TokenFlag.PasteLeft);
    if (isEmpty) this.#setPaste(start - 1, pastesRight && pastesLeft);
    else if (pastesRight) this.#setPaste(this.#out.length - 1, true);
    if (!pastesRight) this.#out.push(AVOID_PASTE);
  }

  /** Whether the rest arguments expand to nothing (C23: it is the expansion that counts). */
  #restIsEmpty(): boolean {
    const rest = this.#given[this.#rest] as MacroArgument;
    rest.expanded ??= this.#host.expand(rest.raw);
    return rest.expanded.every((token) => token.kind === TokenKind.Padding);
  }

  #setPaste(at: number, paste: boolean): void {
    const token = this.#out[at];
    if (token === undefined || token.kind === TokenKind.Padding) return;
    this.#out[at] = token.copy(
      paste ? token.flags | TokenFlag.PasteLeft : token.flags & ~TokenFlag.PasteLeft,
    );
  }

  #made(kind: TokenKind, text: string, part: Token): Token {
    return new Token(kind, 0, text, -1, part.file, part.start, part.end, part.start, this.#use);
  }
}
