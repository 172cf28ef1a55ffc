import { describe, expect, it } from 'vitest';
import { WorkRanges } from '../../../src/project/inputs/work-ranges.ts';

/** What each worker got, if `order` says who asks next; others ask when it is at its end. */
function dealt(count: number, workers: number, order: readonly number[]): readonly (readonly number[])[] {
  const ranges = new WorkRanges(count, workers);
  const got: number[][] = Array.from({ length: workers }, () => []);
  const all = [...order, ...Array.from({ length: count + workers }, (_, index) => index % workers)];
  for (const worker of all) got[worker]?.push(...ranges.next(worker));
  return got;
}

describe('work for several', () => {
  it.each([
    [100, 3, []],
    [7, 4, []],
    [1, 1, []],
    [0, 2, []],
    [500, 2, Array.from({ length: 40 }, () => 0)],
  ])('of %i items for %i has each item once, whoever is faster', (count, workers, order) => {
    const items = Array.from({ length: count }, (_, index) => index);
    expect(
      dealt(count, workers, order)
        .flat()
        .sort((a, b) => a - b),
    ).toEqual(items);
  });

  it('gives each its own stretch', () => {
    const ranges = new WorkRanges(64, 2);
    expect([ranges.next(0), ranges.next(1), ranges.next(0)].map(([first]) => first)).toEqual([0, 32, 8]);
  });

  it('gives out fewer at once towards the end, so that nobody waits long for another', () => {
    const ranges = new WorkRanges(40, 1);
    const counts = Array.from({ length: 30 }, () => ranges.next(0).length).filter((count) => count > 0);
    expect(counts.slice(0, 2)).toEqual([8, 8]);
    expect(counts.slice(-4)).toEqual([1, 1, 1, 1]);
  });

  it('has who is done help who is not', () => {
    const [first = [], second = []] = dealt(64, 2, [0, 0, 0, 0, 0, 0]);
    expect(first.length).toBeGreaterThan(second.length);
    expect(Math.max(...first)).toBe(63);
  });
});
