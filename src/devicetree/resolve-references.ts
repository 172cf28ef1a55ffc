import { type Losses, mayBeLost, nothingLost } from '../../grammar/losses.ts';
import type { SourceText } from '../../grammar/source-text.ts';
import type { ReferenceSyntax } from '../../grammar/syntax.ts';
import type { Problem, RelatedPlace } from '../source/problem.ts';
import type { MergedTree } from './merged-tree.ts';
import type { VisitReference } from './references-in-force.ts';
import type { TreeNode } from './tree-node.ts';
import { undefinedTarget } from './undefined-target.ts';

/** What explicit_phandles refuses: nothing can be numbered then. */
const phandleFaults: ReadonlySet<string> = new Set(['bad-phandle', 'duplicate-phandle']);

export interface ReferenceOptions {
  readonly keepLabelled?: boolean;
  readonly force?: boolean;
  /** What mistakes of syntax may have swallowed: nothing is said of references to that. */
  readonly losses?: Losses;
}

/**
 * Finds the target of every reference and numbers the targets of phandles: the smallest free numbers, in the order in
 * which the references are met. Afterwards drops the /omit-if-no-ref/ nodes that nothing referred to (dtc's checks.c:
 * fixup_phandle_references, fixup_path_references, omit_unused_nodes).
 */
export function resolveReferences(
  tree: MergedTree,
  nodes: readonly TreeNode[],
  problems: Problem[],
  { keepLabelled = false, force = false, losses = nothingLost }: ReferenceOptions = {},
): void {
  const used = new Set<number>();
  for (let index = 0; index < nodes.length; index++) {
    const phandle = nodes[index]?.phandle;
    if (phandle !== undefined) used.add(phandle);
  }
  const { omitIfNoRef } = tree;
  const mayOmit = omitIfNoRef.size > 0;
  const referenced = new Set<TreeNode>();
  const byPath: { readonly reference: ReferenceSyntax; readonly text: SourceText }[] = [];
  const targets = new Map<string, TreeNode>();
  // dtc runs no check, and fills nothing in, behind one that fails; who wants to know of a faulty tree has more of it filled.
  const isNumberable = !problems.some(
    ({ code, severity }) => phandleFaults.has(code) || (force && severity === 'error'),
  );
  let areFound = isNumberable;
  let next = 1;
  const missing = new MissingTargets(tree, problems, losses);

  const visit: VisitReference = (kind, name, within, index) => {
    if (kind === 'path') {
      byPath.push({ reference: within.references?.[index] as ReferenceSyntax, text: within.text });
      return;
    }
    const target = tree.resolve(name);
    if (target === undefined) {
      // An overlay's foreign labels are found when it is applied.
      const mayBeForeign = tree.plugin && !name.includes('/');
      if (mayBeForeign) return;
      missing.add(within.references?.[index] as ReferenceSyntax, within.text);
      areFound = false;
      return;
    }
    if (mayOmit) {
      referenced.add(target);
      targets.set(name, target);
    }
    if (target.phandle !== undefined || !isNumberable) return;
    while (used.has(next)) next++;
    target.setPhandle(next++, true);
  };
  for (let index = 0; index < nodes.length; index++) nodes[index]?.eachReference(visit);
  if (!isNumberable) tree.filled = 'none';
  else if (!areFound) tree.filled = 'phandles';

  for (const { reference, text } of byPath) {
    const target = tree.resolve(reference.target);
    if (target === undefined) {
      missing.add(reference, text);
      areFound = false;
    } else {
      referenced.add(target);
      targets.set(reference.target, target);
    }
  }
  // dtc counts on only when it meets a number again: that of a node which is dropped below is free.
  tree.nextPhandle = Math.max(1, next - 1);
  // Only `dtc -f` writes such a tree: where a check fails, those that need its result are not made.
  if (!areFound || !mayOmit) return;
  for (const node of nodes) {
    if (!omitIfNoRef.has(node) || referenced.has(node) || (keepLabelled && node.wasLabelled)) continue;
    if (node === tree.root) problems.push(omittedRoot(node));
    omit(node, tree);
  }
  const omitted = [...targets].filter(([, target]) => target.isDeleted);
  if (omitted.length > 0) tree.omittedTargets = new Map(omitted);
}

/** As for a root that is deleted: dtc writes what nobody can read. */
function omittedRoot({ place }: TreeNode): Problem {
  const message = 'Nothing refers to the root node, so `/omit-if-no-ref/` leaves nothing of the tree.';
  return { severity: 'error', code: 'no-root', message, place, help: 'Remove `/omit-if-no-ref/ &{/};`.' };
}

/** No more places of one reference than these are told. */
const mostPlaces = 20;

/** References to what does not exist: each target is told once, with every place that refers to it. */
class MissingTargets {
  readonly #tree: MergedTree;
  readonly #problems: Problem[];
  readonly #losses: Losses;
  readonly #told = new Map<string, RelatedPlace[]>();

  constructor(tree: MergedTree, problems: Problem[], losses: Losses) {
    this.#losses = losses;
    this.#tree = tree;
    this.#problems = problems;
  }

  add({ target, start, end }: ReferenceSyntax, text: SourceText): void {
    if (mayBeLost(this.#losses, target) || this.#tree.hasLost(target)) return;
    const told = this.#told.get(target);
    if (told === undefined) {
      const related: RelatedPlace[] = [];
      this.#told.set(target, related);
      const problem = undefinedTarget(target, { text, start, end }, this.#tree);
      related.push(...(problem.related ?? []));
      this.#problems.push({ ...problem, related });
    } else if (told.length < mostPlaces) {
      told.push({ message: 'and here', place: text.place(start, end) });
    }
  }
}

function omit(outermost: TreeNode, tree: MergedTree): void {
  const waiting = [outermost];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    node.isDeleted = true;
    tree.hasDeletedNodes = true;
    for (const { name } of node.liveLabels()) if (tree.labels.get(name) === node) tree.labels.delete(name);
    for (const child of node.liveChildren()) waiting.push(child);
  }
}
