import type { Node } from '../devicetree/tree.ts';
import type { OutputNode, OutputTree } from './output-tree.ts';

/** How a phandle that no source wrote is written: dtc's `-H`. */
export type PhandleFormat = 'epapr' | 'legacy' | 'both';

const propertiesOf: Readonly<Record<PhandleFormat, readonly string[]>> = {
  epapr: ['phandle'],
  legacy: ['linux,phandle'],
  both: ['linux,phandle', 'phandle'],
};

/** Writes the phandles that were numbered as the format says; those of the sources stay as they are (dtc's get_node_phandle). */
export function formatPhandles(tree: OutputTree, format: PhandleFormat): void {
  if (format === 'epapr') return;
  for (const node of tree.nodes()) {
    if (node.phandle === undefined || !(isGenerated(node) || asksForNumber(node))) continue;
    const output = tree.toChange(node);
    if (isGenerated(node)) output.remove('phandle');
    addPhandle(output, node.phandle, format);
  }
}

/** Puts the properties of a phandle behind the others, each unless it is there. */
export function addPhandle(output: OutputNode, phandle: number, format: PhandleFormat): void {
  for (const name of propertiesOf[format]) {
    if (output.property(name) === undefined) output.set(name, cell(phandle));
  }
}

function isGenerated(node: Node): boolean {
  return node.property('phandle')?.writes.length === 0;
}

/** `phandle = <&itself>`. */
function asksForNumber(node: Node): boolean {
  return ['phandle', 'linux,phandle'].some((name) => (node.property(name)?.markers.length ?? 0) > 0);
}

function cell(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}
