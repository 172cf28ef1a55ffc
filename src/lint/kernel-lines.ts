import {
  extraEntries,
  failedToReserve,
  invalidDynamic,
  invalidReg,
  noHookTakes,
  overlapDetected,
  reservedPrefix,
  unsupportedFormat,
} from '../kernel/reserved/messages.ts';
import type { AddressRange, Region } from '../memory/model.ts';
import type { BoardFacts, RegionRange } from './board-facts.ts';

/** What the kernel that a board is judged for will print: its messages with their prefixes, as dmesg shows them. */

export function unsupportedFormatLine({ behaviours }: BoardFacts): string {
  return behaviours.scanPrefix + unsupportedFormat;
}

export function invalidRegLine({ behaviours }: BoardFacts, name: string): string {
  return behaviours.scanPrefix + invalidReg(name);
}

export function failedReserveLine(
  { behaviours, addressBits }: BoardFacts,
  name: string,
  range: AddressRange,
): string {
  return behaviours.scanPrefix + failedToReserve(name, range, addressBits);
}

export function invalidDynamicLine(property: 'size' | 'alignment' | 'alloc-ranges', name: string): string {
  return reservedPrefix + invalidDynamic(property, name);
}

/** What a hook says to a region that it refuses, and what the kernel says after it; the oldest kernels do not mind. */
export function refusalLines(
  { behaviours }: Pick<BoardFacts, 'behaviours'>,
  name: string,
  said?: string,
): string | undefined {
  const after = behaviours.failedMemory === 'kept' ? [] : [reservedPrefix + noHookTakes(name)];
  const lines = [...(said === undefined ? [] : [said]), ...after];
  return lines.length === 0 ? undefined : lines.join('\n');
}

export function overlapLine({ addressBits }: BoardFacts, low: RegionRange, high: RegionRange): string {
  const named = ({ region, base, size }: RegionRange) => ({ name: region.name, base, size });
  return reservedPrefix + overlapDetected(named(low), named(high), addressBits);
}

/** What is printed of the entries of `reg` behind the first; undefined: nothing is. */
export function extraEntriesLine(
  { behaviours }: BoardFacts,
  { name, reg }: Pick<Region, 'name' | 'reg'>,
): string | undefined {
  switch (behaviours.extraEntries) {
    case 'reserved':
      return undefined;
    case 'reserved-with-warning':
      return reservedPrefix + extraEntries(name, reg.length, false);
    case 'ignored':
      return behaviours.scanPrefix + extraEntries(name, reg.length, true);
  }
}

/** What the emulated boot prints that names a region, in its order; undefined: nothing, or there is no boot. */
export function bootLinesAbout({ booted }: BoardFacts, name: string): string | undefined {
  const lines = booted?.log.map(({ text }) => text).filter((text) => mentions(text, name)) ?? [];
  return lines.length === 0 ? undefined : lines.join('\n');
}

/** As a word of its own: the name of one region may begin with that of another. */
function mentions(text: string, name: string): boolean {
  const at = text.indexOf(name);
  return at !== -1 && !/[\w@.,+-]/.test(text[at - 1] ?? '') && !/[\w@.+-]/.test(text[at + name.length] ?? '');
}
