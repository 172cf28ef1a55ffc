import type { Node } from '../../devicetree/tree.ts';
import { roundDown } from '../../kernel/memblock.ts';
import { translateAddress } from '../../memory/address-translation.ts';
import { busCells, entryLength, readNumber } from '../../memory/cells.ts';
import type { AddressRange } from '../../memory/model.ts';
import { hexBytes } from '../../memory/quantity.ts';
import { overlapBytes } from '../../memory/ranges.ts';
import { isReachable } from '../../memory/status.ts';
import type { BoardFacts } from '../board-facts.ts';
import { entryPlace } from '../entry-place.ts';
import { memoryWriter } from '../loader-memory.ts';
import { rangeText } from '../range-text.ts';
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

    const writer = memoryWriter(board);
    const registers = registersOf(board);
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

/** A bank that covers more is wrong by then. */
const mostDevices = 256;

interface Registers extends AddressRange {
  readonly node: Node;
}

/** Devices whose registers are beyond doubt: they are clocked or interrupt, and no driver of theirs keeps its buffers in RAM. */
function registersOf(board: BoardFacts): readonly Registers[] {
  const found: Registers[] = [];
  for (const node of board.model.tree.nodes()) {
    if (found.length === mostDevices) break;
    if (!mayBeDevice(node) || !isReachable(node)) continue;
    const range = firstRange(node);
    if (range !== undefined && board.ramBytes(range) > 0n) found.push({ ...range, node });
  }
  return found;
}

function mayBeDevice(node: Node): boolean {
  const hasSign = node.property('interrupts') ?? node.property('interrupts-extended');
  return (
    hasSign !== undefined &&
    node.property('compatible') !== undefined &&
    node.property('memory-region') === undefined &&
    node.property('device_type') === undefined
  );
}

/** Whether it is /reserved-memory, stands below it, or below a node that is called nearly so. */
function isReserved(node: Node): boolean {
  let top = node;
  while (top.parent?.parent !== undefined) top = top.parent;
  return top.name.startsWith('reserved-memory');
}

function firstRange(node: Node): AddressRange | undefined {
  const bus = node.parent;
  const reg = node.property('reg')?.value;
  if (bus === undefined || reg === undefined || isReserved(bus)) return undefined;
  const cells = busCells(bus);
  if (cells.size === 0 || reg.length < entryLength(cells)) return undefined;

  const written = readNumber(reg, 0, cells.address);
  // Some bindings write an offset within the parent's registers, which no bus translates.
  if (node.unitAddress !== undefined && node.unitAddress !== written.toString(16)) return undefined;
  const base = translateAddress(node, written);
  return base === undefined ? undefined : { base, size: readNumber(reg, cells.address * 4, cells.size) };
}
