/** A mutant that no test can tell from the rule, and why. */
export interface Equivalent {
  readonly rule: string;
  /** As the tool prints it: the text before and after, on one line. */
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

export const equivalents: readonly Equivalent[] = [];
