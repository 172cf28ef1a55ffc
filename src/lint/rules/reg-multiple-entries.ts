import { hexBytes } from '../../memory/quantity.ts';
import { entryPlace } from '../entry-place.ts';
import { isMalformed } from '../is-malformed.ts';
import { extraEntriesLine } from '../kernel-lines.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * A region has one base and one size. Linux gives devices the first entry only; from 7.2 on it does not even reserve the others.
 *
 * Kernel: __reserved_mem_reserve_reg() (spec 01 §4.3, 09 row 10).
 */
export const regMultipleEntries: Rule = defineRule({
  id: 'reg-multiple-entries',
  severity: 'warning',
  preset: 'recommended',
  requires: ['cells'],
  about: 'regions',
  summary: "A region's reg must be one base and one size.",
  messages: {
    unused: {
      text: 'reg of {path} has {count} entries, and devices get the first ({first}): {rest} are kept for nobody.',
      help: 'Write a node for each range.',
    },
    lost: {
      text: 'reg of {path} has {count} entries, and Linux reserves the first only ({first}): {rest} are not kept.',
      help: 'Write a node for each range.',
    },
  },
  evidence: [],

  check({ board, report }) {
    const isLost = board.behaviours.extraEntries === 'ignored';
    for (const region of board.regions) {
      const reg = region.node.property('reg');
      const [first, ...others] = region.reg;
      if (reg === undefined || first === undefined || others.length === 0 || isMalformed(region, 'reg'))
        continue;

      report({
        message: isLost ? 'lost' : 'unused',
        severity: isLost ? 'error' : 'warning',
        data: {
          path: region.path,
          count: region.reg.length,
          first: rangeText(first),
          rest: hexBytes(others.reduce((sum, { size }) => sum + size, 0n)),
        },
        node: region.node,
        place: entryPlace(reg, board.model.rootCells, 1),
        note:
          extraEntriesLine(board, region) ??
          'Linux prints nothing; from 7.2 on it does not reserve the others at all.',
      });
    }
  },
});
