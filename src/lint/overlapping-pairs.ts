import type { AddressRange } from '../memory/model.ts';
import { endOf } from '../memory/ranges.ts';

/** At each point of the sweep as many ranges are remembered, those that reach furthest: output and time stay bounded. */
const remembered = 16;

/**
 * Pairs of ranges that share bytes, in one sweep over a list sorted by base; the first of a pair begins first. Where more than
 * 16 lie over each other, each is paired with the 16 that reach furthest.
 */
export function* overlappingPairs<Range extends AddressRange>(
  sorted: readonly Range[],
): Iterable<readonly [low: Range, high: Range]> {
  let open: Range[] = [];

  for (const range of sorted) {
    open = open.filter((other) => endOf(other) > range.base);
    for (const other of open) yield [other, range];

    open.push(range);
    if (open.length > remembered) open.splice(shortest(open), 1);
  }
}

function shortest(open: readonly AddressRange[]): number {
  let index = 0;
  open.forEach((range, at) => {
    const best = open[index];
    if (best !== undefined && endOf(range) < endOf(best)) index = at;
  });
  return index;
}
