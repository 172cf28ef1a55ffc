import type { Node } from '../../devicetree/tree.ts';
import type { AddressRange } from '../../memory/model.ts';
import type { Behaviours } from '../profiles/behaviours.ts';

/** What of a table's entry decides its place. */
export interface SortableEntry extends AddressRange {
  readonly node: Node;
}

type Compare = (a: SortableEntry, b: SortableEntry) => number;

/** A sorted copy, equal entries in the order that the kernel's lib/sort.c of that time leaves them in (spec 01 §5.5). */
export function sortEntries<Entry extends SortableEntry>(
  entries: readonly Entry[],
  documentOrder: readonly Node[],
  sort: Behaviours['sort'],
): Entry[] {
  const sorted = [...entries];
  if (sort === 'sift-down') siftDownSort(sorted, (a, b) => compareNumbers(a.base, b.base));
  else if (sort === 'single-extraction') singleExtraction(sorted, byRange);
  else if (sort === 'double-extraction') doubleExtraction(sorted, byRange);
  else {
    const place = new Map(documentOrder.map((node, index) => [node, index]));
    sorted.sort((a, b) => byRange(a, b) || (place.get(a.node) ?? 0) - (place.get(b.node) ?? 0));
  }
  return sorted;
}

const byRange: Compare = (a, b) => compareNumbers(a.base, b.base) || compareNumbers(a.size, b.size);

function compareNumbers(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Up to 5.1: the heap of the textbooks, where an element sinks until no child is larger. */
function siftDownSort(items: SortableEntry[], compare: Compare): void {
  const sink = (root: number, length: number): void => {
    for (let place = root; 2 * place + 1 < length; ) {
      const left = 2 * place + 1;
      const isRight = left + 1 < length && compare(at(items, left), at(items, left + 1)) < 0;
      const child = isRight ? left + 1 : left;
      if (compare(at(items, place), at(items, child)) >= 0) return;
      swap(items, place, child);
      place = child;
    }
  };

  for (let root = (items.length >> 1) - 1; root >= 0; root--) sink(root, items.length);
  for (let unsorted = items.length - 1; unsorted > 0; unsorted--) {
    swap(items, 0, unsorted);
    sink(0, unsorted);
  }
}

/** Up to 6.1: one element leaves the heap a round. */
function singleExtraction(items: SortableEntry[], compare: Compare): void {
  let unsorted = items.length;
  for (let root = items.length >> 1; ; ) {
    if (root > 0) root--;
    else {
      unsorted--;
      if (unsorted <= 0) return;
      swap(items, 0, unsorted);
    }
    siftDown(
      items,
      root,
      unsorted,
      (left, right) => compare(at(items, left), at(items, right)) >= 0,
      compare,
    );
  }
}

/** From 6.9 on: the two largest leave it together. */
function doubleExtraction(items: SortableEntry[], compare: Compare): void {
  let unsorted = items.length;
  if (unsorted < 2) return;

  let shift = 0;
  for (let root = unsorted >> 1; ; ) {
    if (root > 0) root -= 1 << shift;
    else if (unsorted > 3) {
      unsorted--;
      swap(items, 0, unsorted);
      shift = compare(at(items, 1), at(items, 2)) <= 0 ? 1 : 0;
      root = 1 << shift;
      unsorted--;
      swap(items, root, unsorted);
    } else break;
    siftDown(items, root, unsorted, (left, right) => compare(at(items, left), at(items, right)) > 0, compare);
  }

  unsorted--;
  swap(items, 0, unsorted);
  if (unsorted === 2 && compare(at(items, 0), at(items, 1)) > 0) swap(items, 0, 1);
}

/** Down to a leaf by the larger children, up again to where the root's element belongs, and one rotation. */
function siftDown(
  items: SortableEntry[],
  root: number,
  length: number,
  prefersLeft: (left: number, right: number) => boolean,
  compare: Compare,
): void {
  const parent = (index: number): number => (index - 1) >> 1;
  let place = root;
  while (2 * place + 2 < length)
    place = prefersLeft(2 * place + 1, 2 * place + 2) ? 2 * place + 1 : 2 * place + 2;
  if (2 * place + 2 === length) place = 2 * place + 1;
  while (place !== root && compare(at(items, root), at(items, place)) >= 0) place = parent(place);

  const last = place;
  while (place !== root) {
    place = parent(place);
    swap(items, place, last);
  }
}

function at(items: readonly SortableEntry[], index: number): SortableEntry {
  return items[index] as SortableEntry;
}

function swap(items: SortableEntry[], a: number, b: number): void {
  const held = at(items, a);
  items[a] = at(items, b);
  items[b] = held;
}
