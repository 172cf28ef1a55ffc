import type { DeviceTree, Node } from '../../devicetree/tree.ts';
import type { Problem } from '../../source/problem.ts';
import { nearestNames } from '../../workload/nearest-name.ts';

export type FoundNode =
  | { readonly ok: true; readonly node: Node }
  | { readonly ok: false; readonly problem: Problem };

/**
 * The node that a user means: by path, label (also `&label`), alias, a label that a blob kept, or a name that one node only has,
 * with or without its unit address.
 */
export function findNode(tree: DeviceTree, name: string): FoundNode {
  if (name.startsWith('/')) {
    const node = tree.nodeByPath(name);
    return node === undefined ? refused(tree, name) : { ok: true, node };
  }

  const label = name.replace(/^&/, '');
  const path = pathIn(tree, '/__symbols__', label) ?? pathIn(tree, '/aliases', label);
  const node = tree.labels.get(label) ?? (path === undefined ? undefined : tree.nodeByPath(path));
  if (node !== undefined) return { ok: true, node };

  const named = [...tree.nodes()].filter((one) => one.name === label || one.name.split('@')[0] === label);
  const exact = named.filter((one) => one.name === label);
  const [only, ...others] = exact.length > 0 ? exact : named;
  if (only !== undefined && others.length === 0) return { ok: true, node: only };
  return only === undefined ? refused(tree, name) : ambiguous(name, [only, ...others]);
}

function pathIn(tree: DeviceTree, folder: string, name: string): string | undefined {
  return tree.nodeByPath(folder)?.property(name)?.asString();
}

function refused(tree: DeviceTree, name: string): FoundNode {
  const near = nearestNames(name.replace(/^&/, ''), new Set(candidates(tree, name.startsWith('/'))));
  const problem: Problem = {
    severity: 'error',
    code: 'unknown-node',
    message: `The device tree has no node with the path, label, alias or name "${name}".`,
    help: near.length === 0 ? undefined : `Did you mean ${near.join(' or ')}?`,
  };
  return { ok: false, problem };
}

/** Regions and labels first: few look for anything else. */
function* candidates(tree: DeviceTree, isPath: boolean): Iterable<string> {
  const shown = (node: Node): string => (isPath ? node.path : node.name);
  for (const region of tree.nodeByPath('/reserved-memory')?.children.values() ?? []) yield shown(region);
  if (!isPath) yield* tree.labels.keys();
  for (const node of tree.nodes()) if (node.parent !== undefined) yield shown(node);
}

const mostShown = 4;

function ambiguous(name: string, nodes: readonly Node[]): FoundNode {
  const paths = nodes.slice(0, mostShown).map(({ path }) => path);
  const more = nodes.length > mostShown ? ' …' : '';
  const problem: Problem = {
    severity: 'error',
    code: 'ambiguous-node',
    message: `${nodes.length} nodes are called "${name}".`,
    help: `Name one by its path: ${paths.join(', ')}${more}`,
  };
  return { ok: false, problem };
}
