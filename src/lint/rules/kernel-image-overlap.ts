import { placementMessages, reportPlacementOverlaps } from '../placement-overlap.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * No region covers the kernel itself. Where it is loaded is no matter of the tree: without `--kernel-image` nothing is said.
 *
 * Kernel: its image is reserved before regions are (arm64_memblock_init(), spec 01 §1).
 */
export const kernelImageOverlap: Rule = defineRule({
  id: 'kernel-image-overlap',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells', 'kernel-image'],
  summary: 'No region may cover the place that the kernel is loaded to.',
  messages: placementMessages,
  evidence: [12, 13],

  check(context) {
    reportPlacementOverlaps(context, context.board.kernelImage, 'the kernel image');
  },
});
