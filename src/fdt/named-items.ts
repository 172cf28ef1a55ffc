/**
 * Properties or children of a node in their order, by name: a short list as it is, a long one as a Map. A Map takes 200 bytes or
 * more, and most nodes of a large tree have one property and no child.
 */
export type NamedItems<T extends Named> = readonly T[] | Map<string, T>;

interface Named {
  readonly name: string;
}

const longestList = 12;

export function itemNamed<T extends Named>(items: NamedItems<T>, name: string): T | undefined {
  if (items instanceof Map) return items.get(name);
  for (const item of items) if (item.name === name) return item;
  return undefined;
}

/** With another item behind the others; none of its name may be there. */
export function withItem<T extends Named>(items: NamedItems<T>, item: T): NamedItems<T> {
  if (items instanceof Map) return items.set(item.name, item);
  return items.length < longestList ? [...items, item] : itemMap(items).set(item.name, item);
}

/** As a Map: the same one, where it is one already. */
export function itemMap<T extends Named>(items: NamedItems<T>): Map<string, T> {
  return items instanceof Map ? items : new Map(items.map((item) => [item.name, item]));
}

export function eachItem<T extends Named>(items: NamedItems<T>): Iterable<T> {
  return items instanceof Map ? items.values() : items;
}
