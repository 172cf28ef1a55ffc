export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** What of a recording is altered, and which of its rows are of one kind, so that one of them will do. */
export interface Alterations {
  readonly parts: readonly (readonly string[])[];
  /** Parts to which an element is added where they are empty lists. */
  readonly filled: Readonly<Record<string, Json>>;
  kindOf(row: Json[]): Json;
}

/**
 * Copies of a recording with one value changed in each: every value that is there, but of long lists those of a few elements, and
 * of operations those of each kind; and copies with a shorter list.
 */
export function* alteredEverywhere<Recording>(
  recording: Recording,
  alterations: Alterations,
): Iterable<Recording> {
  for (const path of alterations.parts) {
    for (const place of placesIn(at(recording as Json, path), path, alterations)) {
      const copy = structuredClone(recording) as Json;
      const parent = at(copy, place.slice(0, -1)) as { [key: string]: Json };
      const key = place.at(-1) as string;
      parent[key] = other(parent[key] ?? null);
      yield copy as Recording;
    }
    yield* withOtherLength(recording, path, alterations);
  }
}

function* withOtherLength<Recording>(
  recording: Recording,
  path: readonly string[],
  { filled }: Alterations,
): Iterable<Recording> {
  const list = at(recording as Json, path);
  if (!Array.isArray(list)) return;
  const addition = filled[path[0] ?? ''];
  const copy = structuredClone(recording) as Json;
  if (list.length > 0) (at(copy, path) as Json[]).pop();
  else if (addition !== undefined) (at(copy, path) as Json[]).push(addition);
  else return;
  yield copy as Recording;
}

function at(value: Json, path: readonly string[]): Json {
  let found = value;
  for (const key of path) found = (found as { [key: string]: Json })?.[key] ?? null;
  return found;
}

const mostElements = 4;

/** Where plain values stand below a place. */
function placesIn(
  value: Json,
  path: readonly string[],
  alterations: Alterations,
): readonly (readonly string[])[] {
  if (value === null || typeof value !== 'object') return path.length === 1 ? [] : [path];
  // Elsewhere an empty list is one of things that have parts of their own.
  if (Object.keys(value).length === 0) return path[0] === 'devices' && path.length > 1 ? [path] : [];
  const isOps = path[0] === 'ops';
  const keys =
    isOps && path.length === 1 ? oneOfEachKind(value as Json[][], alterations) : Object.keys(value);
  const few = Array.isArray(value) && !isOps ? keys.slice(0, mostElements) : keys;
  return few.flatMap((key) =>
    placesIn((value as { [key: string]: Json })[key] ?? null, [...path, key], alterations),
  );
}

/** Of operations of the same kind the first. */
function oneOfEachKind(ops: readonly Json[][], { kindOf }: Alterations): readonly string[] {
  const kinds = new Map<string, string>();
  for (const [index, row] of ops.entries()) {
    const kind = JSON.stringify(kindOf(row));
    if (!kinds.has(kind)) kinds.set(kind, `${index}`);
  }
  return [...kinds.values()];
}

function other(value: Json): Json {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') return value.startsWith('Kernel panic') ? null : `${value}1`;
  return value === null ? 7 : [7];
}
