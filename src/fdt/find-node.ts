import type { PlainNode } from './plain-node.ts';
import type { PlainTree } from './plain-tree.ts';

/**
 * The node that a path names, as libfdt finds it (fdt_path_offset): it may begin with an alias, and a name without a unit address
 * means the first node that has it, with whatever unit address.
 */
export function findNode(tree: PlainTree, path: string): PlainNode | undefined {
  if (path.startsWith('/')) return descend(tree.root, path);

  const [alias = '', ...rest] = path.split('/');
  const whole = tree.root.child('aliases')?.property(alias)?.asString();
  const first = whole?.startsWith('/') ? descend(tree.root, whole) : undefined;
  return first && descend(first, rest.join('/'));
}

function descend(from: PlainNode, path: string): PlainNode | undefined {
  let node: PlainNode | undefined = from;
  for (const name of path.split('/')) if (name !== '') node = node?.childNamed(name);
  return node;
}
