import type { AddressRange } from '../memory/model.ts';
import { UsageError } from './usage-error.ts';

const shifts: Readonly<Record<string, bigint>> = { '': 0n, K: 10n, M: 20n, G: 30n, T: 40n };
const addressSpace = 1n << 64n;

/**
 * A size as the kernel's command line takes it, in bytes: `64M`, `0x1000`, `512KiB`, `12G`.
 *
 * @param whole what the user wrote, where the size is a part of it
 * @throws UsageError that names the option
 */
export function parseSize(option: string, text: string, whole: string = text): bigint {
  const match = /^(0x[0-9a-f]+|[0-9]+)([kmgt]?)(i?b)?$/i.exec(text.trim());
  const [, digits, unit = ''] = match ?? [];
  const shift = shifts[unit.toUpperCase()];
  if (digits === undefined || shift === undefined) throw malformed(option, whole);

  const value = BigInt(digits) << shift;
  if (value >= addressSpace) throw new UsageError(`${option} ${whole}: does not fit into 64 bits.`);
  return value;
}

/**
 * `SIZE@BASE`, such as `12G@0x80000000`, as a range of physical addresses.
 *
 * @throws UsageError that names the option
 */
export function parseSizeAtBase(option: string, text: string): AddressRange {
  const [sizeText, baseText, ...rest] = text.split('@');
  if (sizeText === undefined || baseText === undefined || rest.length > 0) throw malformed(option, text);

  const size = parseSize(option, sizeText, text);
  const base = parseSize(option, baseText, text);
  if (size === 0n) throw new UsageError(`${option} ${text}: the size is zero.`);
  if (base + size > addressSpace) throw new UsageError(`${option} ${text}: ends above 64 bits.`);
  return { base, size };
}

function malformed(option: string, text: string): UsageError {
  return new UsageError(
    `${option} ${text}: not a size and a base.`,
    `Write SIZE@BASE, for instance ${option} 12G@0x80000000 (K, M, G and T count in 1024s).`,
  );
}
