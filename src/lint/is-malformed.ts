import type { Region } from '../memory/model.ts';

/** Whether the length of a region's property does not fit the root's cells, so that its numbers mean nothing. */
export function isMalformed({ malformed }: Region, property: string): boolean {
  return malformed.some(({ name }) => name === property);
}
