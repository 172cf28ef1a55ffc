import type { Region } from '../../memory/model.ts';
import type { BoardFacts } from '../board-facts.ts';
import { placeSource } from '../region-fate.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * The kernel's table has room for so many regions: up to 6.1 for all kinds together, from 6.12 on for dynamic ones only.
 *
 * Kernel: MAX_RESERVED_REGIONS (spec 01 §4.5, 08 B17).
 */
export const tooManyRegions: Rule = defineRule({
  id: 'too-many-regions',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells', 'profile', 'memory-map'],
  about: 'regions',
  summary: "There must not be more regions than the kernel's table has entries.",
  messages: {
    lost: {
      text: '{path} is one of {count} {kind} more than the {limit} that Linux {version} has entries for: {fate}.',
      help: 'Join regions that lie side by side, or disable those that nobody uses.',
    },
  },
  evidence: [113],

  check({ board, report }) {
    const { tableLimit, tableSize } = board.behaviours;
    const isAll = tableLimit === 'all-regions';
    const counted = board.regions.filter((region) => {
      const source = placeSource(board, region);
      return isAll ? source !== undefined : source === 'size';
    });
    if (counted.length <= tableSize) return;

    const lost = counted.filter(({ node }) => board.booted?.table.byNode(node) === undefined);
    for (const region of lost) {
      report({
        message: 'lost',
        data: {
          path: region.path,
          count: counted.length - tableSize,
          kind: isAll ? 'regions' : 'dynamic regions',
          limit: tableSize,
          version: board.profile?.version ?? '',
          fate:
            placeSource(board, region) === 'size'
              ? 'it gets no memory'
              : 'its memory is kept, and no device can have it',
        },
        node: region.node,
        place: region.node.place,
        note: printedOf(board, region),
      });
    }
  },
});

/** What the emulated kernel prints where the table is full: the region's name only from 6.12 on. */
function printedOf({ booted, behaviours }: BoardFacts, { name }: Region): string | undefined {
  const isAbout = (text: string): boolean =>
    behaviours.tableLimit === 'all-regions'
      ? text.endsWith(behaviours.tableFullText)
      : text.endsWith(`skip '${name}'`);
  return booted?.log.find(({ text }) => isAbout(text))?.text;
}
