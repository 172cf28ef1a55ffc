import type { IToken } from 'chevrotain';
import { type Losses, wordsOf } from './losses.ts';
import { endOf } from './recovering-parser.ts';
import type { Edit } from './repair-edits.ts';
import * as token from './tokens.ts';

/** So many tokens around an edit may belong to what the mistake has broken. */
const tokensAround = 4;
const longestText = 2_000;

/** What a repair may have lost: the words around it, and with a brace or a name how nodes nest and are called. */
export function lossesOfRepair(text: string, tokens: readonly IToken[], { from, to, images }: Edit): Losses {
  const start = tokens[Math.max(0, from - tokensAround)]?.startOffset ?? text.length;
  const last = tokens[Math.min(tokens.length, to + tokensAround) - 1];
  const end = last === undefined ? text.length : endOf(last);
  const removed = tokens.slice(from, to);
  const structure =
    images.some((image) => image === '{' || image === '}') ||
    removed.some(({ tokenType }) => tokenType !== token.Semicolon && !isOfValue(tokenType));
  return {
    // What extends a node that nobody knows is dropped.
    everything: images.includes('&x'),
    structure,
    words: wordsOf(text.slice(start, Math.min(end, start + longestText))),
  };
}

function isOfValue(type: IToken['tokenType']): boolean {
  return type === token.Literal || type === token.LabelReference || type === token.PathReference;
}
