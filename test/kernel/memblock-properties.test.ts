import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Memblock, type MemblockRegion, memblockNoMap } from '../../src/kernel/memblock.ts';
import { ByteMap } from './byte-map.ts';

const length = 96;
const page = 4;

/** With those in placement-properties.test.ts: 10,000. */
const runs = { lists: 4700, search: 4700 };

const steps = ['add', 'remove', 'reserve', 'free', 'mark', 'clear'] as const;

interface Step {
  readonly op: (typeof steps)[number];
  readonly base: number;
  readonly size: number;
}

const step: fc.Arbitrary<Step> = fc
  .record({
    op: fc.constantFrom(...steps, 'add', 'reserve'),
    base: fc.integer({ min: 0, max: length - 1 }),
    size: fc.integer({ min: 0, max: length }),
  })
  .map(({ op, base, size }) => ({ op, base, size: Math.min(size, length - base) }));

function played(all: readonly Step[]): { readonly memblock: Memblock; readonly naive: ByteMap } {
  const memblock = new Memblock(BigInt(page));
  const naive = new ByteMap(length);
  for (const { op, base, size } of all) {
    const range = [BigInt(base), BigInt(size)] as const;
    if (op === 'mark' || op === 'clear') naive.setNoMap(base, size, op === 'mark');
    else naive[op](base, size);
    if (op === 'mark') memblock.markNoMap(...range);
    else if (op === 'clear') memblock.clearNoMap(...range);
    else memblock[op](...range);
  }
  return { memblock, naive };
}

/** Maximal runs of equal elements, but for those without any. */
function runsOf(values: readonly (number | undefined)[]): readonly MemblockRegion[] {
  const found: MemblockRegion[] = [];
  for (const [at, flags] of values.entries()) {
    const last = found.at(-1);
    if (flags === undefined) continue;
    const continues = last !== undefined && last.end === BigInt(at) && last.flags === flags;
    if (continues) found.pop();
    found.push({ base: continues ? last.base : BigInt(at), end: BigInt(at + 1), flags });
  }
  return found;
}

describe('Memblock against a map of bytes', () => {
  it('has the same memory and reservations, with neighbours merged', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (all) => {
        const { memblock, naive } = played(all);
        const flags = naive.bytes.map(({ isMemory, isNoMap }) =>
          isMemory ? (isNoMap ? memblockNoMap : 0) : undefined,
        );
        const reserved = naive.bytes.map(({ isReserved }) => (isReserved ? 0 : undefined));
        expect(memblock.memory).toEqual(runsOf(flags));
        expect(memblock.reserved).toEqual(runsOf(reserved));
      }),
      { numRuns: runs.lists },
    );
  });

  it('finds the same place, upwards and downwards, and answers the same about a range', () => {
    const request = fc.record({
      size: fc.integer({ min: 1, max: 40 }),
      align: fc.constantFrom(1, 2, 4, 8, 32),
      start: fc.integer({ min: 0, max: length }),
      span: fc.integer({ min: 0, max: length }),
      isBottomUp: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 24 }),
        request,
        (all, { size, align, start, span, isBottomUp }) => {
          const { memblock, naive } = played([{ op: 'add', base: 0, size: length }, ...all]);
          const found = memblock.find({
            size: BigInt(size),
            align: BigInt(align),
            start: BigInt(start),
            end: BigInt(start + span),
            direction: isBottomUp ? 'bottom-up' : 'top-down',
          });
          // The first page is never given out, and an end before the start counts as the start.
          const low = Math.max(start, page);
          const end = Math.max(low, start + span);
          const expected = naive.find({ size, align, start: low, end, isBottomUp });
          expect(found).toBe(expected === undefined ? undefined : BigInt(expected));

          const range = [BigInt(start), BigInt(size)] as const;
          expect(memblock.overlapsReserved(...range)).toBe(naive.overlaps(start, size, 'isReserved'));
          expect(memblock.overlapsMemory(...range)).toBe(naive.overlaps(start, size, 'isMemory'));
        },
      ),
      { numRuns: runs.search },
    );
  });
});
