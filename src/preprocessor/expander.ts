import type { MacroUse } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import type { BuiltInMacro, Macro, MacroShape } from './macro.ts';
import { type NamedMacro, tooLarge, unterminated, wrongArity } from './macro-problems.ts';
import { pasteTokens } from './paste.ts';
import { type MacroArgument, replaceArguments } from './replace-arguments.ts';
import { AVOID_PASTE, END_MARK, paddingFor, Token, TokenFlag, TokenKind } from './token.ts';
import { spanOf } from './token-place.ts';

/** What the expander is doing when it asks for a token of the text. */
export const Seeking = {
  /** The next token of the line. */
  Text: 0,
  /** An opening parenthesis behind a macro's name, perhaps on a later line. */
  OpenParen: 1,
  /** The arguments of a macro, over as many lines as they take. */
  Arguments: 2,
} as const;

/** Where the tokens that no macro made come from. */
export interface TokenSource {
  /** The next token; `end` for ever where there is none. */
  next(seeking: number): Token;
  /** Takes back the last token. */
  back(): void;
}

/** What the expander asks of the preprocessor around it. */
export interface ExpanderHost {
  /** The definition of a name at this moment; the host remembers that it was asked for. */
  macro(id: number): Macro | undefined;
  /**
   * The token that a built-in macro stands for; undefined where it stands for nothing.
   *
   * @param invocation the outermost macro's name, for `__LINE__` in a macro's body
   */
  builtIn(name: BuiltInMacro, token: Token, invocation: Token): Token | undefined;
  report(problem: Problem): void;
  /** Cuts a text that `##` made into tokens, which stand where `like` stands and came through `via`. */
  readonly retokenize: (text: string, like: Token, via: MacroUse | undefined) => readonly Token[];
  /** The budget of the whole input. */
  readonly budget: ExpansionBudget;
}

/** How much macros may still produce, in tokens. */
export interface ExpansionBudget {
  tokens: number;
}

interface Context {
  readonly macro: Macro | undefined;
  readonly use: MacroUse | undefined;
  readonly tokens: readonly Token[];
  at: number;
}

/** The most expansions inside one another, and of arguments in arguments: far beyond real macros, well within the stack. */
const MAX_CONTEXTS = 2000;
const MAX_DEPTH = 400;

const PRAGMA_SHAPE: MacroShape = { parameters: ['text'], variadic: false, body: [] };

/**
 * Expands macros in a stream of tokens as GCC's cpp does, to the token and to the space: a port of the rules (not the code)
 * of `cpp_get_token`, `enter_macro_context`, `collect_args` and `replace_args` of GCC 12's libcpp.
 *
 * Besides tokens it gives padding, of which the printer makes spaces.
 */
export class Expander {
  readonly #host: ExpanderHost;
  readonly #source: TokenSource;
  readonly #inDirective: boolean;
  readonly #contexts: Context[] = [];
  #noExpansion = 0;
  #seeking: number = Seeking.Text;
  #depth = 0;
  #exhausted = false;
  /** The name that led from the text into macros. */
  #invocation: Token | undefined;

  constructor(host: ExpanderHost, source: TokenSource, inDirective = false) {
    this.#host = host;
    this.#source = source;
    this.#inDirective = inDirective;
  }

  /** A limit was hit and reported: what was produced for this line is to be thrown away. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  /** Ends what was begun: a macro that is left within its expansion would not be expanded again, in no board of the run. */
  finish(): void {
    while (this.#contexts.length > 0) this.#pop();
  }

  /** The next token without expanding it: behind `defined`. */
  nextUnexpanded(): Token {
    this.#noExpansion++;
    const token = this.next();
    this.#noExpansion--;
    return token;
  }

  next(): Token {
    for (;;) {
      const context = this.#contexts.at(-1);
      let token: Token;
      if (context === undefined) {
        token = this.#source.next(this.#seeking);
      } else if (context.at < context.tokens.length) {
        token = context.tokens[context.at++] as Token;
        if (!this.#spend(token.text.length)) return this.#giveUp(token);
        if (token.flags & TokenFlag.PasteLeft) {
          this.#paste(token, context);
          if (this.#exhausted) return END_MARK;
          if (this.#inDirective) continue;
          return paddingFor(token);
        }
      } else {
        this.#pop();
        if (this.#inDirective) continue;
        return AVOID_PASTE;
      }

      if (token.kind !== TokenKind.Name) return token;
      const macro = this.#host.macro(token.id);
      if (macro === undefined || token.flags & TokenFlag.NoExpand) return token;
      if (macro.disabled) return token.copy(token.flags | TokenFlag.NoExpand);
      if (this.#noExpansion > 0) return token;
      if (this.#contexts.length === 0) this.#invocation = token;
      if (!this.#enter(macro, token)) return token;
      if (!this.#inDirective) return paddingFor(token);
    }
  }

  /** Begins a macro's expansion; false where the name stands for itself. */
  #enter(macro: Macro, token: Token): boolean {
    if (macro.builtIn !== undefined) return this.#enterBuiltIn(macro.builtIn, token);

    const { parameters, variadic, body } = macro.shape;
    const use: MacroUse = {
      name: macro.name,
      use: spanOf(token),
      definition: macro.definition,
      parent: token.via,
    };
    let tokens: readonly Token[];
    if (parameters === undefined) {
      tokens = body.map((part) => part.copy(part.flags, use));
    } else {
      const found = this.#findArguments(macro, macro.shape, token);
      if (found === undefined) return false;
      tokens =
        parameters.length === 0
          ? body.map((part) => part.copy(part.flags, use))
          : replaceArguments(body, parameters.length, variadic, found, use, {
              expand: (raw) => this.#expandArgument(raw),
              inDirective: this.#inDirective,
            });
    }
    if (this.#exhausted) return true;

    this.#push(macro, tokens, use);
    return true;
  }

  #enterBuiltIn(name: BuiltInMacro, token: Token): boolean {
    if (name === '_Pragma') {
      const found = this.#findArguments({ name, definition: undefined }, PRAGMA_SHAPE, token);
      return found !== undefined;
    }
    const value = this.#host.builtIn(name, token, this.#invocation ?? token);
    if (value === undefined) return false;
    this.#push(undefined, [value]);
    return true;
  }

  /** The arguments behind a function-like macro's name; undefined where none follow or they do not fit. */
  #findArguments(macro: NamedMacro, shape: MacroShape, name: Token): MacroArgument[] | undefined {
    this.#noExpansion++;
    this.#seeking = Seeking.OpenParen;
    let space: Token | undefined;
    let token = this.next();
    while (token.kind === TokenKind.Padding) {
      if (space === undefined || (!space.has(TokenFlag.SpaceBefore) && token.source === undefined))
        space = token;
      token = this.next();
    }

    let found: MacroArgument[] | undefined;
    if (token.kind === TokenKind.OpenParen) {
      this.#seeking = Seeking.Arguments;
      found = this.#collect(macro, shape, name);
    } else if (!this.#exhausted) {
      this.#back();
      if (space !== undefined) this.#push(undefined, [space]);
    }
    this.#seeking = Seeking.Text;
    this.#noExpansion--;
    return found;
  }

  #collect(macro: NamedMacro, shape: MacroShape, name: Token): MacroArgument[] | undefined {
    const wanted = shape.parameters?.length ?? 0;
    const found: MacroArgument[] = [];
    let count = 0;
    let token: Token;

    do {
      const raw: Token[] = [];
      let depth = 0;
      count++;
      for (;;) {
        token = this.next();
        if (token.kind === TokenKind.Padding) {
          if (raw.length === 0) continue;
        } else if (token.kind === TokenKind.OpenParen) {
          depth++;
        } else if (token.kind === TokenKind.CloseParen) {
          if (depth-- === 0) break;
        } else if (token.kind === TokenKind.Comma) {
          if (depth === 0 && !(shape.variadic && count === wanted)) break;
        } else if (
          token.kind === TokenKind.End ||
          (token.kind === TokenKind.Hash && token.has(TokenFlag.LineStart))
        ) {
          break;
        }
        if (!this.#spend(0)) this.#giveUp(token);
        raw.push(token);
      }
      while (raw.at(-1)?.kind === TokenKind.Padding) raw.pop();
      if (count <= wanted || count === 1) found.push({ raw, omitted: false });
    } while (token.kind !== TokenKind.CloseParen && token.kind !== TokenKind.End);

    if (this.#exhausted) return undefined;
    if (token.kind === TokenKind.End) {
      this.#back();
      this.#host.report(unterminated(macro, name));
      return undefined;
    }
    return this.#fitArguments(macro, shape, name, found, count);
  }

  #fitArguments(
    macro: NamedMacro,
    shape: MacroShape,
    name: Token,
    found: MacroArgument[],
    count: number,
  ): MacroArgument[] | undefined {
    const wanted = shape.parameters?.length ?? 0;
    const isEmpty = count === 1 && found[0]?.raw.length === 0;
    const given = isEmpty && wanted === 0 ? 0 : count;
    const omitsRest = shape.variadic && given === wanted - 1;
    if (given !== wanted && !omitsRest) {
      this.#host.report(wrongArity(macro, name, given, shape));
      return undefined;
    }

    // GCC's `, ## __VA_ARGS__` drops the comma where the rest is omitted, or is the only parameter and empty.
    if (omitsRest) found.push({ raw: [], omitted: true });
    else if (shape.variadic && isEmpty) found[0] = { raw: [], omitted: true };
    return found;
  }

  #expandArgument(raw: readonly Token[]): Token[] {
    if (raw.length === 0) return [];
    if (this.#depth >= MAX_DEPTH) {
      this.#giveUp(raw[0] as Token);
      return [];
    }

    this.#depth++;
    const expanded: Token[] = [];
    // The end mark stops a macro at the argument's end from looking for its parenthesis behind it.
    this.#push(undefined, [...raw, END_MARK]);
    for (;;) {
      const token = this.next();
      if (token.kind === TokenKind.End) break;
      expanded.push(token);
    }
    if (!this.#exhausted) this.#pop();
    this.#depth--;
    return expanded;
  }

  #paste(first: Token, context: Context): void {
    let left = first;
    let right: Token;
    do {
      const next = context.tokens[context.at++];
      if (next === undefined) break;
      right = next;
      if (right.kind === TokenKind.Padding) continue;

      if (!this.#spend(left.text.length + right.text.length)) {
        this.#giveUp(left);
        return;
      }
      const pasted = pasteTokens(left, right, (text) =>
        this.#host.retokenize(text, first, first.via ?? context.use),
      );
      if (pasted === undefined) {
        context.at--;
        break;
      }
      left = pasted;
    } while (right.flags & TokenFlag.PasteLeft);
    // A flag that stayed, since nothing or padding follows, would have it pasted for ever.
    if (left.flags & TokenFlag.PasteLeft) left = left.copy(left.flags & ~TokenFlag.PasteLeft);
    this.#push(undefined, [left]);
  }

  /** Takes a token from the budget, and more for a long one: `##` and `#` double texts as macros double tokens. */
  #spend(length: number): boolean {
    const { budget } = this.#host;
    budget.tokens -= 1 + (length >> 6);
    return budget.tokens >= 0;
  }

  #push(macro: Macro | undefined, tokens: readonly Token[], use?: MacroUse): void {
    if (this.#contexts.length >= MAX_CONTEXTS) {
      this.#giveUp(tokens[0] ?? END_MARK);
      return;
    }
    if (macro !== undefined) macro.disabled = true;
    this.#contexts.push({ macro, use, tokens, at: 0 });
  }

  #pop(): void {
    const macro = this.#contexts.pop()?.macro;
    if (macro !== undefined && this.#contexts.at(-1)?.macro !== macro) macro.disabled = false;
  }

  #back(): void {
    const context = this.#contexts.at(-1);
    if (context === undefined) this.#source.back();
    else if (context.at > 0) context.at--;
  }

  /** Ends all expansion of this line with one problem. */
  #giveUp(token: Token): Token {
    if (!this.#exhausted) {
      this.#exhausted = true;
      this.#host.budget.tokens = -1;
      // Padding and end marks stand nowhere.
      this.#host.report(tooLarge(this.#invocation ?? token));
    }
    this.finish();
    return new Token(TokenKind.End, 0, '', -1, token.file, token.start, token.end);
  }
}
