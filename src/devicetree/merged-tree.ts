import type { ReferenceSyntax } from '../../grammar/syntax.ts';
import type { Place } from '../source/place.ts';
import type { DeviceTree, Memreserve, SilentMerge } from './tree.ts';
import { TreeNode } from './tree-node.ts';

/** A whole input, merged. The builder fills it. */
export class MergedTree implements DeviceTree {
  readonly root: TreeNode = new TreeNode('', this, undefined);
  plugin = false;
  readonly memreserves: Memreserve[] = [];
  readonly labels: Map<string, TreeNode> = new Map();
  readonly silentMerges: SilentMerge[] = [];
  /** Nodes with subnodes or properties of one name: whether that is wrong, all that follows decides. */
  readonly withDuplicates: Set<TreeNode> = new Set();
  /** Nodes that were given a phandle. */
  readonly numbered: TreeNode[] = [];
  /** Some node was deleted: without that nobody need look for those that are. */
  hasDeletedNodes = false;
  /** Nodes that are left out where nothing refers to them. */
  readonly omitIfNoRef: Set<TreeNode> = new Set();
  /** The node that had each label when it was last deleted. */
  readonly deletedLabels: Map<string, TreeNode> = new Map();
  /** The input's first line holds a mistake of syntax. */
  isUnreadableAtStart = false;
  /** Labels in the bodies that had no node to go to: nobody is told that they are missing. */
  readonly lostLabels: Set<string> = new Set();
  /** What dtc guesses for the header's boot_cpuid_phys. */
  bootCpu = 0;
  nextPhandle = 1;
  /**
   * Which references in values are filled in. Not all are where a check failed that comes before; only `dtc -f` writes such a
   * tree.
   */
  filled: 'all' | 'phandles' | 'none' = 'all';
  /** Where the input begins: the place of whatever nobody wrote. */
  readonly place: Place;
  #byPhandle: Map<number, TreeNode> | undefined;
  #isFinished = false;
  #nodes: readonly TreeNode[] | undefined;

  constructor(place: Place) {
    this.place = place;
  }

  nodeByPath(path: string): TreeNode | undefined {
    let node: TreeNode | undefined = this.root;
    for (const name of path.split('/')) {
      if (name === '') continue;
      node = node.child(name);
      if (node === undefined) return undefined;
    }
    return node;
  }

  nodeByPhandle(phandle: number): TreeNode | undefined {
    this.#byPhandle ??= this.#indexPhandles();
    return this.#byPhandle.get(phandle);
  }

  /** Targets of references that were dropped afterwards, within an /omit-if-no-ref/ node: values keep what they were filled with. */
  omittedTargets: ReadonlyMap<string, TreeNode> | undefined;

  /** The node that fills a reference in a value; see {@link resolve}. */
  targetOf({ kind, target }: ReferenceSyntax): TreeNode | undefined {
    if (this.filled !== 'all' && (kind === 'path' || this.filled === 'none')) return undefined;
    return this.resolve(target) ?? this.omittedTargets?.get(target);
  }

  /** The node that a reference means: `label`, `/path` or `label/path`. */
  resolve(target: string): TreeNode | undefined {
    // No label holds a slash.
    const labelled = this.labels.get(target);
    if (labelled !== undefined) return labelled;
    const slash = target.indexOf('/');
    if (slash === -1) return undefined;
    if (slash === 0) return this.nodeByPath(target);
    let node = this.labels.get(target.slice(0, slash));
    for (const name of target.slice(slash + 1).split('/')) if (name !== '') node = node?.child(name);
    return node;
  }

  /** Whether a target that cannot be found was left out with what nobody could extend. */
  hasLost(target: string): boolean {
    const slash = target.indexOf('/');
    return this.lostLabels.has(slash === -1 ? target : target.slice(0, slash));
  }

  /**
   * No node comes or goes any more: from now on they are listed once, however often they are asked for.
   *
   * @param nodes Them, if they are known.
   */
  finish(nodes: readonly TreeNode[] | undefined): void {
    this.#isFinished = true;
    this.#nodes = nodes;
  }

  nodes(): readonly TreeNode[] {
    if (this.#nodes !== undefined) return this.#nodes;
    const found: TreeNode[] = [];
    const waiting = [this.root];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      found.push(node);
      const children = node.liveChildren();
      for (let index = children.length - 1; index >= 0; index--) waiting.push(children[index] as TreeNode);
    }
    if (this.#isFinished) this.#nodes = found;
    return found;
  }

  #indexPhandles(): Map<number, TreeNode> {
    const index = new Map<number, TreeNode>();
    for (const node of this.numbered) {
      if (!node.isDeleted && node.phandle !== undefined) index.set(node.phandle, node);
    }
    return index;
  }
}
