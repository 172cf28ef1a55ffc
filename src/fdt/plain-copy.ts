import type { DeviceTree, Node } from '../devicetree/tree.ts';
import type { OutputNode, OutputProperty } from './output-tree.ts';
import { PlainNode, PlainProperty } from './plain-node.ts';
import { PlainTree } from './plain-tree.ts';
import { walk } from './walk.ts';
import { finishedTree } from './write-dtb.ts';

/**
 * A tree as its blob would be, with `__symbols__` and fixups, that can be changed; its nodes and properties still know where
 * they were written.
 */
export function plainCopy(tree: DeviceTree): PlainTree {
  const copy = new PlainTree(tree.root.place.file, 0);
  const { root } = finishedTree(tree, { symbols: true });
  const copies = new Map<Node, PlainNode>();
  copy.memreserves.push(...tree.memreserves);
  copy.bootCpu = tree.bootCpu ?? 0;

  const fill = ([node, output]: readonly [PlainNode, OutputNode]): readonly [PlainNode, OutputNode][] => {
    const { source } = output;
    if (source !== undefined) {
      copies.set(source, node);
      node.addOrigins([source]);
      for (const label of source.labels) {
        node.addLabel(label);
        copy.labels.set(label.name, node);
      }
    }
    for (const { name, value } of output.properties) {
      node.addProperty(propertyOf(name, value, node, source?.property(name)));
    }
    const phandle = node.property('phandle') ?? node.property('linux,phandle');
    if (source !== undefined && phandle?.value.length === 4) {
      node.phandle = phandle.asCells()?.[0];
      if (node.phandle !== undefined) copy.byPhandle.set(node.phandle, node);
    }
    return Array.from(output.children(), (child) => {
      const made = new PlainNode(child.name, node, node.file, 0);
      node.addChild(made);
      return [made, child];
    });
  };
  walk([copy.root, root], fill);
  copy.silentMerges = tree.silentMerges.flatMap((merge) => {
    const node = copies.get(merge.node);
    return node === undefined ? [] : [{ ...merge, node }];
  });
  return copy;
}

function propertyOf(
  name: string,
  value: OutputProperty['value'],
  node: PlainNode,
  origin: ReturnType<Node['property']>,
): PlainProperty {
  const property = new PlainProperty(name, node, value, { start: 0, valueStart: 0 });
  if (origin !== undefined) property.addOrigins([origin]);
  return property;
}
