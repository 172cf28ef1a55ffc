/** A number off the front of a text, and what follows it. */
export interface ParsedSize {
  readonly value: bigint;
  readonly rest: string;
}

/** lib/cmdline.c memparse(): a number in C's notation with an optional K, M, G, T, P or E, and what follows it. */
export function memparse(text: string): ParsedSize {
  const digits = /^(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)/.exec(text)?.[0];
  if (digits === undefined) return { value: 0n, rest: text };

  const number = /^0[0-7]/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits);
  const rest = text.slice(digits.length);
  const power = rest === '' ? -1 : 'KMGTPE'.indexOf(rest.charAt(0).toUpperCase());
  if (power < 0) return { value: BigInt.asUintN(64, number), rest };
  return { value: BigInt.asUintN(64, number << BigInt(10 * (power + 1))), rest: rest.slice(1) };
}
