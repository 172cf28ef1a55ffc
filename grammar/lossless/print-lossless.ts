import { isToken, type LosslessChild, type LosslessElement } from './elements.ts';
import type { LosslessToken } from './token.ts';

/**
 * The text of an element, put together from its tokens and the trivia around each. Of a document that is the whole file,
 * character for character.
 */
export function printLossless(element: LosslessElement): string {
  const pieces: string[] = [];
  for (const token of tokensOf(element)) addToken(token, pieces);
  return pieces.join('');
}

/** The tokens of an element in order. Its depth may be any: nothing here calls itself. */
export function* tokensOf(element: LosslessElement): Generator<LosslessToken> {
  const open: { readonly children: readonly LosslessChild[]; next: number }[] = [
    { children: element.children, next: 0 },
  ];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const child = top.children[top.next++];
    if (child === undefined) open.pop();
    else if (isToken(child)) yield child;
    else open.push({ children: child.children, next: 0 });
  }
}

function addToken(token: LosslessToken, pieces: string[]): void {
  for (const { text } of token.leading) pieces.push(text);
  pieces.push(token.text);
  for (const { text } of token.trailing) pieces.push(text);
}
