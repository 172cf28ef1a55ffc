import type { Place } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import { findNode } from './find-node.ts';
import type { PlainNode, PlainProperty } from './plain-node.ts';
import type { PlainTree } from './plain-tree.ts';
import { walk } from './walk.ts';

/** The cell that begins at this byte; undefined where the value ends before. */
export function cellAt({ value }: PlainProperty, offset: number): number | undefined {
  if (offset + 4 > value.length) return undefined;
  return new DataView(value.buffer, value.byteOffset, value.length).getUint32(offset);
}

/** No cell stands there. */
const none = 0xffff_ffff;
/** One entry of a list in `/__fixups__`: `path:property:offset`. */
const fixupEntry = /^([^:]*):([^:]*):(\d+)$/s;
/** A hostile blob may have a million wrong ones. */
const mostFaults = 20;

/**
 * The fixups that say nothing about the tree: no cell stands where they want it (libfdt's FDT_ERR_BADOVERLAY). dtc makes none such.
 */
export function checkFixups(tree: PlainTree): readonly Problem[] {
  const problems: Problem[] = [];
  const wrong = (what: string, place: Place): void => {
    if (problems.length >= mostFaults) return;
    problems.push({ severity: 'error', code: 'bad-overlay', message: `${what} leads to no cell.`, place });
  };
  for (const [label, list] of tree.root.child('__fixups__')?.properties ?? []) {
    for (const entry of list.asStrings() ?? [''])
      if (fixupCell(tree, entry) === undefined)
        wrong(`The fixup ${JSON.stringify(entry)} of the label ${label}`, list.place);
  }
  eachMirrored(tree, (list, property) => {
    for (const offset of list.asCells() ?? [none])
      if (property === undefined || cellAt(property, offset) === undefined)
        wrong(`The local fixup at ${offset} of ${list.node.path}: ${list.name}`, list.place);
  });
  return problems;
}

/** Every cell that wants the phandle of a node with this label: the entries `path:property:offset` of `/__fixups__`. */
export function eachFixup(
  tree: PlainTree,
  visit: (label: string, property: PlainProperty, offset: number) => void,
): void {
  for (const [label, list] of tree.root.child('__fixups__')?.properties ?? []) {
    for (const entry of list.asStrings() ?? []) {
      const cell = fixupCell(tree, entry);
      if (cell !== undefined) visit(label, cell.property, cell.offset);
    }
  }
}

/** Every cell that holds a phandle of the tree's own: `/__local_fixups__` mirrors the tree, its properties list offsets. */
export function eachLocalFixup(
  tree: PlainTree,
  visit: (property: PlainProperty, offset: number) => void,
): void {
  eachMirrored(tree, (list, property) => {
    if (property === undefined) return;
    for (const offset of list.asCells() ?? []) {
      if (cellAt(property, offset) !== undefined) visit(property, offset);
    }
  });
}

function fixupCell(
  tree: PlainTree,
  entry: string,
): { readonly property: PlainProperty; readonly offset: number } | undefined {
  const [, path = '', name = '', digits = ''] = fixupEntry.exec(entry) ?? [];
  const property = findNode(tree, path)?.property(name);
  const offset = Number(digits);
  return property === undefined || cellAt(property, offset) === undefined ? undefined : { property, offset };
}

/** Each list of offsets below `/__local_fixups__`, with the property that it is about. */
function eachMirrored(
  tree: PlainTree,
  visit: (list: PlainProperty, property: PlainProperty | undefined) => void,
): void {
  const mirror = tree.root.child('__local_fixups__');
  if (mirror === undefined) return;
  type Pair = readonly [fixups: PlainNode, node: PlainNode | undefined];
  const visitNode = ([fixups, node]: Pair): readonly Pair[] => {
    for (const list of fixups.eachProperty()) visit(list, node?.property(list.name));
    return Array.from(fixups.eachChild(), (child): Pair => [child, node?.childNamed(child.name)]);
  };
  walk<Pair>([mirror, tree.root], visitNode);
}
