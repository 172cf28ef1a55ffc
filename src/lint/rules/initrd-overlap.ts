import type { BoardFacts } from '../board-facts.ts';
import type { Related } from '../finding.ts';
import { placementMessages, reportPlacementOverlaps } from '../placement-overlap.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * No region covers the initial RAM disk, where /chosen or `--initrd` tells its place.
 *
 * Kernel: reserve_initrd_mem() and its forerunners run before regions are scanned (spec 01 §1).
 */
export const initrdOverlap: Rule = defineRule({
  id: 'initrd-overlap',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells', 'initrd'],
  summary: 'No region may cover the place that the initial RAM disk is loaded to.',
  messages: placementMessages,
  evidence: [16],

  check(context) {
    const { board } = context;
    reportPlacementOverlaps(context, board.initrd, 'the initial RAM disk', chosenPlaces(board));
  },
});

function chosenPlaces({ model }: BoardFacts): readonly Related[] {
  const chosen = model.tree.root.child('chosen');
  return ['linux,initrd-start', 'linux,initrd-end'].flatMap((name) => {
    const property = chosen?.property(name);
    return property === undefined ? [] : [{ message: `${name} of /chosen`, place: property.place }];
  });
}
