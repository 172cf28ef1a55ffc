import { type Token, TokenKind } from './token.ts';

/** A `__VA_OPT__( ... )` in a macro's body: the indexes of its parentheses. */
export interface VaOptGroup {
  readonly open: number;
  readonly close: number;
}

/** The `__VA_OPT__` group that begins at an index of a variadic macro's body; undefined where none does. */
export function findVaOpt(body: readonly Token[], at: number): VaOptGroup | undefined {
  if (body[at]?.text !== '__VA_OPT__' || body[at + 1]?.kind !== TokenKind.OpenParen) return undefined;

  let depth = 0;
  for (let close = at + 1; close < body.length; close++) {
    if (body[close]?.kind === TokenKind.OpenParen) depth++;
    if (body[close]?.kind === TokenKind.CloseParen && --depth === 0) return { open: at + 1, close };
  }
  return undefined;
}
