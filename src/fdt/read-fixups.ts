import type { PlainNode, PlainProperty } from './plain-node.ts';
import type { PlainTree } from './plain-tree.ts';

/** Of a property's cells those that refer to nodes, by offset, with the reference as sources have it: `&label`, `&{/path}`. */
export type References = ReadonlyMap<PlainProperty, ReadonlyMap<number, string>>;

/**
 * What `/__fixups__` and `/__local_fixups__` tell about a tree's cells. Entries that say nothing about this tree are passed
 * over.
 */
export function readFixups(tree: PlainTree): References {
  const references = new Map<PlainProperty, Map<number, string>>();
  const note = (property: PlainProperty | undefined, offset: number, text: string): void => {
    if (property === undefined || offset + 4 > property.value.length) return;
    const known = references.get(property);
    if (known === undefined) references.set(property, new Map([[offset, text]]));
    else known.set(offset, text);
  };

  readForeign(tree, note);
  const mirror = tree.root.child('__local_fixups__');
  if (mirror !== undefined) readLocal(mirror, tree.root, tree, note);
  return references;
}

type Note = (property: PlainProperty | undefined, offset: number, text: string) => void;

const unresolved = 0xffff_ffff;

/** Entries `path:property:offset` below the label that they want. */
function readForeign(tree: PlainTree, note: Note): void {
  for (const [label, list] of tree.root.child('__fixups__')?.properties ?? []) {
    if (!/^[A-Za-z_]\w*$/.test(label)) continue;
    for (const entry of list.asStrings() ?? []) {
      const [, path = '', name = '', offset = ''] = /^([^:]*):([^:]*):(\d+)$/.exec(entry) ?? [];
      const property = tree.nodeByPath(path)?.property(name);
      if (property !== undefined && cellAt(property, Number(offset)) === unresolved)
        note(property, Number(offset), `&${label}`);
    }
  }
}

/** A mirror of the tree, whose properties list the offsets of cells that hold phandles. */
function readLocal(mirror: PlainNode, node: PlainNode, tree: PlainTree, note: Note): void {
  for (const [name, offsets] of mirror.properties) {
    const property = node.property(name);
    if (property === undefined) continue;
    for (const offset of offsets.asCells() ?? []) {
      const target = tree.nodeByPhandle(cellAt(property, offset) ?? unresolved);
      if (target !== undefined) note(property, offset, referenceTo(target));
    }
  }
  for (const [name, child] of mirror.children) {
    const mirrored = node.child(name);
    if (mirrored !== undefined) readLocal(child, mirrored, tree, note);
  }
}

function referenceTo({ labels, path }: PlainNode): string {
  const [label] = labels;
  return label === undefined ? `&{${path}}` : `&${label.name}`;
}

function cellAt({ value }: PlainProperty, offset: number): number | undefined {
  if (offset + 4 > value.length) return undefined;
  return new DataView(value.buffer, value.byteOffset, value.length).getUint32(offset);
}
