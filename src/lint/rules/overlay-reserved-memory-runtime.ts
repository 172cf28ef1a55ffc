import type { Node } from '../../devicetree/tree.ts';
import type { BoardFacts } from '../board-facts.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * Linux reserves memory while it boots. A region that an overlay adds to the running kernel is a node and nothing more.
 *
 * Kernel: early_init_fdt_scan_reserved_mem() is __init; of_overlay_fdt_apply() asks no one about memory.
 */
export const overlayReservedMemoryRuntime: Rule = defineRule({
  id: 'overlay-reserved-memory-runtime',
  severity: 'warning',
  preset: 'recommended',
  requires: [],
  summary: 'An overlay for the running kernel must not add regions.',
  messages: {
    late: {
      text: 'The overlay adds the region {name} to /reserved-memory, and is applied while Linux runs{why}.',
      note: 'Linux reserves nothing for it; a device that names it fails with -EINVAL.',
      help: 'Put the region into the tree that Linux boots with, or let the boot loader apply the overlay.',
    },
  },
  evidence: [88],

  check({ board, report }) {
    const { tree } = board.model;
    const programmer = tree.plugin ? fpgaFragment(tree.root) : undefined;
    if (!tree.plugin || (programmer === undefined && !board.isRuntimeOverlay)) return;

    for (const node of addedRegions(board)) {
      report({
        message: 'late',
        data: {
          name: node.name,
          why: programmer === undefined ? '' : ', with the bitstream of an FPGA',
        },
        node,
        place: node.place,
        related:
          programmer === undefined
            ? []
            : [
                {
                  message: 'firmware-name makes the kernel load a bitstream',
                  place: programmer.property('firmware-name')?.place ?? programmer.place,
                },
              ],
      });
    }
  },
});

/** The change to an fpga-region (drivers/fpga/of-fpga-region.c), which only a running kernel makes. */
function fpgaFragment(root: Node): Node | undefined {
  for (const fragment of root.children.values()) {
    const overlay = fragment.child('__overlay__');
    if (overlay?.property('firmware-name') !== undefined && isFpgaRegion(fragment, overlay)) return overlay;
  }
  return undefined;
}

/** By its target's name, or by the properties that only such a change has. */
function isFpgaRegion(fragment: Node, overlay: Node): boolean {
  const target = fragment.property('target')?.markers.find(({ kind }) => kind === 'phandle-reference');
  const named = target !== undefined && 'target' in target && /^fpga|fpga_(full|region)/.test(target.target);
  const byPath = fragment.property('target-path')?.asString()?.includes('fpga') === true;
  return named || byPath || overlay.property('fpga-bridges') !== undefined;
}

/** Children of what becomes /reserved-memory. */
function addedRegions({ model }: BoardFacts): readonly Node[] {
  return [...model.tree.root.children.values()].flatMap((fragment) => {
    const overlay = fragment.child('__overlay__');
    if (overlay === undefined) return [];
    const holder = isReservedMemory(fragment) ? overlay : overlay.child('reserved-memory');
    return holder === undefined ? [] : [...holder.children.values()];
  });
}

function isReservedMemory(fragment: Node): boolean {
  if (fragment.property('target-path')?.asString() === '/reserved-memory') return true;
  const target = fragment.property('target')?.markers.find(({ kind }) => kind === 'phandle-reference');
  return target !== undefined && 'target' in target && /^reserved_?mem(ory)?$/.test(target.target);
}
