import type { Place } from '../source/place.ts';

/** Whether a place is in a board's own file or in an overlay, which no other board includes. */
export function isBoardFile({ file }: Place): boolean {
  return /\.(dts|dtso)$/.test(file.path);
}
