/** What a workload may ask for before it is refused, so that a mistake in a number cannot occupy the machine. */
export const workloadLimits: Readonly<Record<'operations' | 'live' | 'nesting' | 'characters', number>> = {
  operations: 10_000_000,
  /** Buffers at one time, those whose allocation fails included. */
  live: 250_000,
  /** `repeat` and `phase` inside one another. */
  nesting: 16,
  /** Characters of a YAML workload; longer ones are operation logs. */
  characters: 65_536,
};
