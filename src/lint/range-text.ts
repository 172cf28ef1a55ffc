import type { AddressRange } from '../memory/model.ts';
import { formatBytes, hex } from '../memory/quantity.ts';

/** A range in a message: first and last address, as the kernel shows ranges, and its size: `0x80000000..0x807fffff, 8 MiB`. */
export function rangeText(range: AddressRange): string {
  if (range.size === 0n) return `${hex(range.base)}, empty`;
  return `${hex(range.base)}..${hex(range.base + range.size - 1n)}, ${formatBytes(range.size)}`;
}
