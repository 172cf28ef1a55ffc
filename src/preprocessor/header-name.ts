import type { Place } from '../source/place.ts';
import { type Token, TokenFlag, TokenKind } from './token.ts';
import { placeOf } from './token-place.ts';

/** The file that an include names. */
export interface HeaderName {
  readonly name: string;
  /** In quotes: looked for beside the including file first. */
  readonly quoted: boolean;
  readonly place: Place;
}

/** Reads `"name"` or `<name>`, the latter perhaps in pieces that macros made; undefined for anything else. */
export function readHeaderName(tokens: readonly Token[]): HeaderName | undefined {
  const first = tokens[0];
  if (first === undefined) return undefined;

  const place = placeOf(first);
  if (first.kind === TokenKind.String && /^["<]./.test(first.text)) {
    const name = first.text.slice(1, -1);
    return name === '' ? undefined : { name, quoted: first.text.startsWith('"'), place };
  }
  if (first.text !== '<') return undefined;

  let name = '';
  for (const [index, token] of tokens.entries()) {
    if (index === 0) continue;
    if (token.text === '>') return name === '' ? undefined : { name, quoted: false, place };
    name += (name !== '' && token.has(TokenFlag.SpaceBefore) ? ' ' : '') + token.text;
  }
  return undefined;
}
