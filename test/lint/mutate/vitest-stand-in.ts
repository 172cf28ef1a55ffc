import { isDeepStrictEqual } from 'node:util';

/** What a rule's test file declares, kept to be run many times: vitest would load the files anew for each mutant. */
export interface Case {
  readonly name: string;
  run(): unknown;
}

const declared: Case[] = [];

/** The cases declared since the last call. */
export function takeCases(): readonly Case[] {
  return declared.splice(0);
}

export function describe(_: string, body: () => void): void {
  body();
}

interface Declare {
  (name: string, run: () => unknown): void;
  each<T>(table: readonly T[]): (name: string, run: (one: T) => unknown) => void;
}

export const it: Declare = Object.assign(
  (name: string, run: () => unknown): void => {
    declared.push({ name, run });
  },
  {
    each:
      <T>(table: readonly T[]) =>
      (name: string, run: (one: T) => unknown): void => {
        for (const one of table) declared.push({ name, run: () => run(one) });
      },
  },
);

/** Those of vitest's questions that the rules' tests ask. */
interface Questions {
  toEqual(wanted: unknown): void;
  toBe(wanted: unknown): void;
  toHaveLength(wanted: number): void;
  toContain(wanted: unknown): void;
  toBeDefined(): void;
  toBeUndefined(): void;
}

export function expect(found: unknown): Questions {
  const ask = (holds: boolean): void => {
    if (!holds) throw new Error('expected otherwise');
  };
  return {
    toEqual: (wanted) => ask(isDeepStrictEqual(found, wanted)),
    toBe: (wanted) => ask(Object.is(found, wanted)),
    toBeDefined: () => ask(found !== undefined),
    toBeUndefined: () => ask(found === undefined),
    toHaveLength: (wanted) => ask((found as { readonly length: number }).length === wanted),
    toContain: (wanted) =>
      ask(typeof found === 'string' ? found.includes(String(wanted)) : (found as unknown[]).includes(wanted)),
  };
}
