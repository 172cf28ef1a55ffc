/** The quantile of the standard normal distribution that 95 % lie within. */
const z95 = 1.959963984540054;

/**
 * In which a probability lies, with 95 % confidence, of which `failures` of `runs` independent tries are seen (Wilson's score interval, 1927;
 * without continuity correction), with p = failures / runs and z = 1.96:
 *
 *     (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)
 *
 * Unlike p ± z √(p(1-p)/n) it says something where nothing, or all, failed: of 0 of 100 that p is below 3.7 %.
 */
export function wilsonInterval(failures: number, runs: number): readonly [low: number, high: number] {
  if (runs === 0) return [0, 1];
  const p = failures / runs;
  const square = z95 * z95;
  const middle = p + square / (2 * runs);
  const half = z95 * Math.sqrt((p * (1 - p)) / runs + square / (4 * runs * runs));
  const scale = 1 + square / runs;
  // At its ends the formula gives 0 and 1 but for the last bit.
  const low = failures === 0 ? 0 : (middle - half) / scale;
  const high = failures === runs ? 1 : (middle + half) / scale;
  return [low, high];
}
