/** What carveout's exit status says, the same for every command. */
export const exitCode = {
  good: 0,
  /** It says no: findings, a region that failed, an expectation that does not hold. */
  no: 1,
  /** Unusable input, options or configuration. */
  unusable: 2,
  /** A bug in carveout. */
  bug: 3,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
