import type { Property } from '../../devicetree/tree.ts';
import { readCell } from '../../memory/cells.ts';
import type { Region } from '../../memory/model.ts';
import { hexBytes } from '../../memory/quantity.ts';
import { defineRule, type Rule } from '../rule.ts';

const parts = ['record-size', 'console-size', 'ftrace-size', 'pmsg-size'] as const;

/**
 * The parts of a ramoops region fit it, and are powers of two.
 *
 * Kernel: ramoops_probe() (fs/pstore/ram.c) rounds each part down to one, gives console, ftrace and pmsg theirs, and the rest to
 * records.
 */
export const ramoopsGeometry: Rule = defineRule({
  id: 'ramoops-geometry',
  severity: 'warning',
  preset: 'recommended',
  requires: ['cells'],
  about: 'regions',
  summary: 'The parts of a ramoops region must fit it, and be powers of two.',
  messages: {
    none: {
      text: '{path} has none of record-size, console-size, ftrace-size and pmsg-size.',
      note: 'ramoops prints "The memory size and the record/console size must be non-zero", and keeps nothing.',
      help: 'Add record-size = <0x20000>, or console-size.',
    },
    sum: {
      text: '{path} has {size}, and console, ftrace and pmsg ask for {wanted}.',
      note: 'ramoops prints "no room for" the part that does not fit, and its probe fails.',
      help: 'Make the parts smaller, or the region {room}.',
    },
    records: {
      text: '{path} has {size}, of which console, ftrace and pmsg leave {rest}: no room for one record of {record}.',
      note: '{consequence}',
      help: 'Make the parts smaller, or the region {room}.',
    },
    rounded: {
      text: '{property} of {path} is {size}, no power of two: Linux uses {used} of it.',
      note: 'ramoops rounds it down and prints nothing.',
      help: 'Write {used}, or the next power of two, {next}.',
    },
  },
  evidence: [],

  check({ board, report }) {
    for (const region of board.regions.filter(isRamoops)) {
      const { node, path } = region;
      const found = parts
        .flatMap((name) => node.property(name) ?? [])
        .filter(({ value }) => value.length === 4);
      const total = region.reg[0]?.size;
      const used = (name: string): bigint => {
        const part = found.find((one) => one.name === name);
        return part === undefined ? 0n : powerBelow(sizeOf(part));
      };
      if (found.every((part) => sizeOf(part) === 0n)) {
        report({ message: 'none', data: { path }, node, place: node.place });
        continue;
      }
      for (const part of found) {
        const size = sizeOf(part);
        const kept = powerBelow(size);
        if (kept === size) continue;
        report({
          message: 'rounded',
          data: {
            property: part.name,
            path,
            size: hexBytes(size),
            used: hexBytes(kept),
            next: hexBytes(kept * 2n),
          },
          node,
          place: part.placeOfByte(0),
        });
      }

      if (total === undefined || total === 0n) continue;
      const record = used('record-size');
      const wanted = used('console-size') + used('ftrace-size') + used('pmsg-size');
      const rest = total - wanted;
      const about = {
        node,
        place: region.reg[0]?.sizePlace ?? node.place,
        related: found.map((part) => ({ message: `${part.name} is set here`, place: part.place })),
      };
      const data = { path, size: hexBytes(total), room: hexBytes(wanted + record) };
      if (rest < 0n) report({ message: 'sum', data: { ...data, wanted: hexBytes(wanted) }, ...about });
      else if (rest < record) {
        const consequence = rest === 0n ? noRecords : noProbe;
        const shown = rest === 0n ? 'nothing' : hexBytes(rest);
        report({
          message: 'records',
          data: { ...data, rest: shown, record: hexBytes(record), consequence },
          ...about,
        });
      }
    }
  },
});

const noRecords = 'ramoops keeps no dump of an oops, and prints nothing about it.';
const noProbe = 'ramoops prints "record count == 0", and its probe fails.';

function isRamoops({ compatible }: Region): boolean {
  return compatible.includes('ramoops');
}

function sizeOf(part: Property): bigint {
  return BigInt(readCell(part.value, 0));
}

/** rounddown_pow_of_two(); 0 stays. */
function powerBelow(size: bigint): bigint {
  return size === 0n ? 0n : 1n << BigInt(size.toString(2).length - 1);
}
