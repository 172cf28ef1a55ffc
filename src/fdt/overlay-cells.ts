import type { PlainNode, PlainProperty } from './plain-node.ts';
import type { PlainTree } from './plain-tree.ts';

/** The cell that begins at this byte; undefined where the value ends before. */
export function cellAt({ value }: PlainProperty, offset: number): number | undefined {
  if (offset + 4 > value.length) return undefined;
  return new DataView(value.buffer, value.byteOffset, value.length).getUint32(offset);
}

/** Every cell that wants the phandle of a node with this label: the entries `path:property:offset` of `/__fixups__`. */
export function eachFixup(
  tree: PlainTree,
  visit: (label: string, property: PlainProperty, offset: number) => void,
): void {
  for (const [label, list] of tree.root.child('__fixups__')?.properties ?? []) {
    for (const entry of list.asStrings() ?? []) {
      const [, path = '', name = '', digits = ''] = /^([^:]*):([^:]*):(\d+)$/.exec(entry) ?? [];
      const property = tree.nodeByPath(path)?.property(name);
      const offset = Number(digits);
      if (property !== undefined && cellAt(property, offset) !== undefined) visit(label, property, offset);
    }
  }
}

/** Every cell that holds a phandle of the tree's own: `/__local_fixups__` mirrors the tree, its properties list offsets. */
export function eachLocalFixup(
  tree: PlainTree,
  visit: (property: PlainProperty, offset: number) => void,
): void {
  const walk = (mirror: PlainNode, node: PlainNode): void => {
    for (const [name, offsets] of mirror.properties) {
      const property = node.property(name);
      if (property === undefined) continue;
      for (const offset of offsets.asCells() ?? []) {
        if (cellAt(property, offset) !== undefined) visit(property, offset);
      }
    }
    for (const [name, child] of mirror.children) {
      const mirrored = node.child(name);
      if (mirrored !== undefined) walk(child, mirrored);
    }
  };
  const mirror = tree.root.child('__local_fixups__');
  if (mirror !== undefined) walk(mirror, tree.root);
}
