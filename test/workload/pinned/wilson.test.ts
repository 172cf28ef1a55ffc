import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilsonInterval } from '../../../src/workload/pinned/wilson.ts';

describe('wilsonInterval', () => {
  // Agresti and Coull (1998), and R's prop.test(x, n, correct = FALSE).
  it.each([
    [0, 10, 0, 0.2775],
    [1, 10, 0.0179, 0.4042],
    [5, 10, 0.2366, 0.7634],
    [10, 10, 0.7225, 1],
    [0, 100, 0, 0.037],
    [5, 100, 0.0215, 0.1118],
    [81, 263, 0.2553, 0.3662],
  ])('of %i failures in %i runs is known', (failures, runs, low, high) => {
    const [from, to] = wilsonInterval(failures, runs);
    expect(from).toBeCloseTo(low, 4);
    expect(to).toBeCloseTo(high, 4);
  });

  it('says nothing of no runs', () => {
    expect(wilsonInterval(0, 0)).toEqual([0, 1]);
  });

  it('holds the share that was seen, lies between 0 and 1, and is the mirror of that of the runs that pass', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), (one, other) => {
        const [failures, runs] = [Math.min(one, other), Math.max(one, other, 1)];
        const [low, high] = wilsonInterval(failures, runs);
        const [mirrorLow, mirrorHigh] = wilsonInterval(runs - failures, runs);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(failures / runs);
        expect(high).toBeGreaterThanOrEqual(failures / runs);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeCloseTo(1 - mirrorHigh, 12);
        expect(high).toBeCloseTo(1 - mirrorLow, 12);
      }),
    );
  });
});
