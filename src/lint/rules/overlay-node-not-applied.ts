import type { Node } from '../../devicetree/tree.ts';
import { fixOf } from '../fixes.ts';
import { defineRule, type Rule } from '../rule.ts';

/** What dtc and the boot loader keep beside the fragments. */
const ownNodes: ReadonlySet<string> = new Set(['__symbols__', '__fixups__', '__local_fixups__']);

/**
 * An overlay is its fragments: what stands under its own root is added to no tree.
 *
 * libfdt, fdt_overlay_apply(); drivers/of/overlay.c, init_overlay_changeset().
 */
export const overlayNodeNotApplied: Rule = defineRule({
  id: 'overlay-node-not-applied',
  severity: 'error',
  preset: 'recommended',
  requires: [],
  summary: 'The nodes of an overlay must stand in fragments.',
  messages: {
    root: {
      text: '{path} stands under the root of an overlay, in no fragment: it is never applied.',
      note: 'Boot loaders, fdtoverlay and Linux pass over it, and print nothing.',
      help: 'Write it into a block of its target (&label, or a path in braces behind &), not into the root of the overlay.',
    },
  },
  evidence: [62],

  check({ board, report }) {
    const { root, plugin } = board.model.tree;
    if (!plugin) return;

    for (const node of root.children.values()) {
      if (ownNodes.has(node.name) || node.child('__overlay__') !== undefined) continue;
      const block = blockOf(root, node);
      report({
        message: 'root',
        data: { path: node.path },
        node,
        place: node.place,
        related: block === undefined ? [] : [{ message: 'the block that is not applied', place: block }],
        fix: fixOf('Write &{/}', block === undefined ? [] : [{ place: block, text: '&{/}' }], false),
      });
    }
  },
});

/** The `/` of the statement that first wrote the node. */
function blockOf(root: Node, node: Node) {
  const statement = node.writes[0]?.statement;
  const place = root.writes.find((write) => write.statement === statement)?.place;
  return place !== undefined && place.file.text.slice(place.start, place.end) === '/' ? place : undefined;
}
