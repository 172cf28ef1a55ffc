import type { FdtFaults } from './fdt-faults.ts';
import type { PlainNode, PlainProperty } from './plain-node.ts';
import type { PlainTree } from './plain-tree.ts';

/** What dtc lets nodes and properties be called (checks.c: node_name_chars, property_name_chars). */
const nodeName = /^[\w,.+\-@]*$/;
const propertyName = /^[\w,.+*#?-]*$/;

/**
 * The checks that dtc refuses a blob for (checks.c: node_name_chars, node_name_format, property_name_chars, name_is_string,
 * name_properties, explicit_phandles). Linux reads such a tree all the same; no source can be written for it. A `name` property
 * that repeats the node's name is dropped, as dtc does.
 */
export function checkBlobTree(tree: PlainTree, faults: FdtFaults): void {
  checkRootName(tree, faults);
  const phandles = new Map<number, PlainNode>();
  for (const node of tree.nodes()) {
    if (faults.isFull) return;
    checkNames(node, faults);
    checkNameProperty(node, faults);
    checkPhandle(node, phandles, faults);
  }
}

function checkRootName({ root, rootName }: PlainTree, faults: FdtFaults): void {
  if (rootName === '') return;
  const isName = isNodeName(rootName);
  const message = isName
    ? `The root is called ${JSON.stringify(rootName)}; it has no name in what is written.`
    : `${JSON.stringify(rootName)} is no name for a node; the root has none.`;
  faults.add('dtb-name', message, root.start, { severity: isName ? 'warning' : 'error' });
}

function isNodeName(name: string): boolean {
  return nodeName.test(name) && name.indexOf('@') === name.lastIndexOf('@');
}

function checkNames(node: PlainNode, faults: FdtFaults): void {
  const { name } = node;
  if (!isNodeName(name))
    faults.add('dtb-name', `${node.path}: ${JSON.stringify(name)} is no name for a node.`, node.start);
  for (const property of node.eachProperty()) {
    if (propertyName.test(property.name)) continue;
    const message = `${node.path}: ${JSON.stringify(property.name)} is no name for a property.`;
    faults.add('dtb-name', message, property.start);
  }
}

function checkNameProperty(node: PlainNode, faults: FdtFaults): void {
  const property = node.property('name');
  if (property === undefined) return;
  if (textOf(property) === node.baseName) {
    node.properties.delete('name');
    return;
  }
  const message = `The property \`name\` of ${node.path} must be the node's name, \`${node.baseName}\`.`;
  faults.add('name-property', message, property.start);
}

/** A string that ends with the value's only NUL, be it empty. */
function textOf({ value }: PlainProperty): string | undefined {
  return value.indexOf(0) === value.length - 1
    ? Buffer.from(value.subarray(0, -1)).toString('latin1')
    : undefined;
}

function checkPhandle(node: PlainNode, phandles: Map<number, PlainNode>, faults: FdtFaults): void {
  const modern = phandleOf(node, node.property('phandle'), faults);
  const old = phandleOf(node, node.property('linux,phandle'), faults);
  const phandle = modern ?? old;
  if (phandle === undefined) return;
  if (modern !== undefined && old !== undefined && modern !== old)
    faults.add('bad-phandle', `phandle and linux,phandle of ${node.path} differ.`, node.start);
  const other = phandles.get(phandle);
  if (other === undefined) phandles.set(phandle, node);
  // Elsewhere whoever read the blob has told it already.
  else if (node.isFixups || other.isFixups) {
    const message = `The phandle 0x${phandle.toString(16)} of ${node.path} is already that of ${other.path}.`;
    faults.add('duplicate-phandle', message, node.start);
  }
}

function phandleOf(
  node: PlainNode,
  property: PlainProperty | undefined,
  faults: FdtFaults,
): number | undefined {
  if (property === undefined) return undefined;
  const { cell, name, start } = property;
  if (cell !== undefined && cell !== 0 && cell !== 0xffff_ffff) return cell;
  const what = cell === undefined ? 'be a single cell' : `not be 0x${cell.toString(16)}`;
  faults.add('bad-phandle', `\`${name}\` of ${node.path} must ${what}.`, start);
  return undefined;
}
