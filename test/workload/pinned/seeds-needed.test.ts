import { describe, expect, it } from 'vitest';
import { seedsNeeded } from '../../../src/workload/pinned/seeds-needed.ts';
import { wilsonInterval } from '../../../src/workload/pinned/wilson.ts';

describe('the seeds that show that no more fail than may', () => {
  it.each([
    [0.05, 73],
    [0.01, 381],
    [0.001, 3838],
  ])('are, where none fails and %d may, %i', (allowed, seeds) => {
    expect(seedsNeeded(0, allowed)).toBe(seeds);
    expect(wilsonInterval(0, seeds)[1]).toBeLessThanOrEqual(allowed);
    expect(wilsonInterval(0, seeds - 1)[1]).toBeGreaterThan(allowed);
  });

  it('are more the nearer what fails is to what may', () => {
    expect(seedsNeeded(0.02, 0.05)).toBeGreaterThan(seedsNeeded(0.01, 0.05) ?? Number.POSITIVE_INFINITY);
  });

  it('do not exist where as much fails as may, or nothing may', () => {
    expect(seedsNeeded(0.05, 0.05)).toBeUndefined();
    expect(seedsNeeded(0, 0)).toBeUndefined();
  });
});
