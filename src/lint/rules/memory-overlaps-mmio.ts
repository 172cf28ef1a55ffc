import { roundDown } from '../../kernel/memblock.ts';
import { hexBytes } from '../../memory/quantity.ts';
import { overlapBytes } from '../../memory/ranges.ts';
import { entryPlace } from '../entry-place.ts';
import { memoryWriter } from '../loader-memory.ts';
import { rangeText } from '../range-text.ts';
import { type Registers, registersInRam } from '../registers-in-ram.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * Registers of devices are no memory: a bank that covers them hands them to the page allocator.
 *
 * Kernel: memblock_add() takes the bank as it is; ioremap() of such a range is refused (arm, arm64: pfn_is_map_memory()).
 */
export const memoryOverlapsMmio: Rule = defineRule({
  id: 'memory-overlaps-mmio',
  severity: 'error',
  preset: 'recommended',
  requires: ['memory-map'],
  summary: 'Banks of memory must not cover the registers of devices.',
  messages: {
    covered: {
      text: 'Bank {index} of {memory} ({bank}) covers {bytes} of the registers of {count} {devices}, {device} ({range}) first.',
      note: 'Linux takes the bank for RAM, and prints nothing; its drivers cannot map the registers.',
      help: 'End the bank at {end}, and begin another behind the devices.',
    },
  },
  evidence: [68],

  check({ board, report }) {
    const { banks, rootCells } = board.model;
    // Memory that the user tells takes the place of the banks.
    if (banks.length === 0 || board.memoryGiven) return;

    const registers = registersInRam(board);
    if (registers.length === 0) return;
    const writer = memoryWriter(board);
    for (const bank of banks) {
      const covered = registers.filter((one) => overlapBytes(one, bank) > 0n);
      const first = covered.reduce<Registers | undefined>(
        (low, one) => (low === undefined || one.base < low.base ? one : low),
        undefined,
      );
      if (first === undefined) continue;

      const reg = bank.node.property('linux,usable-memory') ?? bank.node.property('reg');
      report({
        message: 'covered',
        data: {
          index: bank.index,
          memory: bank.node.path,
          bank: rangeText(bank),
          bytes: hexBytes(covered.reduce((sum, one) => sum + overlapBytes(one, bank), 0n)),
          count: covered.length,
          devices: covered.length === 1 ? 'device' : 'devices',
          device: first.node.path,
          range: rangeText(first),
          end: roundDown(first.base, mebibyte),
        },
        node: bank.node,
        severity: writer === undefined ? undefined : 'warning',
        note:
          writer === undefined
            ? undefined
            : `Usually ${writer} writes the memory node anew; a kernel that gets it as it stands takes registers for RAM.`,
        place: reg === undefined ? bank.place : entryPlace(reg, rootCells, bank.index),
        related: covered.slice(0, 4).map(({ node }) => ({
          message: `${node.name} has its registers here`,
          place: node.property('reg')?.place ?? node.place,
        })),
      });
    }
  },
});

/** Registers of one chip begin at a round address. */
const mebibyte = 1n << 20n;
