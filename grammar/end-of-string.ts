/**
 * The offset behind a string that begins at `start`, or -1 where it never ends. By hand: V8 keeps a note of every escape that a
 * pattern passes, and has no room for millions of them.
 */
export function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code === 0x5c) at++;
  }
  return -1;
}
