/** Kinds of characters, as bits. */
export const Blank = 1;
export const Letter = 2;
export const Digit = 4;
/** Of names of nodes and properties, beside letters and digits. */
export const NameSign = 8;
export const HexLetter = 16;
export const Word: number = Letter | Digit;
export const NameCharacter: number = Letter | Digit | NameSign;

/** What each character may be part of; nothing beyond ASCII. */
export const classes: Uint8Array = classesOfCharacters();

/** Behind the suffix of a number, which may be none; -1 where letters or digits stand there that belong to none. */
export function endOfSuffix(bytes: Uint8Array, suffix: number): number {
  let at = suffix;
  if (bytes[at] === 0x55) at++;
  if (bytes[at] === 0x4c) at++;
  if (at > suffix && bytes[at] === 0x4c && bytes[at - 1] === 0x4c) at++;
  return ((classes[bytes[at] as number] as number) & Word) === 0 ? at : -1;
}

/** Behind `/word/`; -1 where the slash begins no such thing. */
export function endOfDirective(bytes: Uint8Array, slash: number): number {
  let at = slash + 1;
  if (!isLetter(bytes[at] as number)) return -1;
  for (let code = bytes[at] as number; isLetter(code) || isDigit(code) || code === 0x2d; ) {
    at++;
    code = bytes[at] as number;
  }
  return bytes[at] === 0x2f ? at + 1 : -1;
}

/** Behind `&{/path}` or `&{label/path}`, as the pattern of the grammar's token has it; -1 where none stands there. */
export function endOfPathReference(bytes: Uint8Array, start: number): number {
  let at = start + 2;
  if (((classes[bytes[at] as number] as number) & Letter) !== 0) at = behindAll(bytes, at, Word);
  if (bytes[at] !== 0x2f) return -1;
  while (bytes[at] === 0x2f) {
    if (bytes[at + 1] === 0x2f || bytes[at + 1] === 0x2a) return -1;
    at = behindAll(bytes, at + 1, NameCharacter);
  }
  return bytes[at] === 0x7d ? at + 1 : -1;
}

/** Behind a string; -1 where it does not end before `end`. */
export function endOfString(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start + 1; at < end; at++) {
    const code = bytes[at];
    if (code === 0x22) return at + 1;
    if (code === 0x5c) at++;
  }
  return -1;
}

/** Behind the comment that a `/*` begins; -1 where it does not end before `end`. */
export function endOfComment(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start + 3; at < end; at++) if (bytes[at] === 0x2f && bytes[at - 1] === 0x2a) return at + 1;
  return -1;
}

function behindAll(bytes: Uint8Array, start: number, kind: number): number {
  let at = start;
  while (((classes[bytes[at] as number] as number) & kind) !== 0) at++;
  return at;
}

function isLetter(code: number): boolean {
  return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function classesOfCharacters(): Uint8Array {
  const table = new Uint8Array(256);
  for (const blank of ' \t\r\n\f\v') table[blank.charCodeAt(0)] = Blank;
  for (const sign of ',._+*#?@-') table[sign.charCodeAt(0)] = NameSign;
  for (let code = 0; code < 128; code++) {
    if (isDigit(code)) table[code] = Digit;
    else if (code === 0x5f) table[code] = Letter;
    else if (isLetter(code)) table[code] = (code | 0x20) <= 0x66 ? Letter | HexLetter : Letter;
  }
  return table;
}
