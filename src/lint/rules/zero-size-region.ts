import type { Region } from '../../memory/model.ts';
import { hex } from '../../memory/quantity.ts';
import type { BoardFacts } from '../board-facts.ts';
import { isMalformed } from '../is-malformed.ts';
import { failedReserveLine } from '../kernel-lines.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * An enabled region keeps at least one byte.
 *
 * Kernel: __reserved_mem_reserve_reg() fails an entry of size 0; a `size` of 0 "succeeds" and keeps nothing (spec 01 §4.3, §5.3).
 */
export const zeroSizeRegion: Rule = defineRule({
  id: 'zero-size-region',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells'],
  about: 'regions',
  summary: 'An enabled region must have a size.',
  messages: {
    emptyReg: {
      text: 'reg of {path} is empty: the region keeps nothing.',
      help: 'Write base and size, or disable the node with status = "disabled" if firmware fills it in.',
    },
    zeroReg: {
      text: 'The entry at {base} of {path} has size 0x0 (0 MiB): it keeps nothing.',
      help: 'Write the size, or disable the node with status = "disabled" if firmware fills it in.',
    },
    zeroSize: {
      text: 'size of {path} is 0x0 (0 MiB): the region keeps nothing.',
      note: 'Linux "allocates" the region and keeps no memory for it; a device that names it fails with -EINVAL.',
      help: 'Write the size, or disable the node with status = "disabled" if firmware fills it in.',
    },
  },
  evidence: [76],

  check({ board, report }) {
    for (const region of board.regions) {
      const { node, path } = region;
      const reg = node.property('reg');
      const size = node.property('size');

      if (reg !== undefined && reg.value.length === 0) {
        report({
          message: 'emptyReg',
          data: { path },
          node,
          place: reg.place,
          note: emptyNote(board, region),
        });
      } else if (region.kind === 'dynamic' && region.size === 0n && size !== undefined) {
        report({ message: 'zeroSize', data: { path }, node, place: size.placeOfByte(0) });
      }

      const entries = isMalformed(region, 'reg') ? [] : region.reg;
      for (const [index, entry] of entries.entries()) {
        if (entry.size !== 0n) continue;
        const isRead = index === 0 || board.behaviours.extraEntries !== 'ignored';
        report({
          message: 'zeroReg',
          data: { path, base: hex(entry.base) },
          node,
          place: entry.sizePlace,
          note: isRead ? failedReserveLine(board, region.name, entry) : undefined,
        });
      }
    }
  },
});

function emptyNote(board: BoardFacts, { name }: Region): string {
  return board.behaviours.emptyReg === 'read-past-end'
    ? `Linux reads on behind the empty property and lists ${name} with whatever numbers stand there.`
    : 'Linux passes over the node, and prints nothing.';
}
