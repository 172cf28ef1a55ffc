import type { DeviceTree, Node } from '../devicetree/tree.ts';
import type { OutputNode, OutputTree } from './output-tree.ts';
import { addPhandle, type PhandleFormat } from './phandle-format.ts';

const encoder = new TextEncoder();

/**
 * `-@`: a node `/__symbols__` with the path of every label, and a phandle for each node that has one, so that overlays can
 * refer to it (dtc's livetree.c, generate_label_tree).
 */
export function addSymbols(tree: DeviceTree, output: OutputTree, format: PhandleFormat): void {
  const phandles = new Phandles(tree);
  addLabels(output, '__symbols__', (node) => {
    if (node.phandle === undefined) addPhandle(output.toChange(node), phandles.next(), format);
  });
}

/** `-A`: the same in `/aliases`, without phandles. */
export function addAliases(output: OutputTree): void {
  addLabels(output, 'aliases', () => {});
}

function addLabels(output: OutputTree, name: string, visit: (node: Node) => void): void {
  let list: OutputNode | undefined;
  for (const node of output.nodes()) {
    if (!node.wasLabelled) continue;
    list ??= output.root.childNamed(name);
    const path = encoder.encode(`${node.path}\0`);
    for (const label of node.labels) if (list.property(label.name) === undefined) list.set(label.name, path);
    visit(node);
  }
}

/** Numbers that no node has, from where the numbering of references left off. */
class Phandles {
  readonly #tree: DeviceTree;
  #next: number;

  constructor(tree: DeviceTree) {
    this.#tree = tree;
    this.#next = tree.nextPhandle ?? 1;
  }

  next(): number {
    while (this.#tree.nodeByPhandle(this.#next) !== undefined) this.#next++;
    return this.#next++;
  }
}
