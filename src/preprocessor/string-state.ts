/**
 * Whether a DTS string is open behind a text that has no comments, as dtc's lexer reads it: a string may span lines, and only a
 * double quote ends it.
 */
export function endsInString(text: string, inString: boolean): boolean {
  let open = inString;
  let inCharacter = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c && (open || inCharacter)) at++;
    else if (inCharacter) inCharacter = code !== 0x27;
    else if (code === 0x22) open = !open;
    else if (code === 0x27 && !open) inCharacter = text.indexOf("'", at + 1) !== -1;
  }
  return open;
}
