import { UsageError } from './usage-error.ts';

/** More padding than anybody has memory for is a slip. */
const most = 1 << 30;

/** A number as dtc takes it: decimal, 0x or octal with a leading 0. @throws UsageError for what is none */
export function dtcNumber(
  option: string,
  value: string | undefined,
  largest: number = most,
): number | undefined {
  if (value === undefined) return undefined;
  const octal = /^0([0-7]+)$/.exec(value)?.[1];
  const number = octal === undefined ? Number(value) : Number.parseInt(octal, 8);
  if (/^(0x[\da-f]+|\d+)$/i.test(value) && number <= largest) return number;
  throw new UsageError(`${option} ${value}: not a number from 0 to 0x${largest.toString(16)}.`);
}
