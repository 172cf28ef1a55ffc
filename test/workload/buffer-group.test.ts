import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BufferGroup } from '../../src/workload/buffer-group.ts';

type Step =
  | { readonly kind: 'add' }
  | { readonly kind: 'oldest' }
  | { readonly kind: 'newest' }
  | { readonly kind: 'number'; readonly pick: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'add' } as const) },
  fc.constant({ kind: 'oldest' } as const),
  fc.constant({ kind: 'newest' } as const),
  fc.record({ kind: fc.constant('number' as const), pick: fc.nat(1000) }),
);

describe('BufferGroup', () => {
  it('numbers, finds and removes as a sorted list of live numbers does', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const group = new BufferGroup();
        const model = new Map<number, number>();
        let slot = 0;

        for (const action of steps) {
          const numbers = [...model.keys()].sort((left, right) => left - right);
          const newest = numbers.at(-1) ?? -1;
          if (action.kind === 'add' || numbers.length === 0) {
            expect(group.add(slot)).toBe(newest + 1);
            model.set(newest + 1, slot++);
            continue;
          }
          const picked = action.kind === 'number' ? numbers[action.pick % numbers.length] : numbers[0];
          const number = action.kind === 'newest' ? newest : (picked ?? 0);
          if (action.kind === 'oldest') expect(group.oldest).toBe(number);
          if (action.kind === 'newest') expect(group.newest).toBe(number);
          expect(group.slot(number)).toBe(model.get(number));
          group.remove(number);
          model.delete(number);
          expect(group.slot(number)).toBeUndefined();
          expect(group.live).toBe(model.size);
        }
      }),
    );
  });

  it('does not grow while it is used as a ring', () => {
    const group = new BufferGroup();
    group.add(0);
    for (let round = 1; round < 10_000; round++) {
      expect(group.add(round)).toBe(round);
      group.remove(group.oldest);
    }
    expect([group.oldest, group.newest, group.live]).toEqual([9999, 9999, 1]);
  });
});
