import type { MacroUse } from '../source/place.ts';
import type { Identifiers } from './identifiers.ts';
import { tokenize } from './lexer.ts';
import { Token } from './token.ts';

/** Cuts a text that was made here into tokens, which stand where `like` stands and came through `via`. */
export function retokenized(
  text: string,
  like: Token,
  via: MacroUse | undefined,
  identifiers: Identifiers,
): Token[] {
  const { file, start, end } = like;
  const made = tokenize({ text, start: 0, end: text.length, file, shift: 0 }, identifiers);
  return made.map((token) => new Token(token.kind, 0, token.text, token.id, file, start, end, start, via));
}
