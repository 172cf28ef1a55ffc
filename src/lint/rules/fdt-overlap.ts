import { placementMessages, reportPlacementOverlaps } from '../placement-overlap.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * No region covers the device-tree blob. Where it is loaded is no matter of the tree: without `--fdt` nothing is said.
 *
 * Kernel: the blob is reserved before regions are (early_init_fdt_reserve_self(), spec 01 §1).
 */
export const fdtOverlap: Rule = defineRule({
  id: 'fdt-overlap',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells', 'fdt'],
  summary: 'No region may cover the place that the device-tree blob is loaded to.',
  messages: placementMessages,
  evidence: [19],

  check(context) {
    reportPlacementOverlaps(context, context.board.fdt, 'the device-tree blob');
  },
});
