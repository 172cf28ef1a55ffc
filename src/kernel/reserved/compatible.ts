import type { Node } from '../../devicetree/tree.ts';

/** No string is looked for behind so many bytes. */
const longest = 4096;

/** of_flat_dt_is_compatible(): whether a string of the list is this one, whatever its case (spec 01 §3). */
export function isCompatible(node: Node, compatible: string): boolean {
  const value = node.property('compatible')?.value;
  if (value === undefined) return false;

  // The strings as C walks them, up to each NUL or to the end, without making them: each hook asks about each region.
  const wanted = compatible.toLowerCase();
  const length = Math.min(value.length, longest);
  const end = length > 0 && value[length - 1] === 0 ? length - 1 : length;
  let start = 0;
  for (let at = 0; at <= end; at++) {
    if (at < end && value[at] !== 0) continue;
    if (at - start === wanted.length && isWord(value, start, wanted)) return true;
    start = at + 1;
  }
  return false;
}

function isWord(value: Uint8Array, start: number, wanted: string): boolean {
  for (let at = 0; at < wanted.length; at++) {
    const byte = value[start + at] as number;
    const code = wanted.charCodeAt(at);
    if (byte !== code && String.fromCharCode(byte).toLowerCase().charCodeAt(0) !== code) return false;
  }
  return true;
}
