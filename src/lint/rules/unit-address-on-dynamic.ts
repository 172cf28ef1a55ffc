import type { Region } from '../../memory/model.ts';
import { hex, hexBytes } from '../../memory/quantity.ts';
import type { BoardFacts } from '../board-facts.ts';
import { bootedRegion } from '../boot-fate.ts';
import { rangeCells } from '../cells-text.ts';
import type { Fix } from '../finding.ts';
import { fixOf } from '../fixes.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * A region that Linux places has no unit address: it would promise a place that nobody keeps.
 *
 * Kernel: the name is not read; __reserved_mem_alloc_size() takes the highest free place (spec 01 §5, 08 B10, D13).
 */
export const unitAddressOnDynamic: Rule = defineRule({
  id: 'unit-address-on-dynamic',
  severity: 'warning',
  preset: 'recommended',
  requires: ['cells'],
  about: 'regions',
  summary: 'A region without reg must have no unit address.',
  messages: {
    address: {
      text: '{path} has a unit address and no reg: Linux places its {size} {where}.',
      note: 'Nothing is printed: the address in the name is not read.',
      help: 'Give it reg = {reg} if it must lie there, else name it {name}.',
    },
  },
  evidence: [58],

  check({ board, report }) {
    for (const region of board.regions) {
      const { node, size } = region;
      const { unitAddress } = node;
      if (region.kind !== 'dynamic' || unitAddress === undefined || size === undefined) continue;

      const isNumber = /^[0-9a-f]{1,16}$/i.test(unitAddress);
      const base = isNumber ? BigInt(`0x${unitAddress}`) : 0n;
      report({
        message: 'address',
        data: {
          path: region.path,
          size: hexBytes(size),
          where: whereabouts(board, region, base),
          reg: rangeCells({ base, size }, board.model.rootCells),
          name: node.baseName,
        },
        node,
        place: node.place,
        related: [{ message: 'the size that Linux places', place: (node.property('size') ?? node).place }],
        fix: renaming(region),
      });
    }
  },
});

function whereabouts(board: BoardFacts, region: Region, wanted: bigint): string {
  const base = bootedRegion(board, region)?.base;
  if (base === undefined) return 'where it likes';
  return base === wanted ? `at ${hex(base)} today, and elsewhere tomorrow` : `at ${hex(base)}`;
}

/** Where the node stands once and nothing else has its short name; not safe, since a path elsewhere may name it. */
function renaming({ node }: Region): Fix | undefined {
  const written = node.writes.filter(({ kind }) => kind !== 'deleted');
  const { place } = node;
  if (written.length !== 1 || node.parent?.child(node.baseName) !== undefined) return undefined;
  return fixOf(`Name the node ${node.baseName}`, [{ place, text: node.baseName }], false);
}
