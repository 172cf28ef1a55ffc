import type { ReferenceSyntax } from '../../grammar/syntax.ts';
import type { Problem } from '../source/problem.ts';
import type { MergedTree } from './merged-tree.ts';
import { undefinedTarget } from './statement-merger.ts';
import type { TreeNode } from './tree-node.ts';

/**
 * Finds the target of every reference and numbers the targets of phandles: the smallest free numbers, in the order in
 * which the references are met. Afterwards drops the /omit-if-no-ref/ nodes that nothing referred to (dtc's checks.c:
 * fixup_phandle_references, fixup_path_references, omit_unused_nodes).
 */
export function resolveReferences(tree: MergedTree, problems: Problem[]): void {
  const used = new Set<number>();
  const referring: TreeNode[] = [];
  const omittable: TreeNode[] = [];
  for (const node of tree.nodes()) {
    if (node.phandle !== undefined) used.add(node.phandle);
    if (node.some('hasReferences')) referring.push(node);
    if (node.omitIfNoRef) omittable.push(node);
  }
  let next = 1;
  for (const node of referring) {
    for (const reference of references(node, 'phandle')) {
      const target = find(reference);
      if (target === undefined) continue;
      target.isReferenced = true;
      if (target.phandle !== undefined) continue;
      while (used.has(next)) next++;
      target.setPhandle(next++, true);
    }
  }
  for (const node of referring) {
    for (const reference of references(node, 'path')) {
      const target = find(reference);
      if (target !== undefined) target.isReferenced = true;
    }
  }
  for (const node of omittable) if (!node.isReferenced) omit(node, tree);

  function find({ text, reference }: LocatedReference): TreeNode | undefined {
    const { target, start, end, kind } = reference;
    const node = tree.resolve(target);
    const mayBeElsewhere = tree.plugin && kind === 'phandle' && !target.includes('/');
    if (node === undefined && !mayBeElsewhere)
      problems.push(undefinedTarget(target, { text, start, end }, tree));
    return node;
  }
}

function omit(node: TreeNode, tree: MergedTree): void {
  node.isDeleted = true;
  for (const { name } of node.liveLabels()) if (tree.labels.get(name) === node) tree.labels.delete(name);
  for (const child of node.liveChildren()) omit(child, tree);
}

interface LocatedReference {
  readonly text: TreeNode['events'][number]['syntax']['text'];
  readonly reference: ReferenceSyntax;
}

/** The references of one kind in the node's properties, in order. */
function* references(node: TreeNode, kind: ReferenceSyntax['kind']): Iterable<LocatedReference> {
  for (const { syntax } of node.properties.values()) {
    if (syntax?.references === undefined) continue;
    for (const reference of syntax.references)
      if (reference.kind === kind) yield { text: syntax.text, reference };
  }
}
