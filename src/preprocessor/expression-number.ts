import type { Value } from './expression-value.ts';

const INTEGER = /^(0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)([uU]?(?:l|L|ll|LL)?|(?:l|L|ll|LL)[uU])$/;

/** The value of an integer constant in `#if`; undefined where it is none. */
export function parseInteger(text: string): Value | undefined {
  const parts = INTEGER.exec(text);
  const digits = parts?.[1];
  if (digits === undefined) return undefined;

  const isOctal = digits.length > 1 && /^0[0-7]/.test(digits);
  const bits = BigInt.asUintN(64, BigInt(isOctal ? `0o${digits.slice(1)}` : digits));
  // A constant too large for intmax_t is unsigned, as GCC has it.
  const unsigned = /u/i.test(parts?.[2] ?? '') || bits >= 1n << 63n;
  return { bits, unsigned };
}

const ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  e: 27,
  E: 27,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
};

/** The value of a character constant in `#if`: of several characters, each takes eight bits of an `int`. */
export function parseCharacter(text: string): Value | undefined {
  const body = text.slice(text.indexOf("'") + 1, -1);
  const characters = body.matchAll(/\\x([0-9a-fA-F]+)|\\([0-7]{1,3})|\\(.)|([^\\])/gsu);
  const bytes: number[] = [];
  for (const [, hex, octal, escaped, plain] of characters) {
    if (hex !== undefined) bytes.push(Number(BigInt.asUintN(8, BigInt(`0x${hex}`))));
    else if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 0xff);
    else if (escaped !== undefined) bytes.push(ESCAPES[escaped] ?? escaped.charCodeAt(0));
    else bytes.push(...new TextEncoder().encode(plain ?? ''));
  }
  if (bytes.length === 0) return undefined;

  // A single character is a signed char; more are shifted together.
  if (bytes.length === 1) return { bits: BigInt.asIntN(8, BigInt(bytes[0] ?? 0)), unsigned: false };
  let value = 0;
  for (const byte of bytes) value = (value << 8) | byte;
  return { bits: BigInt(value), unsigned: false };
}
