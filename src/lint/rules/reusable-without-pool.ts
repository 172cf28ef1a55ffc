import { isSharedPool } from '../pools.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * `reusable` makes a CMA pool of a `shared-dma-pool`, and of nothing else: the memory of another region is simply kept.
 *
 * Kernel: RESERVEDMEM_OF_DECLARE(cma, "shared-dma-pool", rmem_cma_setup) (spec 01 §7.1, 08 B16).
 */
export const reusableWithoutPool: Rule = defineRule({
  id: 'reusable-without-pool',
  severity: 'warning',
  preset: 'recommended',
  requires: ['cells'],
  about: 'regions',
  summary: 'reusable belongs on a shared-dma-pool.',
  messages: {
    kept: {
      text: '{path} is reusable, but {kind}: Linux never gives its pages to others.',
      help: 'Add compatible = "shared-dma-pool" for a CMA pool, or remove reusable.',
    },
  },
  evidence: [],

  check({ board, report }) {
    for (const region of board.regions) {
      const reusable = region.node.property('reusable');
      if (reusable === undefined || region.noMap || isSharedPool(region)) continue;

      const [compatible] = region.compatible;
      report({
        message: 'kept',
        data: {
          path: region.path,
          kind: compatible === undefined ? 'has no compatible' : `its compatible is "${compatible}"`,
        },
        node: region.node,
        place: reusable.place,
        note: 'Linux keeps the memory, and prints nothing but that the region is reusable.',
      });
    }
  },
});
