import type { AddressRange } from './model.ts';

/** The first address beyond a range. */
export function endOf(range: AddressRange): bigint {
  return range.base + range.size;
}

/** Bytes that two ranges share. */
export function overlapBytes(a: AddressRange, b: AddressRange): bigint {
  const later = a.base < b.base ? b : a;
  const shorter = endOf(a) < endOf(b) ? a : b;
  const bytes = endOf(shorter) - later.base;
  return bytes > 0n ? bytes : 0n;
}

export function containsRange(outer: AddressRange, inner: AddressRange): boolean {
  return inner.base >= outer.base && endOf(inner) <= endOf(outer);
}

/** The addresses that any of the ranges covers: sorted, disjoint, and with a hole between each two. */
export function mergeRanges(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const sorted = ranges.filter(({ size }) => size !== 0n).sort(byBase);
  const merged: { base: bigint; size: bigint }[] = [];

  for (const range of sorted) {
    const last = merged.at(-1);
    if (last === undefined || range.base > endOf(last)) merged.push({ base: range.base, size: range.size });
    else if (endOf(range) > endOf(last)) last.size = endOf(range) - last.base;
  }
  return merged;
}

function byBase(a: AddressRange, b: AddressRange): number {
  if (a.base === b.base) return 0;
  return a.base < b.base ? -1 : 1;
}

/** Asks how many bytes of a range lie in a sorted list of disjoint ranges, each time by binary search. */
export function byteCounter(disjoint: readonly AddressRange[]): (range: AddressRange) => bigint {
  const before: bigint[] = [];
  let sum = 0n;
  for (const { size } of disjoint) {
    before.push(sum);
    sum += size;
  }

  const below = (address: bigint): bigint => {
    let low = 0;
    let high = disjoint.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((disjoint[middle]?.base ?? 0n) < address) low = middle + 1;
      else high = middle;
    }
    const last = disjoint[low - 1];
    return last === undefined
      ? 0n
      : (before[low - 1] ?? 0n) + overlapBytes(last, { base: last.base, size: address - last.base });
  };
  return (range) => below(endOf(range)) - below(range.base);
}
