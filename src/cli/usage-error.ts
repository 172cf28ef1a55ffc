import type { Setting } from '../project/settings/setting.ts';

/**
 * A user's mistake that no file's place explains: an option, a path, a combination. Ends the command with exit code 2
 * and its message; only `cli/` throws it, everything below returns problems.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** What to do instead. */
  readonly help: string | undefined;

  constructor(message: string, help?: string) {
    super(message);
    this.help = help;
  }
}

/** The value of a setting that an option gives. @throws UsageError where it is none */
export function usable<T>(setting: Setting<T>): T {
  if (!setting.ok) throw new UsageError(setting.message, setting.help);
  return setting.value;
}
