/** The classes of characters that the scanner and the lexer tell apart. */
export const CharClass = {
  Other: 0,
  Blank: 1,
  Letter: 2,
  Digit: 3,
  NewLine: 4,
  Quote: 5,
  Slash: 6,
  Backslash: 7,
  Hash: 8,
  Dot: 9,
  CarriageReturn: 10,
} as const;

const classes = new Uint8Array(128);
for (const blank of ' \t\f\v') classes[blank.charCodeAt(0)] = CharClass.Blank;
for (let code = 0x41; code <= 0x5a; code++) classes[code] = CharClass.Letter;
for (let code = 0x61; code <= 0x7a; code++) classes[code] = CharClass.Letter;
for (let code = 0x30; code <= 0x39; code++) classes[code] = CharClass.Digit;
classes[0x5f] = CharClass.Letter;
classes[0x0a] = CharClass.NewLine;
classes[0x0d] = CharClass.CarriageReturn;
classes[0x22] = CharClass.Quote;
classes[0x27] = CharClass.Quote;
classes[0x2f] = CharClass.Slash;
classes[0x5c] = CharClass.Backslash;
classes[0x23] = CharClass.Hash;
classes[0x2e] = CharClass.Dot;

/** Class of each ASCII character, by code. */
export const CHAR_CLASSES: Uint8Array = classes;

export function classOf(code: number): number {
  return code < 128 ? (classes[code] ?? 0) : CharClass.Other;
}

export function isNameCharacter(code: number): boolean {
  const kind = classOf(code);
  return kind === CharClass.Letter || kind === CharClass.Digit;
}

/** End of the identifier that begins before `at`. */
export function nameEnd(text: string, at: number, limit: number): number {
  let end = at;
  while (end < limit && isNameCharacter(text.charCodeAt(end))) end++;
  return end;
}

/** End of the preprocessing number that begins before `at`: C's pp-number, which takes `0x1e+3` as one. */
export function numberEnd(text: string, at: number, limit: number): number {
  let end = at;
  while (end < limit) {
    const code = text.charCodeAt(end);
    if (!isNameCharacter(code) && code !== 0x2e) {
      if (code !== 0x2b && code !== 0x2d) break;
      const before = text.charCodeAt(end - 1) | 0x20;
      if (before !== 0x65 && before !== 0x70) break;
    }
    end++;
  }
  return end;
}

/**
 * Where the continuation at a backslash ends: behind the line ending. As GCC has it, blanks may stand between the two.
 *
 * @returns -1 where the backslash continues no line
 */
export function continuationEnd(text: string, backslash: number): number {
  let at = backslash + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x0a) return at + 1;
    const kind = classOf(code);
    if (kind !== CharClass.Blank && kind !== CharClass.CarriageReturn) return -1;
    at++;
  }
  return -1;
}
