import type { Property } from '../../devicetree/tree.ts';
import type { Region } from '../../memory/model.ts';
import { hexBytes } from '../../memory/quantity.ts';
import { containsRange } from '../../memory/ranges.ts';
import { fixOf, removalEdits } from '../fixes.ts';
import { rangeText } from '../range-text.ts';
import { placeSource } from '../region-fate.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * A region says where it lies, or asks for a place. Of one that does both Linux takes `reg`, and passes over `size` and
 * `alloc-ranges`.
 *
 * Kernel: __fdt_scan_reserved_mem() asks for `size` only where `reg` gave nothing (spec 01 §4.2, 08 B2).
 */
export const regAndSize: Rule = defineRule({
  id: 'reg-and-size',
  severity: 'warning',
  preset: 'recommended',
  requires: ['cells'],
  about: 'regions',
  summary: 'A region must have reg, or size and alloc-ranges, not both.',
  messages: {
    differs: {
      text: '{path} has reg ({range}), and {names} that {say} otherwise.',
      help: 'Remove {names}, or remove reg if Linux is to choose the place.',
    },
    same: {
      text: '{path} has reg ({range}), and {names} that {say} the same.',
      help: 'Remove {names}.',
    },
  },
  evidence: [15],

  check({ board, report }) {
    for (const region of board.regions) {
      const [first] = region.reg;
      if (first === undefined) continue;
      const others = otherProperties(region);
      const [other] = others;
      if (other === undefined || placeSource(board, region) !== 'reg') continue;

      const same = agrees(region);
      report({
        message: same ? 'same' : 'differs',
        severity: same ? 'info' : 'warning',
        data: {
          path: region.path,
          range: rangeText(first),
          names: others.map(({ name }) => name).join(' and '),
          say: others.length === 1 ? 'says' : 'say',
        },
        node: region.node,
        place: other.place,
        related: [{ message: 'its reg', place: first.place }],
        note: `Linux uses reg (${hexBytes(first.size)}), and prints nothing of the rest.`,
        fix: same
          ? fixOf(
              `Remove ${others.map(({ name }) => name).join(' and ')}`,
              others.flatMap(removalEdits),
              true,
            )
          : undefined,
      });
    }
  },
});

/** An `alignment` beside `reg` does no harm, and many boards have one. */
function otherProperties({ node }: Region): readonly Property[] {
  return ['size', 'alloc-ranges'].flatMap((name) => node.property(name) ?? []);
}

function agrees({ reg: [first], size, allocRanges, node }: Region): boolean {
  if (first === undefined) return false;
  const sameSize = node.property('size') === undefined || size === first.size;
  const inRanges =
    node.property('alloc-ranges') === undefined || allocRanges.some((range) => containsRange(range, first));
  return sameSize && inRanges;
}
