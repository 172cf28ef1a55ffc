import type { Property } from '../../devicetree/tree.ts';
import type { Bank, MemoryNode } from '../../memory/model.ts';
import { hex, hexBytes } from '../../memory/quantity.ts';
import { endOf, mergeRanges, overlapBytes } from '../../memory/ranges.ts';
import type { Place } from '../../source/place.ts';
import type { BoardFacts } from '../board-facts.ts';
import { entryPlace } from '../entry-place.ts';
import { overlappingPairs } from '../overlapping-pairs.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';
import { lastWrite } from '../written-places.ts';

/**
 * Two banks of memory may not share bytes: one of them says what the other takes back.
 *
 * Kernel: memblock_add() merges them without a word, so the larger one counts; a node without `device_type` is no memory to
 * it, whatever its name (spec 01 §2).
 */
export const memoryBanksOverlap: Rule = defineRule({
  id: 'memory-banks-overlap',
  severity: 'error',
  preset: 'recommended',
  requires: [],
  summary: 'Banks of memory must not share bytes.',
  messages: {
    overlap: {
      text: 'Bank {lowIndex} of {lowPath} ({low}) and bank {highIndex} of {highPath} ({high}) share {bytes}.',
      note: 'Linux takes both together for RAM ({union}), and prints nothing.',
    },
    same: {
      text: 'Bank {lowIndex} of {lowPath} ({low}) stands a second time as bank {highIndex} of {highPath}.',
      note: 'Linux merges the two, and prints nothing.',
      help: 'Remove one of them.',
    },
  },
  evidence: [],

  check({ board, report }) {
    const banks = writtenBanks(board);
    if (banks.length < 2) return;
    for (const [low, high] of overlappingPairs(banks.map(({ bank }) => bank))) {
      const same = low.base === high.base && low.size === high.size;
      const [union] = mergeRanges([low, high]);
      const [later, earlier] = lastStatement(low) > lastStatement(high) ? [low, high] : [high, low];
      const unread = banks.find(
        ({ bank, memory }) => !memory.deviceTypeIsMemory && (bank === low || bank === high),
      );
      report({
        message: same ? 'same' : 'overlap',
        severity: same ? 'warning' : 'error',
        data: {
          lowIndex: low.index,
          highIndex: high.index,
          low: rangeText(low),
          lowPath: low.node.path,
          high: rangeText(high),
          highPath: high.node.path,
          bytes: hexBytes(overlapBytes(low, high)),
          union: rangeText(union ?? low),
        },
        node: later.node,
        place: placeOf(board, later),
        related: [
          { message: `bank ${earlier.index} of ${earlier.node.name}`, place: placeOf(board, earlier) },
        ],
        note:
          unread === undefined
            ? undefined
            : `Linux takes no notice of ${unread.bank.node.path}: it has no device_type = "memory".`,
        help: same ? undefined : remedy(low, high),
      });
    }
  },
});

/** What the root's enabled children call memory, by device type or by name, in address order. */
function writtenBanks({
  model,
}: BoardFacts): readonly { readonly bank: Bank; readonly memory: MemoryNode }[] {
  return model.memoryNodes
    .filter(({ node, available }) => available && node.parent?.parent === undefined)
    .flatMap((memory) => memory.banks.map((bank) => ({ bank, memory })))
    .filter(({ bank }) => bank.size !== 0n)
    .sort((a, b) => (a.bank.base === b.bank.base ? 0 : a.bank.base < b.bank.base ? -1 : 1));
}

function propertyOf({ node }: Bank): Property | undefined {
  return node.property('linux,usable-memory') ?? node.property('reg');
}

function placeOf({ model }: BoardFacts, bank: Bank): Place {
  const property = propertyOf(bank);
  return property === undefined ? bank.place : entryPlace(property, model.rootCells, bank.index);
}

function lastStatement(bank: Bank): number {
  return lastWrite(propertyOf(bank))?.statement ?? -1;
}

function remedy(low: Bank, high: Bank): string {
  if (low.node !== high.node) {
    return `Write the memory in one node: ${high.node.path} does not replace ${low.node.path}, since their names differ.`;
  }
  const room = high.base - low.base;
  return room > 0n && endOf(high) > endOf(low)
    ? `Let the first bank end where the second begins: size ${hexBytes(room)}, from ${hex(low.base)}.`
    : 'Remove the bank that lies in the other.';
}
