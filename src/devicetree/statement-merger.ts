import { ListedBody } from '../../grammar/listed-body.ts';
import { type Losses, mayBeLost } from '../../grammar/losses.ts';
import { overlayTarget } from '../../grammar/overlay-target.ts';
import type {
  BodySyntax,
  DeleteNodeSyntax,
  ExtendSyntax,
  LabelSyntax,
  NodeSyntax,
  StatementSyntax,
  SyntaxRange,
} from '../../grammar/syntax.ts';
import { howToRaise } from '../source/limits.ts';
import type { Problem } from '../source/problem.ts';
import { checkHeaders } from './check-headers.ts';
import { LabelOwners } from './label-owners.ts';
import type { MergedTree } from './merged-tree.ts';
import { silentMerge } from './same-names.ts';
import { TreeNode } from './tree-node.ts';
import { undefinedTarget } from './undefined-target.ts';

/** What is known of the text before its statements are carried out. */
export interface MergerOptions {
  /** Everything could be parsed. */
  readonly readable: boolean;
  /** What mistakes of syntax may have swallowed: nothing is said of references to that. */
  readonly losses: Losses;
  readonly maxNesting: number;
}

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
  /** Whether everything could be parsed. */
  readonly #readable: boolean;
  readonly #losses: Losses;
  #statement = 0;
  #fragments = 0;
  readonly #maxNesting: number;
  #isTooDeep = false;
  /** The bodies that are open, from the outermost inwards, and behind them some that can be used again. */
  readonly #bodies: OpenBody[] = [];
  #openCount = 0;
  /** How many may be open. */
  #deepest = 0;
  readonly #owners: LabelOwners;

  constructor(tree: MergedTree, problems: Problem[], { readable, losses, maxNesting }: MergerOptions) {
    this.#tree = tree;
    this.#owners = new LabelOwners(tree.labels);
    this.#problems = problems;
    this.#readable = readable;
    this.#losses = losses;
    this.#maxNesting = maxNesting;
  }

  merge(statements: readonly StatementSyntax[]): void {
    if (this.#readable || statements.length > 0)
      checkHeaders(statements, this.#tree, this.#readable, this.#problems);
    for (const statement of statements) {
      this.#carryOut(statement);
      this.#statement++;
    }
    this.#tree.bootCpu = guessBootCpu(this.#tree);
    this.#owners.check(this.#problems);
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
        if (!this.#tree.root.isWritten) this.#build(this.#tree.root, statement.body, statement);
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
        if (node !== undefined) this.#tree.omitIfNoRef.add(node);
        return;
      }
    }
  }

  #extend(statement: ExtendSyntax): void {
    const { target, labels } = statement;
    const tree = this.#tree;
    if (tree.plugin && target.indexOf('/') > 0) {
      this.#problems.push(relativeInPlugin(statement));
      return;
    }
    if (tree.plugin && labels.length === 0 && (target.includes('/') || tree.resolve(target) === undefined)) {
      this.#addFragment(statement);
      return;
    }
    const node = this.#target(target, statement, labels[0]);
    if (node === undefined) {
      this.#lose(statement);
      return;
    }
    for (const label of labels) this.#label(node, label);
    this.#mergeInto(node, statement.body, statement);
  }

  /** An overlay's extension of a node that is not its own: `fragment@N { target = …; __overlay__ { … }; };`. */
  #addFragment(statement: ExtendSyntax): void {
    const { root } = this.#tree;
    if (!root.isWritten) this.#build(root, new ListedBody(statement), statement);
    const { text, start, end, labels, body } = statement;
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
      body: new ListedBody(statement, [overlayTarget(statement)], [overlay]),
    };
    if (root.rawChild(fragment.name) !== undefined) this.#tree.withDuplicates.add(root);
    this.#instantiate(fragment, root);
  }

  /** What nobody can extend is left out, with the labels in it. */
  #lose(statement: ExtendSyntax): void {
    const { lostLabels } = this.#tree;
    for (const { name } of statement.labels) lostLabels.add(name);
    const waiting = [statement.body];
    for (let body = waiting.pop(); body !== undefined; body = waiting.pop()) {
      for (const node of body.nodes) {
        if (node.kind !== 'node') continue;
        for (const { name } of node.labels) lostLabels.add(name);
        waiting.push(node.body);
      }
    }
  }

  #target(target: string, where: Where, label?: LabelSyntax): TreeNode | undefined {
    const tree = this.#tree;
    // Not even the root is there before something makes it.
    const node = !tree.root.isWritten ? undefined : tree.resolve(target);
    if (node === undefined && !mayBeLost(this.#losses, target) && !tree.hasLost(target)) {
      const problem = undefinedTarget(target, where, tree);
      this.#problems.push(
        tree.plugin && label !== undefined ? { ...problem, ...labelOnForeign(label) } : problem,
      );
    }
    return node;
  }

  // ---- Nodes --------------------------------------------------------------------------------------------------

  #instantiate(syntax: NodeSyntax, parent: TreeNode): void {
    this.#deepest = this.#maxNesting - depthOf(parent) - 1;
    parent.addChild(this.#add(syntax, parent));
    this.#fill();
  }

  #build(node: TreeNode, body: BodySyntax, syntax: Where): void {
    node.addEvent({ kind: 'built', body, syntax, statement: this.#statement });
    this.#deepest = this.#maxNesting - depthOf(node);
    this.#open('built', node, body, undefined);
    this.#fill();
  }

  #mergeInto(node: TreeNode, body: BodySyntax, syntax: Where): void {
    this.#deepest = this.#maxNesting - depthOf(node);
    this.#extendNode(node, body, syntax, undefined);
    this.#fill();
  }

  /** Adds or merges all that stands in the open bodies, in its order. Nesting is the input's to choose, so it costs no stack. */
  #fill(): void {
    while (this.#openCount > 0) {
      const last = this.#bodies[this.#openCount - 1] as OpenBody;
      const { kind, node, body, next } = last;
      const syntax = body.nodes[next];
      if (syntax === undefined) {
        this.#openCount--;
        this.#close(kind, node, body, last.labels);
        continue;
      }
      last.next++;
      if (kind === 'merged') this.#mergeChild(node, syntax);
      else if (syntax.kind === 'node') node.putChild(next, this.#add(syntax, node));
      else node.putChild(next, this.#deletedPlaceholder(syntax, node));
    }
  }

  /** What stands in the body comes next. */
  #open(kind: OpenBody['kind'], node: TreeNode, body: BodySyntax, labels: OpenBody['labels']): void {
    const first = body.nodes[0];
    const isTooDeep = this.#openCount >= this.#deepest;
    if (first !== undefined && isTooDeep) this.#refuseDepth(first);
    if (first === undefined || isTooDeep) {
      this.#close(kind, node, body, labels);
      return;
    }
    if (kind === 'built') node.expectChildren(body.nodes.length);
    const open = this.#bodies[this.#openCount];
    if (open === undefined) this.#bodies.push({ kind, node, body, labels, next: 0 });
    else {
      // They are used again: there is one for each node that has subnodes.
      open.kind = kind;
      open.node = node;
      open.body = body;
      open.labels = labels;
      open.next = 0;
    }
    this.#openCount++;
  }

  #close(kind: OpenBody['kind'], node: TreeNode, body: BodySyntax, labels: OpenBody['labels']): void {
    if (kind === 'built') {
      if (body.duplicateNodes !== undefined || body.duplicateProperties !== undefined)
        this.#tree.withDuplicates.add(node);
      return;
    }
    if (body.duplicateNodes !== undefined) {
      for (const name of body.duplicateNodes) {
        const child = node.child(name);
        if (child !== undefined) this.#tree.silentMerges.push(silentMerge(child, body, name));
      }
    }
    if (labels !== undefined) for (const label of labels) this.#label(node, label);
  }

  /** What extensions nest into one another may be deep where no text is. Told once, and where the parser did not. */
  #refuseDepth(syntax: Where): void {
    if (!this.#isTooDeep && this.#readable) this.#problems.push(deepNodes(this.#maxNesting, syntax));
    this.#isTooDeep = true;
  }

  /** Makes a node, which its parent is still to be given. */
  #add(syntax: NodeSyntax, parent: TreeNode): TreeNode {
    const node = new TreeNode(syntax.name, this.#tree, parent, syntax, this.#statement);
    const { labels, body } = syntax;
    if (syntax.omitIfNoRef) this.#tree.omitIfNoRef.add(node);
    for (let index = 0; index < labels.length; index++)
      this.#owners.register(labels[index] as LabelSyntax, node);
    if (body.nodes.length > 0 || body.duplicateProperties !== undefined)
      this.#open('built', node, body, undefined);
    return node;
  }

  /** In a body that is built, a deletion deletes nothing; it only takes a place in the list. */
  #deletedPlaceholder(syntax: DeleteNodeSyntax, parent: TreeNode): TreeNode {
    const known = parent.rawChild(syntax.name);
    if (known !== undefined && !known.isDeleted) this.#tree.withDuplicates.add(parent);
    const node = new TreeNode(syntax.name, this.#tree, parent);
    node.addEvent({ kind: 'deleted', syntax, statement: this.#statement });
    node.isDeleted = true;
    this.#tree.hasDeletedNodes = true;
    return node;
  }

  #extendNode(node: TreeNode, body: BodySyntax, syntax: Where, labels: OpenBody['labels']): void {
    node.isDeleted = false;
    node.addEvent({ kind: 'merged', body, syntax, statement: this.#statement });
    this.#open('merged', node, body, labels);
  }

  #mergeChild(parent: TreeNode, syntax: NodeSyntax | DeleteNodeSyntax): void {
    const known = parent.rawChild(syntax.name);
    if (syntax.kind === 'node') {
      if (known === undefined) parent.addChild(this.#add(syntax, parent));
      else this.#extendNode(known, syntax.body, syntax, syntax.labels);
    } else if (known !== undefined) this.#delete(known, syntax);
  }

  #delete(outermost: TreeNode, syntax: Where): void {
    const waiting = [outermost];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (node.isDeleted) continue;
      node.isDeleted = true;
      this.#tree.hasDeletedNodes = true;
      node.addEvent({ kind: 'deleted', syntax, statement: this.#statement });
      for (const label of node.liveLabels()) {
        this.#owners.unregister(label, node);
        this.#tree.deletedLabels.set(label.name, node);
      }
      node.killLabels();
      for (const child of node.rawChildren.toReversed()) waiting.push(child);
    }
  }

  // ---- Labels -------------------------------------------------------------------------------------------------

  #label(node: TreeNode, label: LabelSyntax): void {
    node.addLabel(label);
    this.#owners.register(label, node);
  }
}

/** A body whose subnodes are being added to its node, or merged with those that it has. */
interface OpenBody {
  kind: 'built' | 'merged';
  node: TreeNode;
  body: BodySyntax;
  /** What the node is given once its body is merged. */
  labels: readonly LabelSyntax[] | undefined;
  /** Which of the body's subnodes is next. */
  next: number;
}

/** How deep a node stands; 1 for the root. */
function depthOf(node: TreeNode): number {
  let depth = 0;
  for (let each: TreeNode | undefined = node; each !== undefined; each = each.parent) depth++;
  return depth;
}

/** What dtc's guess_boot_cpuid finds: the first child of /cpus that was ever written, if its `reg` is one cell. */
function guessBootCpu(tree: MergedTree): number {
  const reg = tree.root.child('cpus')?.rawChildren[0]?.property('reg');
  return reg === undefined || reg.value.length !== 4 ? 0 : (reg.asCells()?.[0] ?? 0);
}

// ---- What is said -----------------------------------------------------------------------------------------------

function placeOf({ text, start, end }: Where): ReturnType<Where['text']['place']> {
  return text.place(start, end);
}

function error(code: string, message: string, where: Where, more: Partial<Problem> = {}): Problem {
  return { severity: 'error', code, message, place: placeOf(where), ...more };
}

function deepNodes(limit: number, where: Where): Problem {
  const message = `Nodes are nested deeper than ${limit} levels.`;
  return error('nesting-too-deep', message, where, { help: howToRaise('nesting') });
}

function relativeInPlugin(where: ExtendSyntax): Problem {
  const message = `An overlay cannot extend \`&{${where.target}}\`: only its base knows where that label leads.`;
  const slash = where.target.indexOf('/');
  const inner = where.target.slice(slash + 1).replaceAll('/', ' { ');
  const help = `Write \`&${where.target.slice(0, slash)} { ${inner} { … }; };\`.`;
  return error('relative-reference', message, where, { help });
}

/** What is said where an overlay extends a node of its base and gives it a label. */
function labelOnForeign({ name }: LabelSyntax): Partial<Problem> {
  return {
    help: `If it is a node of the base, remove \`${name}:\`: an overlay cannot label what it does not define.`,
  };
}
