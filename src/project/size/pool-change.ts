import type { DeviceTree, Node } from '../../devicetree/tree.ts';
import { printValue } from '../../fdt/print-value.ts';
import type { Cells, Region } from '../../memory/model.ts';
import { hex } from '../../memory/quantity.ts';
import type { RegionChange } from './resize-board.ts';

/**
 * Device-tree source that gives a region another size, to be put behind all that the board includes: `&label { … };`, or the node by its path.
 * A static region that moves gets the name that its address asks for, so that the old node goes and a new one comes with its labels; not
 * one that the board refers to by its path, or that has subnodes.
 */
export function regionSource(region: Region, change: RegionChange, cells: Cells, tree: DeviceTree): string {
  const { node } = region;
  const isStatic = region.kind === 'static';
  const moves = isStatic && change.base !== undefined && change.base !== region.reg[0]?.base;
  const isFixed = moves && isBoundToItsName(node, tree);
  if (moves && node.unitAddress !== undefined && !isFixed) return movedNode(region, change, cells);

  const [label] = node.labels;
  const why = isFixed ? ['/* The name stays: a path leads to it, or to what is below it. */'] : [];
  const lines = [...why, ...changedLines(region, change, cells)];
  if (label !== undefined) return block(`&${label.name} {`, lines);
  return block('/ {', block('reserved-memory {', block(`${node.name} {`, lines).split('\n')).split('\n'));
}

/** Whether it cannot be deleted and written anew: a path that names it would lead nowhere. */
function isBoundToItsName(node: Node, tree: DeviceTree): boolean {
  if (node.children.size > 0) return true;
  for (const { properties } of tree.nodes())
    for (const { markers } of properties.values())
      if (markers.some((one) => 'target' in one && one.node === node && one.target.startsWith('/')))
        return true;
  const aliases = tree.root.child('aliases')?.properties.values() ?? [];
  return [...aliases].some((alias) => alias.markers.length === 0 && alias.asString() === node.path);
}

function changedLines(region: Region, change: RegionChange, cells: Cells): readonly string[] {
  if (region.kind === 'static') return [`reg = ${regText(region, change, cells)};`];
  const lines = [`size = <${numbers(change.size, cells.size)}>;`];
  if (change.alignment !== undefined)
    lines.push(`alignment = <${numbers(change.alignment, cells.address)}>;`);
  return lines;
}

/** All entries: those behind the first stay. */
function regText({ reg }: Region, { base, size }: RegionChange, cells: Cells): string {
  return reg
    .map((entry, index) => {
      const first = index === 0 ? (base ?? entry.base) : entry.base;
      const second = index === 0 ? size : entry.size;
      return `<${numbers(first, cells.address)} ${numbers(second, cells.size)}>`;
    })
    .join(', ');
}

function movedNode(region: Region, change: RegionChange, cells: Cells): string {
  const { node } = region;
  const labels = node.labels.map(({ name }) => `${name}: `).join('');
  const name = `${node.baseName}@${(change.base ?? 0n).toString(16)}`;
  const body = block(`${labels}${name} {`, wholeNode(region, change, cells));
  const [label] = node.labels;
  const inside =
    label === undefined ? [`/delete-node/ ${node.name};`, '', ...body.split('\n')] : body.split('\n');
  const made = block('/ {', block('reserved-memory {', inside).split('\n'));
  return label === undefined ? made : `/delete-node/ &${label.name};\n\n${made}`;
}

/** Every property, the changed ones changed. A number that names the node in a blob stays its number. */
function wholeNode(region: Region, change: RegionChange, cells: Cells): readonly string[] {
  return [...properties(region.node)].map(([name, value]) => {
    if (name === 'reg') return `reg = ${regText(region, change, cells)};`;
    return value === '' ? `${name};` : `${name} = ${value};`;
  });
}

function* properties(node: Node): Iterable<readonly [name: string, value: string]> {
  for (const { name, value, writes, markers } of node.properties.values()) {
    // The compiler gives a phandle to what has a label and is referred to.
    if ((name === 'phandle' || name === 'linux,phandle') && node.labels.length > 0 && writes.length === 0)
      continue;
    const references = new Map<number, string>();
    for (const marker of markers)
      if (marker.kind === 'phandle-reference')
        references.set(marker.offset, `&${referenceText(marker.target)}`);
    yield [name, printValue(value, references)];
  }
}

/** A label, or a path in braces. */
function referenceText(target: string): string {
  return target.startsWith('/') ? `{${target}}` : target;
}

/** Cells, most significant first. */
function numbers(value: bigint, cells: number): string {
  const words = Array.from({ length: cells }, (_, cell) => {
    const shift = 32n * BigInt(cells - 1 - cell);
    return hex((value >> shift) & 0xffff_ffffn);
  });
  return words.join(' ');
}

function block(head: string, lines: readonly string[]): string {
  return [head, ...lines.map((line) => (line === '' ? '' : `\t${line}`)), '};'].join('\n');
}
