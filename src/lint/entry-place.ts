import type { Property } from '../devicetree/tree.ts';
import { entryLength } from '../memory/cells.ts';
import type { Cells } from '../memory/model.ts';
import type { Place } from '../source/place.ts';

/** Where a whole entry of a `reg`-like property was written: from its first cell to its last. */
export function entryPlace(property: Property, cells: Cells, entry: number): Place {
  const length = entryLength(cells);
  const first = property.placeOfByte(entry * length);
  const last = property.placeOfByte((entry + 1) * length - 4);
  return first.file === last.file && last.end > first.start ? { ...first, end: last.end } : first;
}

/** Where each cell of an entry was written; of an absurd number of cells the first. */
export function cellPlaces(property: Property, cells: Cells, entry: number): readonly Place[] {
  const count = Math.min(cells.address + cells.size, 8);
  const start = entry * entryLength(cells);
  return Array.from({ length: count }, (_, index) => property.placeOfByte(start + index * 4));
}
