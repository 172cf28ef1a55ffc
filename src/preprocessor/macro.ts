import type { Span } from '../source/place.ts';
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

/**
 * One definition of a macro. There is one object for each defining line of a run, so that two states of the
 * preprocessor agree about a name exactly when they hold the same object.
 */
export class Macro {
  readonly id: number;
  readonly name: string;
  /** Its name in the `#define`; undefined for `-D` and the built-in ones. */
  readonly definition: Span | undefined;
  readonly builtIn: BuiltInMacro | undefined;
  /** It is being expanded, so its name means nothing now. Only the expander touches this, and leaves it false. */
  disabled = false;
  /** The last plain expansion of an object-like macro; it holds while the names in it mean the same. */
  plain: PlainExpansion | undefined = undefined;
  #shape: MacroShape | (() => MacroShape);
  #flat: FlatBody | null | undefined;

  constructor(
    id: number,
    name: string,
    definition: Span | undefined,
    shape: MacroShape | (() => MacroShape),
    builtIn?: BuiltInMacro,
  ) {
    this.id = id;
    this.name = name;
    this.definition = definition;
    this.#shape = shape;
    this.builtIn = builtIn;
  }

  static builtIn(id: number, name: BuiltInMacro): Macro {
    return new Macro(id, name, undefined, EMPTY, name);
  }

  /** Most macros of a binding header are never used: their bodies are cut into tokens at the first use. */
  get shape(): MacroShape {
    if (typeof this.#shape === 'function') this.#shape = this.#shape();
    return this.#shape;
  }

  /** Its body, where that is simple; undefined where it is not. */
  get flat(): FlatBody | undefined {
    if (this.#flat === undefined) this.#flat = this.builtIn === undefined ? flatten(this.shape) : null;
    return this.#flat ?? undefined;
  }
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
