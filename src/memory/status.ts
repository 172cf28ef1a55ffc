import type { Node, Property } from '../devicetree/tree.ts';

/** The bytes up to the first NUL, as C reads a property that should be a string. */
export function firstString(property: Property): string {
  const { value } = property;
  let text = '';
  for (let at = 0; at < value.length && at < 4096 && value[at] !== 0; at++)
    text += String.fromCharCode(value[at] as number);
  return text;
}

/** `status` as of_fdt_device_is_available() reads it: absent, or exactly `ok` or `okay` (spec 01 §3). */
export function isAvailable(node: Node): boolean {
  const status = node.property('status');
  if (status === undefined) return true;

  const word = firstString(status);
  return word === 'okay' || word === 'ok';
}

/** Whether the node and each of its ancestors is available, so that Linux makes a device of it. */
export function isReachable(node: Node): boolean {
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) if (!isAvailable(at)) return false;
  return true;
}
