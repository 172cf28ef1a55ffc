import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IovaDomain } from '../../../../src/kernel/dma/iommu/iova-domain.ts';
import { NaiveIovaDomain } from './naive-iova-domain.ts';

type Operation =
  | { readonly kind: 'allocate'; readonly size: number; readonly limit: number }
  | { readonly kind: 'free'; readonly index: number }
  | { readonly kind: 'reserve'; readonly lo: number; readonly size: number };

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('allocate' as const),
      size: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(64, 100, 512, 700)),
      // Narrow ones fill up; the others are of 32 bits, and of a few more.
      limit: fc.constantFrom(0x3f, 0x1ff, 0x7ff, 0xfff, 0xfffff, 0x1fffff, 0xfffffffff),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('free' as const), index: fc.nat(1000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('reserve' as const),
      lo: fc.oneof(fc.nat(0x1000), fc.integer({ min: 0xff000, max: 0x101000 })),
      size: fc.integer({ min: 1, max: 300 }),
    }),
  },
);

describe('the IOVA domain', () => {
  it('answers as the kernel walks its tree, whatever was allocated, freed and reserved before', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200, size: 'max' }), fc.boolean(), (operations, retries) => {
        const domain = new IovaDomain({ granule: 4096, startPfn: 1, retries });
        const naive = new NaiveIovaDomain(1, retries);
        const live: number[] = [];
        for (const step of operations) {
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

  it('lets no two ranges overlap, and knows how many there are', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200, size: 'max' }), (operations) => {
        const domain = new IovaDomain({ granule: 4096, startPfn: 1, retries: true });
        for (const step of operations)
          if (step.kind === 'allocate') {
            const pfn = domain.allocate(step.size, step.limit);
            if (pfn === 0) continue;
            expect(pfn + step.size - 1).toBeLessThanOrEqual(step.limit);
          } else if (step.kind === 'reserve') domain.reserve(step.lo, step.lo + step.size - 1);
        const ranges = [...domain.ranges()];
        expect(ranges.length).toBe(domain.count);
        ranges.forEach(([lo, hi], index) => {
          expect(lo).toBeLessThanOrEqual(hi);
          expect(lo).toBeGreaterThan(ranges[index - 1]?.[1] ?? -1);
        });
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
