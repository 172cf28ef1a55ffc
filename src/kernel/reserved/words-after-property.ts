import type { DeviceTree, Node, Property } from '../../devicetree/tree.ts';
import { readCell } from '../../memory/cells.ts';

const beginNode = 1;
const endNode = 2;
const propertyToken = 3;
const endOfTree = 9;

/**
 * The 32-bit words that stand behind a property's value in the flattened tree as dtc writes it: what a kernel reads that does
 * not look at the length. Fewer than `count` where it would be inside a later node.
 */
export function wordsAfter(property: Property, tree: DeviceTree, count: number): readonly number[] {
  const words: number[] = [];
  for (const word of structureAfter(property, nameOffsets(tree))) {
    if (words.length >= count) break;
    words.push(word);
  }
  return words;
}

/** The node's further properties, the name of its first child if it has one, else what follows it up to the next node. */
function* structureAfter(property: Property, names: ReadonlyMap<string, number>): Generator<number> {
  const { node } = property;
  const properties = [...node.properties.values()];
  for (const { name, value } of properties.slice(properties.indexOf(property) + 1)) {
    yield* [propertyToken, value.length, names.get(name) ?? 0];
    for (let at = 0; at < value.length; at += 4) yield paddedCell(value, at);
  }

  let next: Node | undefined = [...node.children.values()][0];
  for (let at: Node | undefined = node; next === undefined && at !== undefined; at = at.parent) {
    yield endNode;
    next = followingSibling(at);
  }
  yield next === undefined ? endOfTree : beginNode;
  if (next !== undefined) yield* nameWords(next.name);
}

function followingSibling(node: Node): Node | undefined {
  const siblings = [...(node.parent?.children.values() ?? [])];
  return siblings[siblings.indexOf(node) + 1];
}

function* nameWords(name: string): Generator<number> {
  const bytes = new TextEncoder().encode(`${name}\0`);
  for (let at = 0; at < bytes.length; at += 4) yield paddedCell(bytes, at);
}

/** A word of a value or a name, filled up with zeros behind its end. */
function paddedCell(bytes: Uint8Array, at: number): number {
  if (at + 4 <= bytes.length) return readCell(bytes, at);
  const padded = new Uint8Array(4);
  padded.set(bytes.subarray(at));
  return readCell(padded, 0);
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
