import { endOfString } from './end-of-string.ts';

const piece =
  /\s+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\[[\s0-9A-Fa-f]*\]|&\{[^}\n;]*\}|\w+|[^\x20-\x7e\s]+|[\s\S]/g;
const blank = /^(?:\s|\/\/|\/\*)/;
const number = /^(?:0[xX][0-9A-Fa-f]+|[0-9]+)(?:ULL|UL|LL|U|L)?$/;

/**
 * How many tokens a text has, about: rather too many than too few. It takes no memory, where the lexer takes some 100 bytes
 * a token. Counting ends beyond `enough`.
 */
export function estimateTokens(text: string, enough: number): number {
  let count = 0;
  piece.lastIndex = 0;
  for (let found = piece.exec(text); found !== null && count <= enough; found = piece.exec(text)) {
    const [part] = found;
    if (part === '"') {
      const end = endOfString(text, found.index);
      if (end !== -1) piece.lastIndex = end;
    }
    if (blank.test(part)) continue;
    const isSplit = part.startsWith('[') || (/^\d/.test(part) && !number.test(part));
    count += isSplit ? 1 + (part.replace(/\s+/g, '').length >> 1) : 1;
  }
  return count;
}
