import { roundDown, roundUp } from '../../kernel/memblock.ts';
import type { AddressRange, Region } from '../../memory/model.ts';
import { hex, hexBytes } from '../../memory/quantity.ts';
import { endOf } from '../../memory/ranges.ts';
import type { RegionRange } from '../board-facts.ts';
import { rangeCells } from '../cells-text.ts';
import { pageSizeOf } from '../page-size.ts';
import { isSharedPool } from '../pools.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';
import { historyOfRange } from '../written-places.ts';

/**
 * A region in RAM begins with a page: what is left of the page before it goes to somebody else, or nobody. A coherent pool that
 * does not cannot be attached.
 *
 * Kernel: memblock keeps bytes, the page allocator whole pages; memremap() gives a pointer within the page that
 * dma_init_coherent_memory() refuses (spec 04 §2, 08 B14, C7b).
 */
export const regionStartUnaligned: Rule = defineRule({
  id: 'region-start-unaligned',
  severity: 'warning',
  preset: 'recommended',
  requires: ['cells', 'memory-map'],
  about: 'regions',
  summary: 'A region in RAM must begin at a page.',
  messages: {
    pool: {
      text: 'The pool {path} ({range}) begins at {base}, {over} behind the start of a page of {page}.',
      note: 'No device can attach to it.',
      help: 'Whole pages are reg = {wanted};',
    },
    base: {
      text: '{path} ({range}) begins at {base}, {over} behind the start of a page of {page}.',
      note: 'It shares that page with whatever lies before it; Linux prints nothing.',
      help: 'Whole pages are reg = {wanted};',
    },
    size: {
      text: 'The size {size} of {path} ({range}) is no multiple of {page}, a page.',
      note: 'Linux keeps the rest of the last page from others, and prints nothing.',
      help: 'Whole pages are reg = {wanted};',
    },
  },
  evidence: [],

  check({ board, report }) {
    const page = pageSizeOf(board);
    for (const range of board.ranges) {
      const { region, base, size } = range;
      const over = base % page;
      const isWhole = over === 0n && size % page === 0n;
      if (isWhole || isMailbox(region) || board.ramBytes(range) === 0n) continue;

      const message = over === 0n ? 'size' : isCoherentPool(range) ? 'pool' : 'base';
      report({
        message,
        severity: severities[message],
        data: {
          path: region.path,
          range: rangeText(range),
          base: hex(base),
          size: hexBytes(size),
          over: hexBytes(over),
          page: hexBytes(page),
          wanted: rangeCells(wholePages(range, page), board.model.rootCells),
        },
        node: region.node,
        place: message === 'size' ? range.written.sizePlace : range.place,
        related: historyOfRange(range),
      });
    }
  },
});

const severities = { pool: 'error', base: 'warning', size: 'info' } as const;

function isCoherentPool({ region, entry }: RegionRange): boolean {
  return entry === 0 && isSharedPool(region) && region.noMap;
}

/** Some bytes that the CPU and firmware talk through. */
function isMailbox({ compatible }: Region): boolean {
  return compatible.includes('arm,scmi-shmem');
}

function wholePages(range: AddressRange, page: bigint): AddressRange {
  const base = roundDown(range.base, page);
  return { base, size: roundUp(endOf(range), page) - base };
}
