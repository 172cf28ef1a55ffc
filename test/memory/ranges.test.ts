import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AddressRange } from '../../src/memory/model.ts';
import { byteCounter, mergeRanges, overlapBytes } from '../../src/memory/ranges.ts';

const smallRange: fc.Arbitrary<AddressRange> = fc.record({
  base: fc.bigInt({ min: 0n, max: 60n }),
  size: fc.bigInt({ min: 0n, max: 20n }),
});

function bytesOf(ranges: readonly AddressRange[]): ReadonlySet<bigint> {
  const bytes = new Set<bigint>();
  for (const { base, size } of ranges) for (let at = base; at < base + size; at++) bytes.add(at);
  return bytes;
}

describe('ranges', () => {
  test('share the bytes that lie in both', () => {
    fc.assert(
      fc.property(smallRange, smallRange, (a, b) => {
        const both = bytesOf([b]);
        expect(overlapBytes(a, b)).toBe(BigInt([...bytesOf([a])].filter((byte) => both.has(byte)).length));
      }),
    );
  });

  test('merge to the same bytes, sorted, with a hole between each two', () => {
    fc.assert(
      fc.property(fc.array(smallRange), (ranges) => {
        const merged = mergeRanges(ranges);
        expect(bytesOf(merged)).toEqual(bytesOf(ranges));
        merged.slice(1).forEach((range, index) => {
          const before = merged[index];
          expect(range.base).toBeGreaterThan((before?.base ?? 0n) + (before?.size ?? 0n));
        });
      }),
    );
  });

  test('count how much of a range they cover', () => {
    fc.assert(
      fc.property(fc.array(smallRange), smallRange, (ranges, range) => {
        const covered = bytesOf(ranges);
        const expected = [...bytesOf([range])].filter((byte) => covered.has(byte)).length;
        expect(byteCounter(mergeRanges(ranges))(range)).toBe(BigInt(expected));
      }),
    );
  });

  test('keep the top of the 64-bit space', () => {
    const top = { base: 0xffff_ffff_0000_0000n, size: 0x1_0000_0000n };
    expect(mergeRanges([top])).toEqual([top]);
    expect(byteCounter([top])({ base: 0n, size: 1n << 64n })).toBe(top.size);
  });
});
