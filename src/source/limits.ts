/**
 * How much an input may ask for: far beyond what real boards do, and little enough that no input, however hostile, takes more
 * than some seconds and some hundred megabytes.
 */
export interface Limits {
  /** How deep nodes may nest, and parentheses in an expression. dtc takes some 3,000 nodes. */
  readonly nesting: number;
  /** How deep files may include one another. 200 is GCC's own limit. */
  readonly includeDepth: number;
  /** How many files an input may include, each as often as it is included. Real boards have some 50. */
  readonly includes: number;
  /** How many tokens its macros may produce. Real boards make fewer than 100,000. */
  readonly expansion: number;
  /** The largest file that is read. The largest source upstream has 0.4 MB. */
  readonly fileBytes: number;
  /** How many tokens an input may have when it is preprocessed. The largest board upstream has 150,000. */
  readonly tokens: number;
}

export const defaultLimits: Limits = {
  nesting: 256,
  includeDepth: 200,
  includes: 20_000,
  expansion: 500_000,
  fileBytes: 64 << 20,
  tokens: 1_000_000,
};

/** The option of every command that raises a limit. */
export const limitOptions: Readonly<Record<keyof Limits, string>> = {
  nesting: '--max-nesting',
  includeDepth: '--max-include-depth',
  includes: '--max-includes',
  expansion: '--max-expansion',
  fileBytes: '--max-file-size',
  tokens: '--max-tokens',
};

/** The limits that were given, and the usual ones. */
export function withDefaults(given: Partial<Limits> = {}): Limits {
  return { ...defaultLimits, ...given };
}

/** What to say to whoever meets a limit. */
export function howToRaise(limit: keyof Limits): string {
  return `If that is meant, raise the limit with ${limitOptions[limit]}.`;
}
