import type { DeviceTree, Node, Property } from '../devicetree/tree.ts';
import type { OutputNode, OutputTree } from './output-tree.ts';
import { PlainTree } from './plain-tree.ts';

type Reference = Extract<Property['markers'][number], { kind: 'phandle-reference' }>;

const encoder = new TextEncoder();

/**
 * `-L`, and every overlay: `/__fixups__` says for each label that the tree lacks which cells want its phandle, and
 * `/__local_fixups__`, a mirror of the tree, which cells hold phandles of the tree's own (dtc's livetree.c,
 * generate_fixups_tree and generate_local_fixups_tree).
 */
export function addFixups(tree: DeviceTree, { root }: OutputTree): void {
  if (tree instanceof PlainTree) return; // Its values are bytes: what refers to what stands in the fixups that it has.
  const foreign: [string, string][] = [];
  const local: [Property, readonly number[]][] = [];
  for (const node of tree.nodes()) {
    for (const property of node.properties.values()) {
      const references = property.markers.filter(
        (marker): marker is Reference => marker.kind === 'phandle-reference',
      );
      if (references.length === 0) continue;
      for (const { target, offset, node: found } of references) {
        if (found === undefined) foreign.push([target, `${node.path}:${property.name}:${offset}`]);
      }
      const offsets = references.filter(({ node: found }) => found !== undefined).map(({ offset }) => offset);
      if (offsets.length > 0) local.push([property, offsets]);
    }
  }
  if (foreign.length > 0) writeForeign(root.childNamed('__fixups__'), foreign);
  if (local.length > 0) writeLocal(root.childNamed('__local_fixups__'), local);
}

function writeForeign(list: OutputNode, fixups: readonly (readonly [label: string, where: string])[]): void {
  const byLabel = new Map<string, Set<string>>();
  for (const [label, where] of fixups) {
    const known = byLabel.get(label);
    if (known === undefined) byLabel.set(label, new Set([where]));
    else known.add(where);
  }
  for (const [label, places] of byLabel) {
    const before = list.property(label)?.value ?? new Uint8Array();
    const present = new Set(new TextDecoder().decode(before).split('\0'));
    const added = [...places].filter((place) => !present.has(place)).map((place) => `${place}\0`);
    list.set(label, joined(before, encoder.encode(added.join(''))));
  }
}

function writeLocal(mirror: OutputNode, fixups: readonly (readonly [Property, readonly number[]])[]): void {
  const mirrors = new Map<Node, OutputNode>();
  const mirrorOf = (node: Node): OutputNode => {
    const missing: Node[] = [];
    let known: Node = node;
    while (known.parent !== undefined && !mirrors.has(known)) {
      missing.push(known);
      known = known.parent;
    }
    let found = mirrors.get(known) ?? mirror;
    for (const each of missing.reverse()) {
      found = found.childNamed(each.name);
      mirrors.set(each, found);
    }
    return found;
  };
  for (const [{ node, name }, offsets] of fixups) {
    const list = mirrorOf(node);
    const before = list.property(name)?.value ?? new Uint8Array();
    const present = new Set(cellsOf(before));
    list.set(name, joined(before, cells(offsets.filter((offset) => !present.has(offset)))));
  }
}

function cellsOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length >> 2 }, (_, index) => view.getUint32(index * 4));
}

function cells(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  for (const [index, value] of values.entries()) view.setUint32(index * 4, value);
  return new Uint8Array(view.buffer);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
