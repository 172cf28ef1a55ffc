import type { Problem } from '../source/problem.ts';
import { cellAt, eachLocalFixup } from './overlay-cells.ts';
import type { PlainNode } from './plain-node.ts';
import type { PlainTree } from './plain-tree.ts';

/** No node has this number. */
const none = 0xffff_ffff;
const phandleNames = ['phandle', 'linux,phandle'] as const;

/** The overlay's phandles begin behind the largest of the base (libfdt's overlay_adjust_local_phandles). */
export function renumberPhandles(base: PlainTree, overlay: PlainTree, problems: Problem[]): void {
  let delta = 0;
  for (const phandle of base.byPhandle.keys()) delta = Math.max(delta, phandle);
  for (const node of overlay.nodes()) {
    if (node.isFixups) continue;
    const phandle = phandleOf(node);
    if (phandle === undefined) continue;
    if (phandle + delta >= none) {
      const message = `The phandle of ${node.path} is too large for the base.`;
      problems.push({ severity: 'error', code: 'bad-phandle', message, place: node.place });
      return;
    }
    setPhandle(node, phandle + delta);
  }
  eachLocalFixup(overlay, (property, offset) => {
    property.setCell(offset, (cellAt(property, offset) ?? 0) + delta);
  });
}

function phandleOf(node: PlainNode): number | undefined {
  for (const name of phandleNames) {
    const property = node.property(name);
    if (property?.value.length === 4) return cellAt(property, 0);
  }
  return undefined;
}

function setPhandle(node: PlainNode, phandle: number): void {
  for (const name of phandleNames) {
    const property = node.property(name);
    if (property?.value.length === 4) property.setCell(0, phandle);
  }
  node.phandle = phandle;
}
