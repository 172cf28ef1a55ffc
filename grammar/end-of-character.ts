/**
 * The offset behind a character literal that begins at `start`, or -1 where its line has no end of it.
 *
 * A quote behind a backslash may be the end or the character: of several ends dtc takes the furthest, on whatever line
 * (dtc-lexer.l, `'([^']|\\')*'`), and cpp has left out the comments. Without such a quote the line's end is an end, too: what
 * goes on behind it is no character in any case. By hand: V8 has no room for the notes of a pattern that goes on for megabytes.
 */
export function endOfCharacter(text: string, start: number): number {
  const first = firstQuote(text, start + 1);
  if (first === -1) return -1;
  if (text[first - 1] !== '\\') return first + 1;

  let end = first + 1;
  for (let at = end; at < text.length; at++) {
    const behindComment = text[at] === '/' ? endOfComment(text, at) : at;
    if (behindComment === -1) break;
    if (behindComment > at) {
      at = behindComment - 1;
      continue;
    }
    if (text[at] !== "'") continue;
    end = at + 1;
    if (text[at - 1] !== '\\') break;
  }
  return end;
}

/** Index of the first quote on the line, or of the one behind a line break that is the character itself; or -1. */
function firstQuote(text: string, from: number): number {
  if (text[from] === '\n') return text[from + 1] === "'" ? from + 1 : -1;
  for (let at = from; at < text.length && text[at] !== '\n'; at++) if (text[at] === "'") return at;
  return -1;
}

/** The offset behind a comment that begins there; the same where none does, -1 where it does not end. */
function endOfComment(text: string, at: number): number {
  const next = text[at + 1];
  if (next !== '*' && next !== '/') return at;
  const end = next === '*' ? text.indexOf('*/', at + 2) : text.indexOf('\n', at);
  return end === -1 ? -1 : end + (next === '*' ? 2 : 1);
}
