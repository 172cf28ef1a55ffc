import { namesIn, substitutedText } from './substitute.ts';

export type VariableValue = number | string;
export type Variables = ReadonlyMap<string, VariableValue>;

/** What one variable may become: twice what is written of it. */
export const longestValue = 2000;

/** Names that every cell of a matrix gives a value, where the matrix has such an axis; `seed` always. */
export const axisNames = ['ram', 'kernel', 'seed'] as const;

/**
 * Variables whose values name no others any more. Where values name each other in a circle, or one becomes too long, it stays as it is
 * written: `circleIn` and `tooLongIn` tell.
 */
export function resolvedVariables(written: Variables): Variables {
  const resolved = new Map<string, VariableValue>();
  const open = new Set<string>();
  const resolve = (name: string): VariableValue | undefined => {
    const known = resolved.get(name);
    if (known !== undefined) return known;
    const value = written.get(name);
    if (value === undefined || open.has(name)) return undefined;

    open.add(name);
    let result = value;
    if (typeof value === 'string') {
      const inner = new Map<string, VariableValue>();
      for (const used of namesIn(value)) {
        const usedValue = resolve(used);
        if (usedValue !== undefined) inner.set(used, usedValue);
      }
      result = substitutedText(value, inner);
      if (String(result).length > longestValue) result = value;
    }
    open.delete(name);
    resolved.set(name, result);
    return result;
  };
  for (const name of written.keys()) resolve(name);
  return resolved;
}

/** A variable whose value still names others that there are: it is in a circle, or too long. */
export function unresolvedIn(written: Variables): string | undefined {
  for (const [name, value] of resolvedVariables(written)) {
    if (typeof value === 'string' && namesIn(value).some((used) => written.has(used))) return name;
  }
  return undefined;
}
