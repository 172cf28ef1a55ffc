import type { Severity } from '../lint/finding.ts';
import type { FailOn } from './options/lint-options.ts';

/** The severities that make a command fail, by its `--fail-on`. */
export const failing: Readonly<Record<FailOn, readonly Severity[]>> = {
  error: ['error'],
  warning: ['error', 'warning'],
  info: ['error', 'warning', 'info'],
  never: [],
};
