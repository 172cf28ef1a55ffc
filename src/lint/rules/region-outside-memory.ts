import { roundUp } from '../../kernel/memblock.ts';
import { hex, hexBytes } from '../../memory/quantity.ts';
import { endOf } from '../../memory/ranges.ts';
import type { BoardFacts, RegionRange } from '../board-facts.ts';
import type { Related, Severity } from '../finding.ts';
import { nearestPlace } from '../nearest-place.ts';
import { isCmaPool, isPool, isSharedPool } from '../pools.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';
import { historyOfRange } from '../written-places.ts';

/**
 * Linux can only manage memory that it has: a pool lies wholly in the banks, or (a coherent one with `no-map`) wholly outside.
 *
 * Kernel: cma_activate_area() meets pages without a struct page (spec 06 §1); memremap() refuses a mixed range (spec 04 §2).
 */
export const regionOutsideMemory: Rule = defineRule({
  id: 'region-outside-memory',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells', 'memory-map'],
  about: 'regions',
  summary: 'Regions that Linux manages must lie in the banks of memory.',
  messages: {
    cma: {
      text: 'Of the CMA pool {path} ({range}), {outside} are not in any bank of memory.',
      help: 'Move the pool into a bank, or correct the memory node.',
    },
    crossing: {
      text: '{path} ({range}) crosses the end of a bank: {outside} of it are no memory.',
      note: 'A device that is given a pool of this kind fails to attach: memremap attempted on mixed range.',
      help: 'Keep it within the bank, or correct the memory node.',
    },
    partly: {
      text: '{path} ({range}) crosses the end of a bank: {outside} of it are no memory.',
      note: 'Linux reserves the part that it knows, and prints nothing.',
      help: 'Keep it within the bank, or correct the memory node.',
    },
    outside: {
      text: '{path} ({range}) lies in no bank of memory.',
      note: 'Linux notes the reservation without effect, and prints nothing.',
      help: 'If Linux must leave this memory alone, add no-map; if it is RAM, correct the memory node.',
    },
  },
  evidence: [55, 73, 74],

  check({ board, report }) {
    let helped = 0;
    for (const range of board.ranges) {
      const inside = board.ramBytes(range);
      const verdict = inside === range.size ? undefined : judge(board, range, inside);
      if (verdict === undefined) continue;

      report({
        message: verdict.message,
        severity: verdict.severity,
        data: { path: range.region.path, range: rangeText(range), outside: hexBytes(range.size - inside) },
        node: range.region.node,
        place: range.place,
        related: [...nearestBank(board, range), ...historyOfRange(range)],
        note: verdict.message === 'cma' ? cmaNote(board) : undefined,
        help: verdict.message === 'cma' && helped++ < mostHelped ? cmaHelp(board, range) : undefined,
      });
    }
  },
});

interface Verdict {
  readonly message: 'cma' | 'crossing' | 'partly' | 'outside';
  readonly severity: Severity;
}

function judge(board: BoardFacts, range: RegionRange, inside: bigint): Verdict | undefined {
  const { region } = range;
  // A boot loader may enlarge the last bank.
  if (isAbove(board, range) && !board.memoryGiven) return undefined;

  if (isCmaPool(region)) return { message: 'cma', severity: 'error' };
  if (inside > 0n) {
    if (isPool(region)) return { message: 'crossing', severity: 'error' };
    return { message: 'partly', severity: region.noMap ? 'info' : 'warning' };
  }
  // SRAM and the like: the kernel accepts what it never maps, and a coherent pool there works without no-map as well.
  if (region.noMap || isSharedPool(region)) return undefined;
  return { message: 'outside', severity: touchesBank(board, range) ? 'info' : 'warning' };
}

function isAbove(board: BoardFacts, range: RegionRange): boolean {
  const last = board.ram.at(-1);
  return last !== undefined && range.base >= endOf(last);
}

/** The bank was cut for the region on purpose: it says the same twice. */
function touchesBank(board: BoardFacts, range: RegionRange): boolean {
  return board.ram.some((bank) => endOf(bank) === range.base || bank.base === endOf(range));
}

function nearestBank(board: BoardFacts, range: RegionRange): readonly Related[] {
  const bank = board.model.banks.findLast(({ base }) => base <= range.base) ?? board.model.banks[0];
  if (bank === undefined || board.memoryGiven) return [];
  return [{ message: `the nearest bank: ${rangeText(bank)}`, place: bank.place }];
}

function cmaNote(board: BoardFacts): string {
  return board.behaviours.cmaOutsideMemory === 'activated'
    ? 'Linux prints "created CMA memory pool", and gives out memory that is not there.'
    : 'Linux prints "created CMA memory pool". Where a memory section of the pool holds no RAM it panics in cma_init_reserved_areas(); else it gives out memory that is not there.';
}

/** For so many pools a free place is looked for. */
const mostHelped = 50;

/** The nearest aligned place in a bank that nobody keeps. */
function cmaHelp(board: BoardFacts, { base, size, region }: RegionRange): string {
  const unit = board.cmaUnit ?? 0x400000n;
  const free = nearestPlace(board, roundUp(size, unit), unit, base, region);
  return free === undefined
    ? 'Correct the memory node: no bank has room for a pool of this size.'
    : `Move the pool into a bank, where ${hex(free.base)} is free for it, or correct the memory node.`;
}
