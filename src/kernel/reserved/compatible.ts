import type { Node } from '../../devicetree/tree.ts';

/** of_flat_dt_is_compatible(): whether a string of the list is this one, whatever its case (spec 01 §3). */
export function isCompatible(node: Node, compatible: string): boolean {
  const wanted = compatible.toLowerCase();
  return compatibleStrings(node).some((one) => one.toLowerCase() === wanted);
}

/** The strings of `compatible` as C walks them: up to each NUL, or to the end. */
function compatibleStrings(node: Node): readonly string[] {
  const value = node.property('compatible')?.value;
  if (value === undefined) return [];

  const text = Array.from(value.subarray(0, 4096), (byte) => String.fromCharCode(byte)).join('');
  return text.replace(/\0$/, '').split('\0');
}
