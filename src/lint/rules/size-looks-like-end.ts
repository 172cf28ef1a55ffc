import type { AddressRange } from '../../memory/model.ts';
import { hex, hexBytes } from '../../memory/quantity.ts';
import type { BoardFacts, RegionRange } from '../board-facts.ts';
import { rangeCells } from '../cells-text.ts';
import type { Fix } from '../finding.ts';
import { cellEdits, fixOf } from '../fixes.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';
import { historyOfRange } from '../written-places.ts';

/** Who writes an end in place of a size means so much at least. */
const roundness = 0x10000n;

/**
 * The second number of `reg` is a size. Where base and size reach beyond all memory, and base and *end* would lie in it, an end
 * was written.
 *
 * Kernel: takes the number for a size (spec 01 §4.3).
 */
export const sizeLooksLikeEnd: Rule = defineRule({
  id: 'size-looks-like-end',
  severity: 'warning',
  preset: 'recommended',
  requires: ['cells', 'memory-map'],
  about: 'regions',
  summary: "A region's reg must be base and size, not base and end.",
  messages: {
    end: {
      text: '{path} ({range}) reaches beyond memory, and its size {size} looks like an end: from {base} to there are {bytes}.',
      help: 'If an end was meant, write reg = {wanted};',
    },
  },
  evidence: [55],

  check({ board, report }) {
    for (const range of board.ranges) {
      const meant = meantBy(board, range);
      if (meant === undefined) continue;

      const { region, base, size } = range;
      report({
        message: 'end',
        data: {
          path: region.path,
          range: rangeText(range),
          size: hex(size),
          base,
          bytes: hexBytes(meant.size),
          wanted: rangeCells(meant, board.model.rootCells),
        },
        node: region.node,
        place: range.written.sizePlace,
        related: historyOfRange(range),
        note: 'Linux takes it for a size, and prints nothing.',
        fix: fixFor(board, range, meant),
      });
    }
  },
});

function meantBy(board: BoardFacts, { base, size }: RegionRange): AddressRange | undefined {
  const bytes = size - base;
  if (bytes <= 0n || bytes % roundness !== 0n) return undefined;

  const isBeyond = board.ramBytes({ base, size }) < size;
  return isBeyond && board.ramBytes({ base, size: bytes }) === bytes ? { base, size: bytes } : undefined;
}

function fixFor({ model }: BoardFacts, { region, entry }: RegionRange, meant: AddressRange): Fix | undefined {
  const reg = region.node.property('reg');
  const { address, size } = model.rootCells;
  const first = entry * (address + size) + address;
  const edits = reg === undefined ? [] : cellEdits(reg, first, meant.size, size);
  return fixOf(`Write the size ${hexBytes(meant.size)}`, edits, false);
}
