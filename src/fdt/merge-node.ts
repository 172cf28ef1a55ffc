import { PlainNode, PlainProperty } from './plain-node.ts';
import type { PlainTree } from './plain-tree.ts';
import { walk } from './walk.ts';

/**
 * Merges an overlay's node into one of the base: properties are replaced or added, subnodes merged likewise.
 *
 * A subnode without a unit address is merged into the first of the base that has its name, with whatever unit address (libfdt's
 * fdt_subnode_offset).
 */
export function mergeNode(base: PlainTree, target: PlainNode, content: PlainNode): void {
  walk<Pair>([target, content], (pair) => mergeOne(base, pair));
}

type Pair = readonly [target: PlainNode, content: PlainNode];

/** Returns what is to be merged next. */
function mergeOne(base: PlainTree, [target, content]: Pair): readonly Pair[] {
  target.addOrigins(content.origins);
  for (const property of content.properties.values()) mergeProperty(target, property);
  for (const label of content.labels) {
    if (!target.labels.some(({ name }) => name === label.name)) target.addLabel(label);
    base.labels.set(label.name, target);
  }
  if (content.phandle !== undefined) takePhandle(base, target, content.phandle);
  return pairChildren(target, content);
}

function mergeProperty(target: PlainNode, { name, value, origins }: PlainProperty): void {
  const known = target.property(name);
  const merged = new PlainProperty(name, target, value, known ?? { start: 0, valueStart: 0 });
  merged.addOrigins([...(known?.origins ?? []), ...origins]);
  target.properties.set(name, merged);
}

function pairChildren(target: PlainNode, content: PlainNode): readonly Pair[] {
  return Array.from(content.children.values(), (child): Pair => {
    const known = target.childNamed(child.name);
    const merged = known ?? new PlainNode(child.name, target, target.file, 0);
    if (known === undefined) target.adopt(merged);
    return [merged, child];
  });
}

/** fdtoverlay gives the overlay's phandle to a node that both have; what refers to the old one leads nowhere then. */
function takePhandle(base: PlainTree, node: PlainNode, phandle: number): void {
  if (node.phandle !== undefined) base.byPhandle.delete(node.phandle);
  node.phandle = phandle;
  base.byPhandle.set(phandle, node);
}
