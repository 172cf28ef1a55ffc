import { wilsonInterval } from './wilson.ts';

/** Counts that a script may write still; more are of no use to anyone. */
const most = 1e9;

/**
 * How many seeds it takes for the interval to lie below `allowed`, if as large a share of them fails as `probability`. 95 % confidence, as the
 * interval has.
 *
 * @returns undefined: no number does, since no less than what is allowed fails
 */
export function seedsNeeded(probability: number, allowed: number): number | undefined {
  if (probability >= allowed) return undefined;
  const isEnough = (seeds: number): boolean => wilsonInterval(probability * seeds, seeds)[1] <= allowed;
  if (!isEnough(most)) return undefined;

  let [low, high] = [0, most];
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
