import type { LabelSyntax } from '../../grammar/syntax.ts';
import type { Problem } from '../source/problem.ts';
import type { TreeNode } from './tree-node.ts';

/** Which node has each label, while statements give labels and deletions take them. */
export class LabelOwners {
  readonly #labels: Map<string, TreeNode>;
  /** Of each label the claims that were made while another node had it, oldest first. */
  readonly #contested = new Map<string, Claims>();

  /** @param labels Where the owners stand. */
  constructor(labels: Map<string, TreeNode>) {
    this.#labels = labels;
  }

  /** A node is given a label. */
  register(label: LabelSyntax, node: TreeNode): void {
    const labels = this.#labels;
    const known = labels.get(label.name);
    if (known === undefined) {
      labels.set(label.name, node);
      return;
    }
    if (known === node) return;
    const others = this.#contested.get(label.name);
    if (others === undefined) this.#contested.set(label.name, { list: [{ label, node }], next: 0 });
    else others.list.push({ label, node });
  }

  /** A node loses a label: it goes to the next that was given it. */
  unregister({ name }: LabelSyntax, node: TreeNode): void {
    const labels = this.#labels;
    if (labels.get(name) !== node) return;
    labels.delete(name);
    const claims = this.#contested.get(name);
    // A label that a node has lost comes back with another claim only, so that none is looked at twice.
    while (claims !== undefined && claims.next < claims.list.length) {
      const heir = claims.list[claims.next++]?.node;
      if (heir === undefined || heir === node || !heir.hasLabel(name)) continue;
      labels.set(name, heir);
      return;
    }
  }

  /** Tells of labels that two nodes have in the end. */
  check(problems: Problem[]): void {
    for (const [name, claims] of this.#contested) {
      const owner = this.#labels.get(name);
      for (const { label, node } of claims.list.slice(claims.next)) {
        if (owner === undefined || owner === node || !node.hasLabel(name)) continue;
        problems.push(duplicateLabel(label, owner));
      }
    }
  }
}

/** Who wants a label that another node has; of those before `next` none has it any more. */
interface Claims {
  readonly list: { readonly label: LabelSyntax; readonly node: TreeNode }[];
  next: number;
}

function duplicateLabel(label: LabelSyntax, owner: TreeNode): Problem {
  const first = owner.labels.find(({ name }) => name === label.name);
  const message = `Label \`${label.name}\` is already that of ${owner.path}.`;
  const related = first && [{ message: 'first given here', place: first.place }];
  const { text, start, end } = label;
  return {
    severity: 'error',
    code: 'duplicate-label',
    message,
    place: text.place(start, end),
    ...(related && { related }),
    help: 'Rename one of them.',
  };
}
