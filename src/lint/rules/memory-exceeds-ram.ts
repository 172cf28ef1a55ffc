import type { Bank } from '../../memory/model.ts';
import { hexBytes } from '../../memory/quantity.ts';
import { endOf, mergeRanges } from '../../memory/ranges.ts';
import type { BoardFacts } from '../board-facts.ts';
import { entryPlace } from '../entry-place.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * The banks of memory are no more than the RAM that is fitted. Linux believes the tree: it writes to RAM that is not there.
 *
 * Kernel: early_init_dt_scan_memory() adds what it reads (spec 01 §2).
 */
export const memoryExceedsRam: Rule = defineRule({
  id: 'memory-exceeds-ram',
  severity: 'warning',
  preset: 'recommended',
  requires: ['memory-map', 'ram-size'],
  summary: 'The banks of memory must not be more than the RAM that is fitted.',
  messages: {
    more: {
      text: 'The banks of memory are {sum} together, and the board has {fitted}: {rest} too much.',
      note: 'Linux takes all of it for RAM, and prints nothing.',
      help: '{remedy}',
    },
  },
  evidence: [67, 69],

  check({ board, report }) {
    const { ramSize, model } = board;
    const last = model.banks.reduce<Bank | undefined>(
      (highest, bank) => (highest === undefined || endOf(bank) > endOf(highest) ? bank : highest),
      undefined,
    );
    if (ramSize === undefined || last === undefined) return;
    const sum = mergeRanges(model.banks).reduce((bytes, { size }) => bytes + size, 0n);
    if (sum <= ramSize) return;

    const reg = last.node.property('linux,usable-memory') ?? last.node.property('reg');
    const right = last.size - (sum - ramSize);
    report({
      message: 'more',
      data: {
        sum: hexBytes(sum),
        fitted: hexBytes(ramSize),
        rest: hexBytes(sum - ramSize),
        remedy: remedy(last, right),
      },
      node: last.node,
      place: reg === undefined ? last.sizePlace : entryPlace(reg, model.rootCells, last.index),
      related: otherBanks(board, last),
    });
  },
});

function remedy({ index, node }: Bank, right: bigint): string {
  return right > 0n
    ? `Give bank ${index} of ${node.path} the size ${hexBytes(right)}.`
    : `Remove bank ${index} of ${node.path}, and shorten those below it.`;
}

function otherBanks({ model }: BoardFacts, last: Bank) {
  return model.banks
    .filter((bank) => bank !== last)
    .map(({ index, node, place }) => ({ message: `bank ${index} of ${node.name}`, place }));
}
