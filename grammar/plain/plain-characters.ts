/** Kinds of characters, as bits. */
export const Blank = 1;
export const Letter = 2;
export const Digit = 4;
/** Of names of nodes and properties, beside letters and digits. */
export const NameSign = 8;
export const HexLetter = 16;
export const Word: number = Letter | Digit;
export const NameCharacter: number = Letter | Digit | NameSign;

/** What each character below 128 may be part of. */
export const classes: Uint8Array = classesOfCharacters();

/** The same of a character of a text; none beyond its end or beyond ASCII. */
export function classOf(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (classes[code] as number) : 0;
}

/** Behind a number and its suffix; -1 where that has letters that belong to neither. */
export function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  if (text.charCodeAt(start) === 0x30 && (text.charCodeAt(at) | 0x20) === 0x78) {
    at++;
    const digits = at;
    while ((classOf(text, at) & (Digit | HexLetter)) !== 0) at++;
    if (at === digits) return -1;
  } else while (classOf(text, at) === Digit) at++;

  const suffix = at;
  if (text.charCodeAt(at) === 0x55) at++;
  if (text.charCodeAt(at) === 0x4c) at++;
  if (at > suffix && text.charCodeAt(at) === 0x4c && text.charCodeAt(at - 1) === 0x4c) at++;
  return (classOf(text, at) & Word) === 0 ? at : -1;
}

/** Behind `/word/`; -1 where the slash begins no such thing. */
export function endOfDirective(text: string, slash: number): number {
  let at = slash + 1;
  if (!isLetter(text.charCodeAt(at))) return -1;
  for (let code = text.charCodeAt(at); isLetter(code) || isDigit(code) || code === 0x2d; ) {
    at++;
    code = text.charCodeAt(at);
  }
  return text.charCodeAt(at) === 0x2f ? at + 1 : -1;
}

function isLetter(code: number): boolean {
  return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function classesOfCharacters(): Uint8Array {
  const table = new Uint8Array(128);
  for (const blank of ' \t\r\n\f\v') table[blank.charCodeAt(0)] = Blank;
  for (const sign of ',._+*#?@-') table[sign.charCodeAt(0)] = NameSign;
  for (let code = 0; code < 128; code++) {
    if (isDigit(code)) table[code] = Digit;
    else if (code === 0x5f) table[code] = Letter;
    else if (isLetter(code)) table[code] = (code | 0x20) <= 0x66 ? Letter | HexLetter : Letter;
  }
  return table;
}
