import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';
import {
  Label,
  LabelAmongBytes,
  type LexerMode,
  lexerDefinition,
  StringLiteral,
  StringOfOneLine,
} from './tokens.ts';

export interface Lexed {
  readonly tokens: IToken[];
  /** The state that the next text starts in. */
  readonly endMode: LexerMode;
}

let lexer: Lexer | undefined;
let oneLineLexer: Lexer | undefined;

/**
 * The tokens of a stretch of source, white space and comments left out. Never fails: what is no token at all
 * becomes one of the error tokens (`Rubbish`, `Word`, `UnterminatedString` …), about which the parser complains.
 *
 * Follows dtc 1.8.1's dtc-lexer.l. `stringsEndOnTheirLine` is for texts whose quotes do not pair up.
 */
export function lex(text: string, mode: LexerMode, stringsEndOnTheirLine = false): Lexed {
  const chosen = stringsEndOnTheirLine ? lexerForUnpairedQuotes() : ordinaryLexer();
  const { tokens } = chosen.tokenize(text, mode);
  for (const each of tokens) if (each.tokenType === LabelAmongBytes) setType(each, Label);
  return { tokens, endMode: modeAfter(tokens, mode) };
}

function setType(each: IToken, type: TokenType): void {
  each.tokenType = type;
  each.tokenTypeIdx = type.tokenTypeIdx as number;
}

function ordinaryLexer(): Lexer {
  lexer ??= new Lexer(lexerDefinition, { positionTracking: 'onlyOffset', skipValidations: true });
  return lexer;
}

function lexerForUnpairedQuotes(): Lexer {
  if (oneLineLexer !== undefined) return oneLineLexer;
  const oneLine = createToken({ name: 'StringOfOneLine', pattern: StringOfOneLine, start_chars_hint: ['"'] });
  const modes = Object.fromEntries(
    Object.entries(lexerDefinition.modes).map(([mode, types]) => [
      mode,
      types.map((type) => (type === StringLiteral ? oneLine : type)),
    ]),
  );
  oneLineLexer = new Lexer(
    { defaultMode: 'name', modes },
    { positionTracking: 'onlyOffset', skipValidations: true },
  );
  return oneLineLexer;
}

function modeAfter(tokens: readonly IToken[], start: LexerMode): LexerMode {
  for (let index = tokens.length - 1; index >= 0; index--) {
    const mode = (tokens[index] as { tokenType: TokenType }).tokenType.PUSH_MODE;
    if (mode !== undefined) return mode as LexerMode;
  }
  return start;
}
