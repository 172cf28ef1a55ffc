import { nodeName, propertyName } from '../../grammar/name-troubles.ts';
import type { StatementSyntax } from '../../grammar/syntax.ts';
import type { Place } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import type { MergedTree } from './merged-tree.ts';
import { duplicatesOf } from './same-names.ts';
import { isSuspectStatement } from './suspect-statement.ts';
import type { TreeNode } from './tree-node.ts';
import type { TreeProperty } from './tree-property.ts';

/**
 * dtc's checks on the merged tree that refuse it and need no reference: names that occur twice or cannot be, labels of
 * properties and values, `name` properties, explicit phandles (checks.c: duplicate_node_names to explicit_phandles). Explicit
 * phandles are recorded.
 */
export function checkTree(
  tree: MergedTree,
  problems: Problem[],
  statements: readonly StatementSyntax[],
): void {
  const phandles = new Map<number, TreeNode>();
  const labels = new Map<string, Place>();
  if (tree.root.isDeleted) problems.push(deletedRoot(tree.root));
  for (const node of tree.withDuplicates) {
    if (node.isDeleted) continue;
    for (const problem of duplicatesOf(node)) problems.push(problem);
  }
  // Of most boards nothing is asked node by node.
  if (!statements.some(isSuspectStatement)) return;
  for (const node of tree.nodes()) {
    const wrong = nodeName(node.name);
    if (wrong !== undefined) problems.push({ severity: 'error', place: node.place, ...wrong });
    if (node.some('hasPropertyLabels')) checkPropertyLabels(node, labels, problems);
    if (!node.some('hasSpecialProperty')) continue;
    checkPropertyNames(node, problems);
    checkName(node, problems);
    recordPhandle(node, phandles, problems);
  }
}

/** dtc writes a structure without any node then, which libfdt refuses to read: that is no device tree. */
function deletedRoot(root: TreeNode): Problem {
  const place = root.writes.findLast(({ kind }) => kind === 'deleted')?.place ?? root.place;
  const message = 'The root node is deleted: a device tree without it cannot be read.';
  return {
    severity: 'error',
    code: 'no-root',
    message,
    place,
    help: 'Write `/ { };` below, or remove the deletion.',
  };
}

function checkPropertyLabels(node: TreeNode, labels: Map<string, Place>, problems: Problem[]): void {
  for (const property of node.properties.values()) {
    const inValue = property.markers.filter((marker) => marker.kind === 'label');
    for (const { name, place } of [...property.labels, ...inValue]) {
      const first =
        labels.get(name) ?? node.tree.labels.get(name)?.labels.find((label) => label.name === name)?.place;
      if (first === undefined) labels.set(name, place);
      else problems.push(duplicate(name, place, first));
    }
  }
}

function duplicate(name: string, place: Place, first: Place): Problem {
  const related = [{ message: 'first given here', place: first }];
  return {
    severity: 'error',
    code: 'duplicate-label',
    message: `Label \`${name}\` is given twice.`,
    place,
    related,
    help: 'Rename one of them.',
  };
}

function checkPropertyNames(node: TreeNode, problems: Problem[]): void {
  for (const { name, place } of node.properties.values()) {
    if (name.includes('@')) problems.push({ severity: 'error', place, ...propertyName(name) });
  }
}

/** A `name` property is a relic: dropped if it repeats the node's name, refused if not. */
function checkName(node: TreeNode, problems: Problem[]): void {
  const property = node.property('name');
  if (property === undefined) return;
  if (property.asString() === node.baseName) {
    node.dropProperty(property);
    return;
  }
  const message = `The property \`name\` of ${node.path} must be the node's name, \`${node.baseName}\`.`;
  problems.push({
    severity: 'error',
    code: 'name-property',
    message,
    place: property.place,
    help: 'Remove the property: nothing needs it.',
  });
}

function recordPhandle(node: TreeNode, phandles: Map<number, TreeNode>, problems: Problem[]): void {
  const modern = readPhandle(node, node.property('phandle'), problems);
  const old = readPhandle(node, node.property('linux,phandle'), problems);
  const phandle = modern ?? old;
  if (phandle === undefined) return;
  const place = (node.property('phandle') ?? node.property('linux,phandle'))?.place;
  if (modern !== undefined && old !== undefined && modern !== old) {
    const message = `\`phandle\` and \`linux,phandle\` of ${node.path} differ.`;
    const older = node.property('linux,phandle')?.place ?? node.place;
    const related = [{ message: 'the other one', place: older }];
    problems.push({
      severity: 'error',
      code: 'bad-phandle',
      message,
      place,
      related,
      help: 'Remove `linux,phandle`.',
    });
  }
  const other = phandles.get(phandle);
  if (other !== undefined) {
    const message = `The phandle 0x${phandle.toString(16)} of ${node.path} is already that of ${other.path}.`;
    const first = (other.property('phandle') ?? other.property('linux,phandle'))?.place ?? other.place;
    const related = [{ message: 'first used here', place: first }];
    const help = 'Remove both, and refer to the nodes by label: then numbers are given.';
    problems.push({ severity: 'error', code: 'duplicate-phandle', message, place, related, help });
    return;
  }
  phandles.set(phandle, node);
  node.setPhandle(phandle, false);
}

/** The number that the property gives; undefined if there is none, it is wrong, or it asks for one (`<&itself>`). */
function readPhandle(
  node: TreeNode,
  property: TreeProperty | undefined,
  problems: Problem[],
): number | undefined {
  if (property === undefined) return undefined;
  const { name, place } = property;
  const wrong = (message: string, help: string): undefined => {
    problems.push({ severity: 'error', code: 'bad-phandle', message, place, help });
    return undefined;
  };
  const { syntax } = property;
  const reference = syntax?.references?.[0];
  // A path has no length before it is filled in.
  const length = syntax === undefined ? property.value.length : syntax.valueEnd - syntax.valueStart;
  if (length !== 4 || reference?.kind === 'path') {
    return wrong(
      `\`${name}\` of ${node.path} must be a single cell.`,
      'Remove it: a number is given where one is needed.',
    );
  }
  if (reference !== undefined) {
    const target = node.tree.resolve(reference.target);
    const isMissing = target === undefined && !(node.tree.plugin && !reference.target.includes('/'));
    if (target === node || isMissing) return undefined;
    const label = node.labels[0]?.name;
    const help = `Write \`${name} = <&${label ?? 'label'}>;\` with a label of the node itself, or remove it.`;
    return wrong(`\`${name}\` of ${node.path} must not refer to another node.`, help);
  }
  const value = property.asCells()?.[0] ?? 0;
  if (value === 0 || value === 0xffff_ffff) {
    const message = `\`${name}\` of ${node.path} must not be 0x${value.toString(16)}.`;
    return wrong(message, 'Remove it: a number is given where one is needed.');
  }
  return value;
}
