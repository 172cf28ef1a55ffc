/** When an allocation's buffers are freed by themselves. */
export type Lifetime =
  /** At the end of the `count`th round of the loop at instruction `scope`, the round of the allocation being the first. */
  | { readonly kind: 'rounds'; readonly count: number; readonly scope: number }
  /** After `count` further operations of its actor. */
  | { readonly kind: 'operations'; readonly count: number }
  /** At the end of the phase at instruction `scope`. */
  | { readonly kind: 'phase'; readonly scope: number };

/** A lifetime as written: `2 rounds`, `20 operations` or `phase`. */
export type WrittenLifetime =
  | { readonly kind: 'rounds'; readonly count: number }
  | { readonly kind: 'operations'; readonly count: number }
  | { readonly kind: 'phase' };

export const lifetimePattern: RegExp = /^\s*(?:(\d{1,8})\s*(rounds?|operations?)|phase)\s*$/;

/** Reads a lifetime that `lifetimePattern` takes; undefined: it does not, or the count is 0. */
export function parseLifetime(text: string): WrittenLifetime | undefined {
  const match = lifetimePattern.exec(text);
  if (match === null) return undefined;
  const [, digits, unit] = match;
  if (digits === undefined || unit === undefined) return { kind: 'phase' };
  const count = Number(digits);
  if (count === 0) return undefined;
  return { kind: unit.startsWith('round') ? 'rounds' : 'operations', count };
}
