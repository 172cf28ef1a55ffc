import { type Token, TokenFlag, TokenKind } from './token.ts';

/**
 * Joins two tokens around `##`; undefined where they do not make one token, which assembler mode lets pass: both stay.
 *
 * A `/` is never joined with what would begin a comment.
 */
export function pasteTokens(
  left: Token,
  right: Token,
  retokenize: (text: string) => readonly Token[],
): Token | undefined {
  if (left.text === '/' && right.text !== '=') return undefined;

  const text = left.text + right.text;
  const made = retokenize(text);
  const token = made[0];
  if (made.length !== 1 || token?.text !== text) return undefined;
  return token;
}

/** The string that `#` makes of an argument's tokens, as the standard and GCC's `stringify_arg` have it. */
export function stringified(tokens: readonly Token[]): string {
  let text = '';
  let space: Token | undefined;
  let backslashes = 0;

  for (const token of tokens) {
    if (token.kind === TokenKind.Padding) {
      if (space === undefined || (!space.has(TokenFlag.SpaceBefore) && token.source === undefined))
        space = token.source;
      continue;
    }
    if (text !== '' && (space ?? token).has(TokenFlag.SpaceBefore)) text += ' ';
    space = undefined;

    const isQuoted = token.kind === TokenKind.String || token.kind === TokenKind.Char;
    text += isQuoted ? token.text.replace(/[\\"]/g, '\\$&') : token.text;
    backslashes = token.text === '\\' ? backslashes + 1 : 0;
  }
  // A lone backslash at the end would take the closing quote with it.
  if (backslashes % 2 === 1) text = text.slice(0, -1);
  return `"${text}"`;
}
