import type { AddressRange } from '../../memory/model.ts';
import { good, type Setting, wrong } from './setting.ts';

const shifts: Readonly<Record<string, bigint>> = { '': 0n, K: 10n, M: 20n, G: 30n, T: 40n };
const addressSpace = 1n << 64n;

/**
 * A size as the kernel's command line takes it, in bytes: `64M`, `0x1000`, `512KiB`, `12G`.
 *
 * @param name the option or setting, for messages
 * @param whole what the user wrote, where the size is a part of it
 */
export function readSize(name: string, text: string, whole: string = text): Setting<bigint> {
  const match = /^(0x[0-9a-f]+|[0-9]+)([kmgt]?)(i?b)?$/i.exec(text.trim());
  const [, digits, unit = ''] = match ?? [];
  const shift = shifts[unit.toUpperCase()];
  if (digits === undefined || shift === undefined) return malformed(name, whole);

  const value = BigInt(digits) << shift;
  return value >= addressSpace ? wrong(`${name} ${whole}: does not fit into 64 bits.`) : good(value);
}

/** `SIZE@BASE`, such as `12G@0x80000000`, as a range of physical addresses. */
export function readSizeAtBase(name: string, text: string): Setting<AddressRange> {
  const [sizeText, baseText, ...rest] = text.split('@');
  if (sizeText === undefined || baseText === undefined || rest.length > 0) return malformed(name, text);

  const size = readSize(name, sizeText, text);
  if (!size.ok) return size;
  const base = readSize(name, baseText, text);
  if (!base.ok) return base;
  if (size.value === 0n) return wrong(`${name} ${text}: the size is zero.`);
  if (base.value + size.value > addressSpace) return wrong(`${name} ${text}: ends above 64 bits.`);
  return good({ base: base.value, size: size.value });
}

function malformed(name: string, text: string): Setting<never> {
  return wrong(
    `${name} ${text}: not a size and a base.`,
    `Write SIZE@BASE, for instance ${name} 12G@0x80000000 (K, M, G and T count in 1024s).`,
  );
}
