import type { YamlPath } from '../yaml-source.ts';

/** `${name}` as a text has it. */
const usePattern = /\$\{([^{}]*)\}/g;
const wholePattern = /^\$\{([^{}]*)\}$/;

/** Where `${name}` stands: the path of the text that it is in. */
export interface VariableUse {
  readonly name: string;
  readonly path: YamlPath;
}

/** Keys of a workload that say what its variables are. */
const plainKeys: ReadonlySet<string> = new Set(['variables', 'matrix', 'pinned']);

/** Every `${name}` in the texts of a workload, but for those of `variables`, `matrix` and `pinned`. */
export function usesOfVariables(value: unknown): readonly VariableUse[] {
  const uses: VariableUse[] = [];
  mapTexts(value, (text, path) => {
    for (const name of namesIn(text)) uses.push({ name, path });
    return text;
  });
  return uses;
}

/** The names in one text. */
export function namesIn(text: string): readonly string[] {
  return text.includes('${') ? [...text.matchAll(usePattern)].map(([, name = '']) => name.trim()) : [];
}

/** Whether a text has a `${` that is the beginning of no `${name}`. */
export function hasStrayUse(text: string): boolean {
  return text.includes('${') && text.replace(usePattern, '').includes('${');
}

/** Paths of the texts, but for those that name no variables, that have such a one. */
export function strayUses(value: unknown): readonly YamlPath[] {
  const paths: YamlPath[] = [];
  mapTexts(value, (text, path) => {
    if (hasStrayUse(text)) paths.push(path);
    return text;
  });
  return paths;
}

/**
 * A workload with the values of its variables: a text that is only `${name}` becomes the value, a number where that is one. What
 * `variables` does not have stays as it is written. The shape stays, so that places are found by the same paths.
 */
export function substituted(value: unknown, variables: ReadonlyMap<string, number | string>): unknown {
  return mapTexts(value, (text) => substitutedText(text, variables));
}

export function substitutedText(
  text: string,
  variables: ReadonlyMap<string, number | string>,
): number | string {
  if (!text.includes('${')) return text;
  const whole = wholePattern.exec(text.trim())?.[1]?.trim();
  if (whole !== undefined) return variables.get(whole) ?? text;
  return text.replace(usePattern, (use, name: string) => String(variables.get(name.trim()) ?? use));
}

/** A plain value with other texts; what an alias repeats is looked at once, and stays one value. */
function mapTexts(value: unknown, change: (text: string, path: YamlPath) => number | string): unknown {
  const known = new Map<object, unknown>();
  const map = (inner: unknown, path: YamlPath): unknown => {
    if (typeof inner === 'string') return change(inner, path);
    if (typeof inner !== 'object' || inner === null) return inner;
    const before = known.get(inner);
    if (before !== undefined) return before;

    if (Array.isArray(inner)) {
      const list: unknown[] = [];
      known.set(inner, list);
      for (const [index, element] of inner.entries()) list.push(map(element, [...path, index]));
      return list;
    }
    const members: Record<string, unknown> = {};
    known.set(inner, members);
    for (const [key, member] of Object.entries(inner)) {
      const isPlain = path.length === 0 && plainKeys.has(key);
      // A key `__proto__` is a member like any other.
      Object.defineProperty(members, key, {
        value: isPlain ? member : map(member, [...path, key]),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
    return members;
  };
  return map(value, []);
}
