import { cellAt, eachFixup, eachLocalFixup } from './overlay-cells.ts';
import type { PlainNode, PlainProperty } from './plain-node.ts';
import type { PlainTree } from './plain-tree.ts';

/** Of a property's cells those that refer to nodes, by offset, with the reference as sources have it: `&label`, `&{/path}`. */
export type References = ReadonlyMap<PlainProperty, ReadonlyMap<number, string>>;

const unresolved = 0xffff_ffff;

/**
 * What `/__fixups__` and `/__local_fixups__` tell about a tree's cells. Entries that say nothing about this tree are passed
 * over.
 */
export function readFixups(tree: PlainTree): References {
  const references = new Map<PlainProperty, Map<number, string>>();
  const note = (property: PlainProperty, offset: number, text: string): void => {
    const known = references.get(property);
    if (known === undefined) references.set(property, new Map([[offset, text]]));
    else known.set(offset, text);
  };

  eachFixup(tree, (label, property, offset) => {
    const isLabel = /^[A-Za-z_]\w*$/.test(label);
    if (isLabel && cellAt(property, offset) === unresolved) note(property, offset, `&${label}`);
  });
  eachLocalFixup(tree, (property, offset) => {
    const target = tree.nodeByPhandle(cellAt(property, offset) ?? unresolved);
    if (target !== undefined) note(property, offset, referenceTo(target));
  });
  return references;
}

function referenceTo({ labels, path }: PlainNode): string {
  const [label] = labels;
  return label === undefined ? `&{${path}}` : `&${label.name}`;
}
