import type { Span } from '../source/place.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { Identifiers } from './identifiers.ts';
import { tokenize } from './lexer.ts';
import type { PlainExpansion } from './plain-expander.ts';
import { type Token, TokenFlag, TokenKind } from './token.ts';

/** The macros that the preprocessor computes at each use. */
export type BuiltInMacro =
  | '__LINE__'
  | '__FILE__'
  | '__BASE_FILE__'
  | '__FILE_NAME__'
  | '__COUNTER__'
  | '__INCLUDE_LEVEL__'
  | '__DATE__'
  | '__TIME__'
  | '__TIMESTAMP__'
  | '_Pragma';

/** How a macro is called and what it stands for. */
export interface MacroShape {
  /** Undefined for an object-like macro. */
  readonly parameters: readonly string[] | undefined;
  readonly variadic: boolean;
  /** Parameters are tokens of their own kind; `#` and `##` have become flags. */
  readonly body: readonly Token[];
}

/** The body of an object-like macro whose tokens can stand in a line as they are, unless a name in it is a macro. */
export interface FlatBody {
  readonly text: string;
  /** The identifiers in it. */
  readonly names: readonly number[];
}

const EMPTY: MacroShape = { parameters: undefined, variadic: false, body: [] };

/** Where a macro's name stands in its `#define`, and where that ends. */
export interface DefinitionText {
  readonly file: SourceFile;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly end: number;
}

/**
 * One definition of a macro. There is one object for each defining line of a run, so that two states of the
 * preprocessor agree about a name exactly when they hold the same object.
 *
 * A run has some 100,000 of them, most of which no board uses: what nobody asks for is not made.
 */
export class Macro {
  readonly id: number;
  readonly builtIn: BuiltInMacro | undefined;
  /** It is being expanded, so its name means nothing now. Only the expanders touch this, and leave it false. */
  disabled = false;
  /** The last plain expansion of an object-like macro; it holds while the names in it mean the same. */
  plain: PlainExpansion | undefined = undefined;
  readonly #identifiers: Identifiers;
  readonly #text: SourceFile | undefined;
  readonly #nameStart: number;
  readonly #nameEnd: number;
  readonly #end: number;
  readonly #isNowhere: boolean;
  #shape: MacroShape | undefined;
  #flat: FlatBody | null | undefined = undefined;

  /**
   * @param text undefined for the built-in ones
   * @param isNowhere it comes from the command line: no file that the user knows
   * @param shape what it stands for; undefined where that is what follows the name in the text, to be cut into tokens at the first use
   */
  constructor(
    identifiers: Identifiers,
    id: number,
    text: DefinitionText | undefined,
    isNowhere: boolean,
    shape: MacroShape | undefined,
    builtIn?: BuiltInMacro,
  ) {
    this.id = id;
    this.builtIn = builtIn;
    this.#identifiers = identifiers;
    this.#text = text?.file;
    this.#nameStart = text?.nameStart ?? 0;
    this.#nameEnd = text?.nameEnd ?? 0;
    this.#end = text?.end ?? 0;
    this.#isNowhere = isNowhere;
    this.#shape = shape;
  }

  get nameLength(): number {
    return this.#identifiers.lengthOf(this.id);
  }

  get name(): string {
    return this.#identifiers.nameOf(this.id);
  }

  /** Its name in the `#define`; undefined for `-D` and the built-in ones. */
  get definition(): Span | undefined {
    if (this.#text === undefined || this.#isNowhere) return undefined;
    return { file: this.#text, start: this.#nameStart, end: this.#nameEnd };
  }

  get shape(): MacroShape {
    this.#shape ??= this.#readShape();
    return this.#shape;
  }

  /** Its body, where that is simple; undefined where it is not. */
  get flat(): FlatBody | undefined {
    if (this.#flat === undefined) this.#flat = this.builtIn === undefined ? flatten(this.shape) : null;
    return this.#flat ?? undefined;
  }

  #readShape(): MacroShape {
    const file = this.#text;
    if (file === undefined) return EMPTY;
    const input = {
      text: file.text,
      start: this.#nameEnd,
      end: this.#end,
      file,
      shift: 0,
      offsets: undefined,
      headerNames: false,
    };
    return plainShape(tokenize(input, this.#identifiers));
  }
}

export function builtInMacro(identifiers: Identifiers, name: BuiltInMacro): Macro {
  return new Macro(identifiers, identifiers.numberOf(name), undefined, true, EMPTY, name);
}

/** What a definition without parameters and `##` stands for, from the tokens behind its name. */
function plainShape(body: readonly Token[]): MacroShape {
  for (let index = 0; index < body.length; index++) {
    const token = body[index] as Token;
    token.flags &= ~(index === 0 ? TokenFlag.LineStart | TokenFlag.SpaceBefore : TokenFlag.LineStart);
  }
  return { parameters: undefined, variadic: false, body };
}

function flatten({ parameters, body }: MacroShape): FlatBody | null {
  const first = body[0];
  const last = body.at(-1);
  if (parameters !== undefined || first === undefined || last === undefined) return null;
  if (!PLAIN_ENDS.has(first.kind) || !PLAIN_ENDS.has(last.kind)) return null;

  let text = '';
  const names: number[] = [];
  for (const token of body) {
    if (token.has(TokenFlag.PasteLeft)) return null;
    text += (token.has(TokenFlag.SpaceBefore) ? ' ' : '') + token.text;
    if (token.kind === TokenKind.Name) names.push(token.id);
  }
  return { text, names };
}

/** What a body may begin and end with, to be sure that it becomes one token with nothing around it. */
const PLAIN_ENDS: ReadonlySet<TokenKind> = new Set([
  TokenKind.Name,
  TokenKind.Number,
  TokenKind.String,
  TokenKind.OpenParen,
  TokenKind.CloseParen,
]);
