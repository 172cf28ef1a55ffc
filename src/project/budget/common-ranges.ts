import { larger, smaller } from '../../kernel/unsigned.ts';
import type { AddressRange } from '../../memory/model.ts';
import { endOf } from '../../memory/ranges.ts';

/** What two lists have in common; both in address order, their ranges disjoint. */
export function commonRanges(
  left: readonly AddressRange[],
  right: readonly AddressRange[],
): readonly AddressRange[] {
  const common: AddressRange[] = [];
  let [l, r] = [0, 0];
  for (;;) {
    const [a, b] = [left[l], right[r]];
    if (a === undefined || b === undefined) return common;
    const base = larger(a.base, b.base);
    const end = smaller(endOf(a), endOf(b));
    if (base < end) common.push({ base, size: end - base });
    if (endOf(a) < endOf(b)) l++;
    else r++;
  }
}
