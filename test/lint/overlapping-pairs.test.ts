import fc from 'fast-check';
import { expect, test } from 'vitest';
import { overlappingPairs } from '../../src/lint/overlapping-pairs.ts';
import type { AddressRange } from '../../src/memory/model.ts';
import { overlapBytes } from '../../src/memory/ranges.ts';

const sortedRanges = fc
  .array(fc.record({ base: fc.bigInt({ min: 0n, max: 50n }), size: fc.bigInt({ min: 1n, max: 12n }) }), {
    maxLength: 14,
  })
  .map((ranges) => ranges.sort((a, b) => Number(a.base - b.base)));

test('the sweep finds the pairs that comparing each with each finds', () => {
  fc.assert(
    fc.property(sortedRanges, (ranges: readonly AddressRange[]) => {
      const expected = new Set<string>();
      ranges.forEach((a, i) => {
        ranges.slice(i + 1).forEach((b, j) => {
          if (overlapBytes(a, b) > 0n) expected.add(`${i},${i + 1 + j}`);
        });
      });
      const found = [...overlappingPairs(ranges)].map(
        ([a, b]) => `${ranges.indexOf(a)},${ranges.indexOf(b)}`,
      );
      expect(new Set(found)).toEqual(expected);
      expect(found).toHaveLength(expected.size);
    }),
  );
});

test('ten thousand ranges over each other take linear time and give at most 16 pairs each', () => {
  const ranges = Array.from({ length: 10_000 }, (_, index) => ({ base: BigInt(index), size: 100_000n }));
  let pairs = 0;
  for (const _ of overlappingPairs(ranges)) pairs++;
  expect(pairs).toBe(16 * (10_000 - 16) + (15 * 16) / 2);
});
