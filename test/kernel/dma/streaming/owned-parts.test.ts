import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OwnedParts } from '../../../../src/kernel/dma/streaming/owned-parts.ts';

const size = 40;
const part = fc.tuple(fc.boolean(), fc.nat(size), fc.nat(size));

it('the parts of a mapping that the CPU owns are those of a byte by byte account', () => {
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 30 }),
      fc.nat(size - 1),
      fc.nat(size),
      (changes, from, length) => {
        const parts = new OwnedParts();
        const bytes = new Array<boolean>(size + 1).fill(false);
        for (const [isAdded, a, b] of changes) {
          const [first, end] = a < b ? [a, b] : [b, a];
          if (isAdded) parts.add(first, end);
          else parts.remove(first, end);
          bytes.fill(isAdded, first, end);
        }
        const end = Math.min(size, from + 1 + length);
        expect(parts.covers(from, end)).toBe(bytes.slice(from, end).every(Boolean));
      },
    ),
    { numRuns: 2000 },
  );
});

it('ten thousand parts with gaps between them cost no more each than a few', () => {
  const parts = new OwnedParts();
  for (let index = 0; index < 10_000; index++) {
    const at = ((index * 7919) % 10_000) * 100;
    parts.add(at, at + 50);
  }
  expect([parts.covers(500, 550), parts.covers(500, 551)]).toEqual([true, false]);
});
