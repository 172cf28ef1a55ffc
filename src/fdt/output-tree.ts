import type { DeviceTree, Node } from '../devicetree/tree.ts';
import { TreeNode } from '../devicetree/tree-node.ts';
import { PlainNode } from './plain-node.ts';

export interface OutputProperty {
  readonly name: string;
  readonly value: Uint8Array;
}

/** A node as it is written to a blob: the tree's own, with what is changed for the blob, or one that only the blob has. */
export class OutputNode {
  readonly name: string;
  /** Undefined for one that only the blob has. */
  readonly source: Node | undefined;
  readonly #tree: OutputTree;
  /** Where they are not those of the source any more. */
  #properties: OutputProperty[] | undefined;
  #byName: Map<string, OutputProperty> | undefined;
  /** By name, those that only the blob has; they stand behind the source's. */
  #added: Map<string, OutputNode> | undefined;

  /** Ask {@link OutputTree} for one. */
  constructor(name: string, source: Node | undefined, tree: OutputTree) {
    this.name = name;
    this.source = source;
    this.#tree = tree;
  }

  get properties(): Iterable<OutputProperty> {
    return this.#properties ?? (this.source === undefined ? [] : propertiesOf(this.source));
  }

  *children(): Iterable<OutputNode> {
    if (this.source !== undefined)
      for (const child of childrenOf(this.source)) yield this.#tree.nodeFor(child);
    if (this.#added !== undefined) yield* this.#added.values();
  }

  property(name: string): OutputProperty | undefined {
    this.#byName ??= new Map(Array.from(this.properties, (property) => [property.name, property]));
    return this.#byName.get(name);
  }

  /** Puts a property behind the others, or gives one that is there another value. */
  set(name: string, value: Uint8Array): void {
    const known = this.property(name);
    const property = { name, value };
    const properties = this.#own();
    if (known === undefined) properties.push(property);
    else properties[properties.indexOf(known)] = property;
    this.#byName?.set(name, property);
  }

  remove(name: string): void {
    this.#properties = this.#own().filter((property) => property.name !== name);
    this.#byName = undefined;
  }

  /** The child of that name, to be changed; put behind the others if there is none. */
  childNamed(name: string): OutputNode {
    const child = this.source?.child(name);
    if (child !== undefined) return this.#tree.toChange(child);
    this.#added ??= new Map();
    const known = this.#added.get(name);
    if (known !== undefined) return known;
    const made = new OutputNode(name, undefined, this.#tree);
    this.#added.set(name, made);
    return made;
  }

  #own(): OutputProperty[] {
    this.#properties ??= [...this.properties];
    return this.#properties;
  }
}

/**
 * A tree on its way to a blob: what is changed for that leaves the tree itself alone. Only changed nodes are kept, since a
 * hostile blob has a million others.
 */
export class OutputTree {
  readonly root: OutputNode;
  readonly #tree: DeviceTree;
  readonly #changed = new Map<Node, OutputNode>();

  constructor(tree: DeviceTree) {
    this.#tree = tree;
    this.root = this.toChange(tree.root);
  }

  /** The tree's own, depth first, parents before children. */
  nodes(): Iterable<Node> {
    return this.#tree.nodes();
  }

  /** What is written of a node, to be read only. */
  nodeFor(node: Node): OutputNode {
    return this.#changed.get(node) ?? new OutputNode(node.name, node, this);
  }

  /** What is written of a node, to be changed. */
  toChange(node: Node): OutputNode {
    const output = this.nodeFor(node);
    this.#changed.set(node, output);
    return output;
  }
}

/** With `-f` what a node has twice is written twice, as dtc does. */
function propertiesOf(node: Node): Iterable<OutputProperty> {
  if (node instanceof PlainNode) return node.eachProperty();
  if (!(node instanceof TreeNode)) return node.properties.values();
  return node.rawProperties().filter(({ isDeleted }) => !isDeleted);
}

function childrenOf(node: Node): Iterable<Node> {
  if (node instanceof PlainNode) return node.eachChild();
  return node instanceof TreeNode ? node.liveChildren() : node.children.values();
}
