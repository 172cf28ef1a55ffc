import type { DeviceTree, Node, Property } from '../../devicetree/tree.ts';
import { readCell } from '../../memory/cells.ts';

const beginNode = 1;
const endNode = 2;
const propertyToken = 3;

/**
 * The 32-bit words that stand behind a property's value in the flattened tree as dtc writes it: what a kernel reads that does
 * not look at the length. Fewer than `count` where the node's own properties end before.
 */
export function wordsAfter(property: Property, tree: DeviceTree, count: number): readonly number[] {
  const { node } = property;
  const properties = [...node.properties.values()];
  const names = nameOffsets(tree);
  const words: number[] = [];

  for (const next of properties.slice(properties.indexOf(property) + 1)) {
    if (words.length >= count) break;
    words.push(propertyToken, next.value.length, names.get(next.name) ?? 0);
    for (let at = 0; at < next.value.length && words.length < count; at += 4)
      words.push(readCell(next.value, at));
  }
  if (words.length < count) words.push(node.children.size > 0 ? beginNode : endNode);
  return words.slice(0, count);
}

/**
 * Offsets of property names in dtc's table of strings: in the order of their first use, a name that ends an earlier one shares
 * its bytes.
 */
function nameOffsets(tree: DeviceTree): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  let length = 0;
  const stack: Node[] = [tree.root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (const name of node.properties.keys()) {
      if (offsets.has(name)) continue;
      for (let at = 0; at < name.length; at++) {
        const end = name.slice(at);
        if (!offsets.has(end)) offsets.set(end, length + at);
      }
      length += name.length + 1;
    }
    stack.push(...[...node.children.values()].reverse());
  }
  return offsets;
}
