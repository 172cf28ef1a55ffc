import type { FdtFaults } from './fdt-faults.ts';
import type { PlainNode, PlainProperty } from './plain-node.ts';
import type { PlainTree } from './plain-tree.ts';

/** Notes the phandle of each node, and the labels that `/__symbols__` gives. */
export function indexTree(tree: PlainTree, faults: FdtFaults): void {
  for (const node of tree.nodes()) notePhandle(node, tree, faults);
  const symbols = tree.root.child('__symbols__');
  if (symbols !== undefined) for (const symbol of symbols.properties.values()) noteLabel(symbol, tree);
}

function notePhandle(node: PlainNode, tree: PlainTree, faults: FdtFaults): void {
  const property = node.property('phandle') ?? node.property('linux,phandle');
  if (property === undefined) return;
  const phandle = property.cell;
  // In the places of an overlay's fixups properties of any name hold offsets.
  if (phandle === undefined || phandle === 0 || phandle === 0xffff_ffff || node.isFixups) return;

  node.phandle = phandle;
  const other = tree.byPhandle.get(phandle);
  if (other === undefined) {
    tree.byPhandle.set(phandle, node);
    return;
  }
  const message = `The phandle 0x${phandle.toString(16)} of ${node.path} is already that of ${other.path}.`;
  faults.add('duplicate-phandle', message, property.start);
}

function noteLabel(symbol: PlainProperty, tree: PlainTree): void {
  const path = symbol.asString();
  if (path === undefined || !path.startsWith('/') || !/^[A-Za-z_]\w*$/.test(symbol.name)) return;
  const node = tree.nodeByPath(path);
  if (node === undefined) return;
  node.addLabel({ name: symbol.name, place: symbol.place });
  tree.labels.set(symbol.name, node);
}
