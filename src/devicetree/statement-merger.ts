import { nearest } from '../../grammar/spelling.ts';
import type {
  BodySyntax,
  ExtendSyntax,
  LabelSyntax,
  NodeSyntax,
  StatementSyntax,
  SyntaxRange,
} from '../../grammar/syntax.ts';
import type { Problem } from '../source/problem.ts';
import type { MergedTree } from './merged-tree.ts';
import { duplicateInBody, silentMerge } from './same-names.ts';
import { TreeNode } from './tree-node.ts';

type Where = Pick<SyntaxRange, 'text' | 'start' | 'end'>;

/**
 * Carries out top-level statements one after the other.
 *
 * A body that creates its node is built: two subnodes of one name are an error. A body that meets an existing node is merged
 * into it child by child: there the second of two simply merges into the first (trap A of dtb-rules).
 */
export class StatementMerger {
  readonly #tree: MergedTree;
  readonly #problems: Problem[];
  /** Whether everything could be parsed, so that a missing target is the user's mistake. */
  readonly #readable: boolean;
  #statement = 0;
  #fragments = 0;
  /** Labels that were given while another node had them. */
  readonly #contested: { readonly label: LabelSyntax; readonly node: TreeNode }[] = [];

  constructor(tree: MergedTree, problems: Problem[], readable: boolean) {
    this.#tree = tree;
    this.#problems = problems;
    this.#readable = readable;
  }

  merge(statements: readonly StatementSyntax[]): void {
    if (this.#readable || statements.length > 0) checkHeaders(statements, this.#tree, this.#problems);
    for (const statement of statements) {
      this.#carryOut(statement);
      this.#statement++;
    }
    this.#tree.bootCpu = guessBootCpu(this.#tree);
    this.#checkLabels();
  }

  #carryOut(statement: StatementSyntax): void {
    switch (statement.kind) {
      case 'version':
      case 'plugin':
        return;
      case 'memreserve': {
        const { address, size } = statement;
        this.#tree.memreserves.push({ address, size, place: placeOf(statement) });
        return;
      }
      case 'root':
        if (this.#tree.root.events.length === 0) this.#build(this.#tree.root, statement.body, statement);
        else this.#mergeInto(this.#tree.root, statement.body, statement);
        return;
      case 'extend':
        this.#extend(statement);
        return;
      case 'delete': {
        const node = this.#target(statement.target, statement);
        if (node !== undefined) this.#delete(node, statement);
        return;
      }
      case 'omit-if-no-ref': {
        const node = this.#target(statement.target, statement);
        if (node !== undefined) node.omitIfNoRef = true;
        return;
      }
    }
  }

  #extend(statement: ExtendSyntax): void {
    const { target } = statement;
    const byPath = target.includes('/');
    if (this.#tree.plugin && (byPath || this.#tree.resolve(target) === undefined)) {
      this.#addFragment(statement);
      return;
    }
    const node = this.#target(target, statement);
    if (node === undefined) return;
    for (const label of statement.labels) this.#label(node, label);
    this.#mergeInto(node, statement.body, statement);
  }

  /** An overlay's extension of a node that is not its own: `fragment@N { target = …; __overlay__ { … }; };`. */
  #addFragment(statement: ExtendSyntax): void {
    const { root } = this.#tree;
    if (root.events.length === 0) this.#build(root, emptyBody(statement), statement);
    const { text, start, end, overlayTarget, labels, body } = statement;
    const overlay: NodeSyntax = {
      kind: 'node',
      name: '__overlay__',
      text,
      start,
      end,
      labels,
      omitIfNoRef: false,
      body,
    };
    const fragment: NodeSyntax = {
      ...overlay,
      name: `fragment@${this.#fragments++}`,
      labels: [],
      body: {
        ...emptyBody(statement),
        properties: [overlayTarget],
        nodes: [overlay],
        references: overlayTarget.references,
      },
    };
    root.addChild(this.#instantiate(fragment, root));
  }

  #target(target: string, where: Where): TreeNode | undefined {
    const node = this.#tree.resolve(target);
    if (node === undefined && this.#readable) this.#problems.push(undefinedTarget(target, where, this.#tree));
    return node;
  }

  // ---- Nodes --------------------------------------------------------------------------------------------------

  #instantiate(syntax: NodeSyntax, parent: TreeNode): TreeNode {
    const { body } = syntax;
    const event = { kind: 'built', body, syntax, statement: this.#statement } as const;
    const node = new TreeNode(syntax.name, this.#tree, parent, event);
    node.omitIfNoRef = syntax.omitIfNoRef;
    node.labelList = syntax.labels;
    for (const label of syntax.labels) this.#register(label, node);
    this.#addBuiltChildren(node, body);
    return node;
  }

  #build(node: TreeNode, body: BodySyntax, syntax: Where): void {
    node.addEvent({ kind: 'built', body, syntax, statement: this.#statement });
    this.#addBuiltChildren(node, body);
  }

  #addBuiltChildren(node: TreeNode, body: BodySyntax): void {
    for (const syntax of body.nodes) {
      if (syntax.kind === 'node') node.addChild(this.#instantiate(syntax, node));
      else node.addChild(this.#deletedPlaceholder(syntax, node));
    }
    if (body.duplicateNodes !== undefined || body.duplicateProperties !== undefined) {
      for (const problem of duplicateInBody(node, body)) this.#problems.push(problem);
    }
  }

  /** In a body that is built, a deletion deletes nothing; it only takes a place in the list. */
  #deletedPlaceholder(syntax: Where & { readonly name: string }, parent: TreeNode): TreeNode {
    const known = parent.rawChild(syntax.name);
    if (known !== undefined && !known.isDeleted) this.#problems.push(deletedAfterDefinition(syntax, known));
    const event = { kind: 'deleted', syntax, statement: this.#statement } as const;
    const node = new TreeNode(syntax.name, this.#tree, parent, event);
    node.isDeleted = true;
    return node;
  }

  #mergeInto(node: TreeNode, body: BodySyntax, syntax: Where): void {
    node.isDeleted = false;
    node.addEvent({ kind: 'merged', body, syntax, statement: this.#statement });
    for (const each of body.nodes) {
      const known = node.rawChild(each.name);
      if (each.kind === 'delete-node') {
        if (known !== undefined) this.#delete(known, each);
      } else if (known === undefined) {
        node.addChild(this.#instantiate(each, node));
      } else {
        this.#mergeInto(known, each.body, each);
        for (const label of each.labels) this.#label(known, label);
      }
    }
    for (const name of body.duplicateNodes ?? []) {
      const child = node.child(name);
      if (child !== undefined) this.#tree.silentMerges.push(silentMerge(child, body, name));
    }
  }

  #delete(node: TreeNode, syntax: Where): void {
    if (node.isDeleted) return;
    node.isDeleted = true;
    node.addEvent({ kind: 'deleted', syntax, statement: this.#statement });
    for (const label of node.liveLabels()) this.#unregister(label, node);
    node.killLabels();
    for (const child of node.rawChildren) this.#delete(child, syntax);
  }

  // ---- Labels -------------------------------------------------------------------------------------------------

  #label(node: TreeNode, label: LabelSyntax): void {
    node.addLabel(label);
    this.#register(label, node);
  }

  #register(label: LabelSyntax, node: TreeNode): void {
    const { labels } = this.#tree;
    const known = labels.get(label.name);
    if (known === undefined) labels.set(label.name, node);
    else if (known !== node) this.#contested.push({ label, node });
  }

  #unregister({ name }: LabelSyntax, node: TreeNode): void {
    const { labels } = this.#tree;
    if (labels.get(name) !== node) return;
    labels.delete(name);
    const heir = this.#contested.find(
      ({ label, node: other }) => label.name === name && hasLabel(other, name),
    );
    if (heir !== undefined && heir.node !== node) labels.set(name, heir.node);
  }

  #checkLabels(): void {
    for (const { label, node } of this.#contested) {
      const owner = this.#tree.labels.get(label.name);
      if (owner === undefined || owner === node || !hasLabel(node, label.name)) continue;
      this.#problems.push(duplicateLabel(label, owner));
    }
  }
}

function hasLabel(node: TreeNode, name: string): boolean {
  return !node.isDeleted && node.liveLabels().some((label) => label.name === name);
}

function emptyBody({ text, start, end }: Where): BodySyntax {
  return {
    text,
    start,
    end,
    properties: [],
    nodes: [],
    references: undefined,
    hasSpecialProperty: false,
    hasPropertyLabels: false,
    duplicateProperties: undefined,
    duplicateNodes: undefined,
  };
}

/** What dtc's guess_boot_cpuid finds: the first child of /cpus that was ever written, if its `reg` is one cell. */
function guessBootCpu(tree: MergedTree): number {
  const reg = tree.root.child('cpus')?.rawChildren[0]?.property('reg');
  return reg === undefined || reg.value.length !== 4 ? 0 : (reg.asCells()?.[0] ?? 0);
}

/** Headers come first, then reservations, then nodes; /plugin/ stands behind every /dts-v1/ or behind none. */
function checkHeaders(statements: readonly StatementSyntax[], tree: MergedTree, problems: Problem[]): void {
  let stage: 'header' | 'memreserve' | 'nodes' = 'header';
  let versions = 0;
  let plugins = 0;
  for (const [index, statement] of statements.entries()) {
    const { kind } = statement;
    if (kind === 'version' || kind === 'plugin') {
      if (stage !== 'header') problems.push(misplacedHeader(statement, kind));
      if (kind === 'version') versions++;
      else {
        plugins++;
        if (statements[index - 1]?.kind !== 'version') problems.push(pluginWithoutVersion(statement));
      }
    } else if (kind === 'memreserve') {
      if (stage === 'nodes') problems.push(lateReservation(statement));
      else stage = 'memreserve';
    } else {
      stage = 'nodes';
    }
  }
  tree.plugin = plugins > 0;
  if (statements.length === 0) {
    problems.push(emptyFile(tree));
    return;
  }
  if (versions === 0) problems.push(missingVersion(tree));
  else if (plugins > 0 && plugins !== versions) problems.push(mixedHeaders(statements));
  if (stage !== 'nodes') problems.push(noNodes(tree));
}

// ---- What is said -----------------------------------------------------------------------------------------------

function placeOf({ text, start, end }: Where): ReturnType<Where['text']['place']> {
  return text.place(start, end);
}

function error(code: string, message: string, where: Where, more: Partial<Problem> = {}): Problem {
  return { severity: 'error', code, message, place: placeOf(where), ...more };
}

/** A reference to a node that does not exist, with the name that was probably meant. */
export function undefinedTarget(target: string, where: Where, tree: MergedTree): Problem {
  if (target.includes('/')) return error('undefined-path', `There is no node \`${target}\`.`, where);
  const similar = nearest(target, tree.labels.keys());
  const help = similar === undefined ? undefined : `Did you mean \`&${similar}\`?`;
  return error('undefined-label', `No node has the label \`${target}\`.`, where, { help });
}

function duplicateLabel(label: LabelSyntax, owner: TreeNode): Problem {
  const first = owner.labels.find(({ name }) => name === label.name);
  const message = `Label \`${label.name}\` is already that of ${owner.path}.`;
  const related = first && [{ message: 'first given here', place: first.place }];
  return error('duplicate-label', message, label, related && { related });
}

function deletedAfterDefinition(syntax: Where & { readonly name: string }, known: TreeNode): Problem {
  const message = `\`${syntax.name}\` is defined and deleted in the same node, which deletes nothing.`;
  return error('duplicate-node', message, syntax, {
    related: [{ message: 'defined here', place: known.place }],
    help: 'Delete it where the node is extended.',
  });
}

function misplacedHeader(where: Where, kind: string): Problem {
  const name = kind === 'version' ? '/dts-v1/' : '/plugin/';
  return error('misplaced-header', `${name} must stand before everything else.`, where);
}

function pluginWithoutVersion(where: Where): Problem {
  return error('misplaced-header', '/plugin/ must follow `/dts-v1/;` directly.', where);
}

function lateReservation(where: Where): Problem {
  return error('late-memreserve', '/memreserve/ must stand before the first node.', where);
}

function emptyFile({ place }: MergedTree): Problem {
  return {
    severity: 'error',
    code: 'empty-file',
    message: 'The file has nothing in it but blanks and comments.',
    place,
    help: 'The smallest device tree is `/dts-v1/; / { };`.',
  };
}

function missingVersion({ place }: MergedTree): Problem {
  const help = 'Add it as the first line.';
  return {
    severity: 'error',
    code: 'missing-version',
    message: 'The file does not begin with `/dts-v1/;`.',
    place,
    help,
  };
}

function mixedHeaders(statements: readonly StatementSyntax[]): Problem {
  const last = statements.findLast(({ kind }) => kind === 'version') as StatementSyntax;
  return error('mixed-headers', '/plugin/ must follow every /dts-v1/ or none.', last);
}

function noNodes({ place }: MergedTree): Problem {
  return {
    severity: 'error',
    code: 'no-node',
    message: 'The file has no node.',
    place,
    help: 'Write `/ { };`.',
  };
}
