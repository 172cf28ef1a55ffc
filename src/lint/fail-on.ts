import type { Severity } from './finding.ts';

/** From which severity on a finding makes a command fail. */
export type FailOn = 'error' | 'warning' | 'info' | 'never';

/** The severities that make it fail. */
export const failing: Readonly<Record<FailOn, readonly Severity[]>> = {
  error: ['error'],
  warning: ['error', 'warning'],
  info: ['error', 'warning', 'info'],
  never: [],
};
