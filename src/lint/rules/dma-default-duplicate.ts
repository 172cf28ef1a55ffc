import { defaultRedefined } from '../../kernel/hooks/coherent.ts';
import { isSharedPool } from '../pools.ts';
import { reachesHook } from '../region-fate.ts';
import { defineRule, type Rule } from '../rule.ts';

const name = 'linux,dma-default';

/**
 * One pool at most is that of all devices.
 *
 * Kernel: rmem_dma_setup() (spec 01 §7.1, 08 E10).
 */
export const dmaDefaultDuplicate: Rule = defineRule({
  id: 'dma-default-duplicate',
  severity: 'warning',
  preset: 'recommended',
  requires: ['cells'],
  about: 'regions',
  summary: 'Only one pool may have linux,dma-default.',
  messages: {
    second: {
      text: '{path} has linux,dma-default, and so has {other}: one of them becomes the pool of all devices.',
      note: 'The pool that is set up last wins.',
      help: 'Keep linux,dma-default on one of the two.',
    },
  },
  evidence: [],

  check({ board, report }) {
    const { arch, profile, behaviours } = board;
    const marked = board.regions.filter(
      (region) => region.dmaDefault && isSharedPool(region) && !region.reusable,
    );
    const [first, ...others] = marked;
    if (first === undefined) return;

    const heeds = arch === 'arm' && behaviours.dmaDefault === 'arm' && profile !== undefined;
    for (const region of others) {
      const isTold = heeds && marked.every((one) => one.noMap && reachesHook(board, one));
      report({
        message: 'second',
        data: { path: region.path, other: first.path },
        node: region.node,
        place: (region.node.property(name) ?? region.node).place,
        related: [
          { message: `${first.path} has it, too`, place: (first.node.property(name) ?? first.node).place },
        ],
        note: isTold ? defaultRedefined : undefined,
      });
    }
  },
});
