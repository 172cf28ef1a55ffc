import type { SourceText } from '../../grammar/source-text.ts';
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
export function resolveReferences(tree: MergedTree, problems: Problem[], keepLabelled = false): void {
  const nodes = tree.nodes();
  const used = new Set<number>();
  for (const { phandle } of nodes) if (phandle !== undefined) used.add(phandle);
  const byPath: { readonly reference: ReferenceSyntax; readonly text: SourceText }[] = [];
  let next = 1;

  const visit = (reference: ReferenceSyntax, text: SourceText): void => {
    if (reference.kind === 'path') {
      byPath.push({ reference, text });
      return;
    }
    const target = tree.resolve(reference.target);
    if (target === undefined) {
      // An overlay's foreign labels are found when it is applied.
      const mayBeForeign = tree.plugin && !reference.target.includes('/');
      if (!mayBeForeign) problems.push(undefinedReference(reference, text, tree));
      return;
    }
    target.isReferenced = true;
    if (target.phandle !== undefined) return;
    while (used.has(next)) next++;
    target.setPhandle(next++, true);
  };
  for (const node of nodes) node.eachReference(visit);

  for (const { reference, text } of byPath) {
    const target = tree.resolve(reference.target);
    if (target === undefined) problems.push(undefinedReference(reference, text, tree));
    else target.isReferenced = true;
  }
  tree.nextPhandle = next;
  for (const node of nodes) {
    const isKept = node.isReferenced || (keepLabelled && node.wasLabelled);
    if (node.omitIfNoRef && !isKept) omit(node, tree);
  }
}

function undefinedReference(reference: ReferenceSyntax, text: SourceText, tree: MergedTree): Problem {
  return undefinedTarget(reference.target, { text, start: reference.start, end: reference.end }, tree);
}

function omit(outermost: TreeNode, tree: MergedTree): void {
  const waiting = [outermost];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    node.isDeleted = true;
    for (const { name } of node.liveLabels()) if (tree.labels.get(name) === node) tree.labels.delete(name);
    for (const child of node.liveChildren()) waiting.push(child);
  }
}
