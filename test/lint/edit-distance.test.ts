import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance } from '../../src/lint/edit-distance.ts';

test.each([
  ['no-map', 'no-map', 0],
  ['nomap', 'no-map', 1],
  ['no-amp', 'no-map', 1],
  ['no-mem', 'no-map', 2],
  ['size', 'reusable', 3],
])('%s is %s with %i slips', (a, b, distance) => {
  expect(editDistance(a, b, 2)).toBe(distance);
});

test('is the same both ways, and more than the limit only says so', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 7 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const exact = editDistance(a, b, 20);
      expect(editDistance(b, a, 20)).toBe(exact);
      expect(Math.min(editDistance(a, b, 2), 3)).toBe(Math.min(exact, 3));
    }),
  );
});
