import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IovaDomain } from '../../../../src/kernel/dma/iommu/iova-domain.ts';
import { NaiveIovaDomain } from './naive-iova-domain.ts';

type Operation =
  | { readonly kind: 'allocate'; readonly size: number; readonly limit: number }
  | { readonly kind: 'free'; readonly index: number }
  | { readonly kind: 'reserve'; readonly lo: number; readonly size: number };

/** Sizes of whole powers and odd ones. */
const sizes = [1, 1, 1, 2, 3, 4, 5, 8, 13, 16, 17, 29, 32, 33, 40, 64, 100, 512, 700];
/** Narrow limits fill up; the others have 32 bits, and a few more. */
const limits = [0x3f, 0x1ff, 0x7ff, 0xfff, 0xfffff, 0x1fffff, 0xfffffffff];

/** One operation out of one number, which costs less to make than a tree of arbitraries. */
function decode(word: number): Operation {
  const value = word >>> 4;
  switch (word & 15) {
    case 0:
      return {
        kind: 'reserve',
        lo: (value % 2 === 0 ? 0 : 0xff000) + (value % 0x1fff),
        size: 1 + (value % 300),
      };
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
    case 6:
      return { kind: 'free', index: value };
    default:
      return {
        kind: 'allocate',
        size: sizes[value % sizes.length] ?? 1,
        limit: limits[Math.floor(value / sizes.length) % limits.length] ?? 0,
      };
  }
}

const sequence: fc.Arbitrary<readonly number[]> = fc.array(fc.nat(0xfffffff), {
  maxLength: 200,
  size: 'max',
});

describe('the IOVA domain', () => {
  it('answers as the kernel walks its tree, whatever was allocated, freed and reserved before', () => {
    fc.assert(
      fc.property(sequence, fc.boolean(), (words, retries) => {
        const domain = new IovaDomain({ granule: 4096, startPfn: 1, retries });
        const naive = new NaiveIovaDomain(1, retries);
        const live: number[] = [];
        for (const word of words) {
          const step = decode(word);
          if (step.kind === 'allocate') {
            const pfn = domain.allocate(step.size, step.limit);
            if (pfn !== naive.allocate(step.size, step.limit)) return false;
            if (pfn !== 0) live.push(pfn);
          } else if (step.kind === 'free') {
            const [pfn = 0] = live.splice(step.index % Math.max(1, live.length), 1);
            domain.free(pfn);
            naive.free(pfn);
          } else {
            domain.reserve(step.lo, step.lo + step.size - 1);
            naive.reserve(step.lo, step.lo + step.size - 1);
          }
        }
        return sameRanges([...domain.ranges()], naive.ranges);
      }),
      { numRuns: 10_000 },
    );
  }, 60_000);

  it('lets no two ranges overlap, none end above its limit, and none begin off its alignment', () => {
    fc.assert(
      fc.property(sequence, (words) => {
        const domain = new IovaDomain({ granule: 4096, startPfn: 1, retries: true });
        for (const word of words) {
          const step = decode(word);
          if (step.kind === 'reserve') domain.reserve(step.lo, step.lo + step.size - 1);
          if (step.kind !== 'allocate') continue;
          const pfn = domain.allocate(step.size, step.limit);
          expect(pfn + (pfn === 0 ? 0 : step.size - 1)).toBeLessThanOrEqual(step.limit);
          expect(pfn % 2 ** Math.ceil(Math.log2(step.size))).toBe(0);
        }
        const ranges = [...domain.ranges()];
        expect(ranges.length).toBe(domain.count);
        expect(ranges.every(([lo, hi], at) => lo <= hi && lo > (ranges[at - 1]?.[1] ?? -1))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

function sameRanges(
  a: readonly (readonly [number, number])[],
  b: readonly (readonly [number, number])[],
): boolean {
  return a.length === b.length && a.every(([lo, hi], index) => lo === b[index]?.[0] && hi === b[index]?.[1]);
}
