import type { DeviceTree, Node } from '../devicetree/tree.ts';
import { TreeNode } from '../devicetree/tree-node.ts';

export interface OutputProperty {
  readonly name: string;
  readonly value: Uint8Array;
}

/** A node as it is written to a blob: the tree's own, or one that only the blob has. */
export class OutputNode {
  readonly name: string;
  properties: OutputProperty[] = [];
  children: OutputNode[] = [];
  #byName: Map<string, OutputProperty> | undefined;
  #childrenByName: Map<string, OutputNode> | undefined;

  constructor(name: string) {
    this.name = name;
  }

  property(name: string): OutputProperty | undefined {
    this.#byName ??= new Map(this.properties.map((property) => [property.name, property]));
    return this.#byName.get(name);
  }

  /** Puts a property behind the others, or gives one that is there another value. */
  set(name: string, value: Uint8Array): void {
    const known = this.property(name);
    const property = { name, value };
    if (known === undefined) this.properties.push(property);
    else this.properties[this.properties.indexOf(known)] = property;
    this.#byName?.set(name, property);
  }

  remove(name: string): void {
    this.properties = this.properties.filter((property) => property.name !== name);
    this.#byName = undefined;
  }

  /** The child of that name, put behind the others if there is none. */
  childNamed(name: string): OutputNode {
    this.#childrenByName ??= new Map(this.children.map((child) => [child.name, child]));
    const known = this.#childrenByName.get(name);
    if (known !== undefined) return known;
    const child = new OutputNode(name);
    this.children.push(child);
    this.#childrenByName.set(name, child);
    return child;
  }
}

/** A tree on its way to a blob. */
export interface OutputTree {
  readonly root: OutputNode;
  readonly nodes: ReadonlyMap<Node, OutputNode>;
}

/** A copy of a tree that can be changed without changing the tree. */
export function outputTree(tree: DeviceTree): OutputTree {
  const nodes = new Map<Node, OutputNode>();
  for (const node of tree.nodes()) {
    const output = new OutputNode(node.name);
    for (const property of propertiesOf(node)) output.properties.push(property);
    nodes.set(node, output);
    if (node.parent !== undefined) nodes.get(node.parent)?.children.push(output);
  }
  return { root: nodes.get(tree.root) ?? new OutputNode(''), nodes };
}

/** With `-f` a property that a node has twice is written twice, as dtc does. */
function propertiesOf(node: Node): Iterable<OutputProperty> {
  if (!(node instanceof TreeNode)) return node.properties.values();
  return node.rawProperties().filter(({ isDeleted }) => !isDeleted);
}
