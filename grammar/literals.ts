import type { Unsigned64 } from './unsigned64.ts';

/** How a file's bytes became characters: `latin1` means a character a byte. */
export type Encoding = 'utf8' | 'latin1';

/** What is wrong with a literal. */
export type LiteralTrouble = 'bad-octal' | 'out-of-range' | 'empty-character' | 'long-character';

const maximum = 0xffff_ffff_ffff_ffffn;

/** The value of a number as dtc reads it: decimal, `0x` or octal, with an optional U L UL LL ULL. */
export function parseInteger(image: string): Unsigned64 | LiteralTrouble {
  let end = image.length;
  // Suffix letters are no digits of any base that occurs here.
  while (isSuffix(image.charCodeAt(end - 1))) end--;
  if (image.charCodeAt(0) !== 0x30 || end === 1) return parseDigits(image, 0, end, 10);
  const second = image.charCodeAt(1) | 0x20;
  if (second === 0x78) return parseDigits(image, 2, end, 16);
  return parseDigits(image, 1, end, 8);
}

function isSuffix(code: number): boolean {
  return code === 0x55 || code === 0x4c;
}

function parseDigits(image: string, start: number, end: number, base: number): Unsigned64 | LiteralTrouble {
  let value = 0;
  for (let at = start; at < end; at++) {
    const code = image.charCodeAt(at);
    const digit = code <= 0x39 ? code - 0x30 : (code | 0x20) - 0x57;
    if (digit >= base) return 'bad-octal';
    value = value * base + digit;
  }
  if (value <= Number.MAX_SAFE_INTEGER) return value;
  return parseWide(image.slice(start, end), base);
}

function parseWide(digits: string, base: number): Unsigned64 | LiteralTrouble {
  const significant = digits.replace(/^0+/, '');
  if (significant.length > 22) return 'out-of-range';
  const prefix = base === 16 ? '0x' : base === 8 ? '0o' : '';
  const value = BigInt(prefix + significant);
  return value > maximum ? 'out-of-range' : value;
}

/** The byte of a character literal, quotes included in `image`. */
export function parseCharacter(image: string, encoding: Encoding = 'utf8'): number | LiteralTrouble {
  const bytes = new Uint8Array(4 * image.length);
  const length = writeEscaped(image, bytes, 0, encoding);
  if (length === 0) return 'empty-character';
  if (length > 1) return 'long-character';
  return bytes[0] ?? 0;
}

/**
 * Writes the bytes of a quoted literal, quotes included in `image`, without a closing NUL; returns the offset after
 * them. Escapes are a b t n v f r, up to three octal digits, x and up to two hex digits, and any other character for
 * itself (dtc's util.c, get_escape_char).
 *
 * @param encoding of the file that the literal stands in
 */
export function writeEscaped(
  image: string,
  into: Uint8Array,
  at: number,
  encoding: Encoding = 'utf8',
): number {
  const end = image.length - 1;
  let offset = at;
  for (let index = 1; index < end; index++) {
    let code = image.charCodeAt(index);
    // Behind a backslash dtc takes one byte for itself, and the others of the character anyway.
    if (code === 0x5c && image.charCodeAt(index + 1) >= 0x80) code = image.charCodeAt(++index);
    if (code === 0x5c) {
      const [byte, last] = parseEscape(image, index + 1);
      index = last;
      into[offset++] = byte;
    } else if (code < 0x80 || encoding === 'latin1') {
      into[offset++] = code;
    } else {
      const character = String.fromCodePoint(image.codePointAt(index) ?? 0);
      index += character.length - 1;
      offset += encoder.encodeInto(character, into.subarray(offset)).written;
    }
  }
  return offset;
}

/** Whether a quoted literal has a `\\x` without a hex digit behind it, which dtc refuses. */
export function hasEmptyHexEscape(image: string): boolean {
  return image.includes('\\x') && /(?<!\\)(?:\\\\)*\\x(?![0-9A-Fa-f])/.test(image);
}

/** Whether the encoding of its file makes a difference to a literal's bytes. */
export function dependsOnEncoding(image: string): boolean {
  return /[\u0080-\u00ff]/.test(image);
}

/** The text of a quoted literal, escapes resolved. */
export function decodeString(image: string): string {
  const bytes = new Uint8Array(3 * image.length);
  return new TextDecoder().decode(bytes.subarray(0, writeEscaped(image, bytes, 0)));
}

const encoder = new TextEncoder();

const namedEscapes: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** The byte of the escape whose letter stands at `at`, and the index of its last character. */
function parseEscape(image: string, at: number): readonly [byte: number, last: number] {
  const letter = image[at] ?? '';
  const named = namedEscapes[letter];
  if (named !== undefined) return [named, at];
  if (letter >= '0' && letter <= '7') {
    const digits = /^[0-7]{1,3}/.exec(image.slice(at, at + 3))?.[0] ?? letter;
    return [Number.parseInt(digits, 8) & 0xff, at + digits.length - 1];
  }
  if (letter === 'x') {
    const digits = /^[0-9A-Fa-f]{1,2}/.exec(image.slice(at + 1, at + 3))?.[0];
    if (digits !== undefined) return [Number.parseInt(digits, 16), at + digits.length];
  }
  return [image.charCodeAt(at) & 0xff, at];
}
