import { type Token, TokenKind } from './token.ts';

/** Tokens that would become another with a `=` behind them. */
const BEFORE_EQUALS: ReadonlySet<string> = new Set([
  '=', '!', '>', '<', '+', '-', '*', '/', '%', '&', '|', '^', '>>', '<<',
]); // biome-ignore format: one row reads better

/** First characters that make another token of the punctuator before them. */
const FOLLOWERS: Readonly<Record<string, string>> = {
  '>': '>',
  '<': '<%:',
  '+': '+',
  '-': '->',
  '/': '/*',
  '%': ':>',
  '&': '&',
  '|': '|',
  ':': ':>',
  '->': '*',
  '.': '.%',
  '#': '#%',
};

/**
 * Whether two tokens that were no neighbours in the source need a space between them, lest they be read as one; exactly when
 * GCC's `cpp_avoid_paste` says so.
 */
export function wouldPaste(left: Token, right: Token): boolean {
  const first = isOperator(right) ? right.text.charAt(0) : '';
  if (first === '=' && BEFORE_EQUALS.has(left.text)) return true;

  switch (left.kind) {
    case TokenKind.Name:
      if (right.kind === TokenKind.Number) return /^\w+$/.test(right.text);
      return (
        right.kind === TokenKind.Name || right.kind === TokenKind.Char || right.kind === TokenKind.String
      );
    case TokenKind.Number:
      return (
        right.kind === TokenKind.Number ||
        right.kind === TokenKind.Name ||
        right.kind === TokenKind.Char ||
        first === '.' ||
        first === '+' ||
        first === '-'
      );
    case TokenKind.Other:
      return left.text === '\\' && right.kind === TokenKind.Name;
    case TokenKind.Hash:
    case TokenKind.Punctuator:
      if (left.text === '.' && right.kind === TokenKind.Number) return true;
      return first !== '' && (FOLLOWERS[left.text]?.includes(first) ?? false);
    default:
      return false;
  }
}

function isOperator(token: Token): boolean {
  switch (token.kind) {
    case TokenKind.Punctuator:
    case TokenKind.Hash:
    case TokenKind.Paste:
    case TokenKind.OpenParen:
    case TokenKind.CloseParen:
    case TokenKind.Comma:
      return true;
    default:
      return false;
  }
}
