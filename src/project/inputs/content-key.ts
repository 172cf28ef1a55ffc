import { sha256 } from '../../source/sha256.ts';

/** Keys of objects that stand for the same value as long as they live. */
const known = new WeakMap<object, string>();

/**
 * A key that two values share if they are equal, whatever order their properties are in: of plain data, maps, sets, bytes and
 * bigints. Undefined for what has a function in it. Values are taken to stay as they are.
 */
export function contentKey(value: unknown): string | undefined {
  switch (typeof value) {
    case 'function':
    case 'symbol':
      return undefined;
    case 'object':
      return value === null ? 'null' : keyOfObject(value);
    case 'string':
      return JSON.stringify(value);
    default:
      return `${typeof value} ${String(value)}`;
  }
}

function keyOfObject(value: object): string | undefined {
  const found = known.get(value);
  if (found !== undefined) return found;

  const parts = partsOf(value);
  if (parts === undefined) return undefined;
  const key = parts.length < 64 ? parts : hashOf(parts);
  known.set(value, key);
  return key;
}

function partsOf(value: object): string | undefined {
  if (value instanceof Uint8Array) return `bytes ${hashOf(value)}`;
  if (Array.isArray(value)) return joined('list', value.map(contentKey));
  if (value instanceof Map)
    return joined(
      'map',
      [...value].map(([name, one]) => joined('', [contentKey(name), contentKey(one)])),
    );
  if (value instanceof Set) return joined('set', [...value].map(contentKey));
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  entries.sort(([left], [right]) => (left < right ? -1 : 1));
  return joined(
    'object',
    entries.map(([name, one]) => joined(name, [contentKey(one)])),
  );
}

function joined(what: string, parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : `${what}(${parts.join(',')})`;
}

/** 64 hexadecimal digits. */
export function hashOf(content: string | Uint8Array): string {
  return sha256(content);
}
