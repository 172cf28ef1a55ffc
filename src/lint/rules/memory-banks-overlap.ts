import type { Bank } from '../../memory/model.ts';
import { hex, hexBytes } from '../../memory/quantity.ts';
import { endOf, overlapBytes } from '../../memory/ranges.ts';
import { overlappingPairs } from '../overlapping-pairs.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * Two banks of memory may not share bytes: one of them says what the other takes back.
 *
 * Kernel: memblock_add() merges them without a word, so the larger one counts (spec 02).
 */
export const memoryBanksOverlap: Rule = defineRule({
  id: 'memory-banks-overlap',
  severity: 'error',
  preset: 'recommended',
  requires: ['memory-map'],
  summary: 'Banks of memory must not share bytes.',
  messages: {
    overlap: {
      text: 'The bank {low} of {lowPath} and the bank {high} of {highPath} share {bytes}.',
      note: 'Linux takes the union of both for RAM: {union}. It prints nothing.',
    },
    same: {
      text: 'The bank {low} of {lowPath} stands a second time in {highPath}.',
      note: 'Linux merges the two and prints nothing.',
      help: 'Remove one of them.',
    },
  },
  evidence: [],

  check({ board, report }) {
    const banks = [...board.model.banks].sort(byAddress);
    for (const [low, high] of overlappingPairs(banks)) {
      const same = low.base === high.base && low.size === high.size;
      const end = endOf(low) > endOf(high) ? endOf(low) : endOf(high);
      const [later, earlier] = lastWrite(low) > lastWrite(high) ? [low, high] : [high, low];
      report({
        message: same ? 'same' : 'overlap',
        severity: same ? 'warning' : 'error',
        data: {
          low: rangeText(low),
          lowPath: low.node.path,
          high: rangeText(high),
          highPath: high.node.path,
          bytes: hexBytes(overlapBytes(low, high)),
          union: rangeText({ base: low.base, size: end - low.base }),
        },
        node: later.node,
        place: later.place,
        related: [{ message: `the other bank, of ${earlier.node.path}`, place: earlier.place }],
        help: same ? undefined : remedy(low, high),
      });
    }
  },
});

function byAddress(a: Bank, b: Bank): number {
  return a.base === b.base ? 0 : a.base < b.base ? -1 : 1;
}

function lastWrite({ node }: Bank): number {
  return node.property('reg')?.writes.at(-1)?.statement ?? -1;
}

function remedy(low: Bank, high: Bank): string {
  if (low.node !== high.node) {
    return `Write the memory that is there in ${low.node.path} alone: a node of another name (${high.node.name}) adds to it and does not replace it.`;
  }
  const room = high.base - low.base;
  return room > 0n && endOf(high) > endOf(low)
    ? `Let the first bank end where the second begins: size ${hex(room)}.`
    : 'Remove the bank that lies in the other.';
}
