import { hex, hexBytes } from '../../memory/quantity.ts';
import { endOf } from '../../memory/ranges.ts';
import type { BoardFacts, RegionRange } from '../board-facts.ts';
import { isCmaPool, isPool } from '../pools.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';
import { historyOfRange } from '../written-places.ts';

/**
 * 32-bit Arm maps only the low part of memory at all times. A CMA pool lies on one side of its end; and a kernel without
 * CONFIG_HIGHMEM has no memory above it at all.
 *
 * Kernel: adjust_lowmem_bounds(), cma_activate_area() (spec 01 §1, 06 §1).
 */
export const regionOutsideLowmem: Rule = defineRule({
  id: 'region-outside-lowmem',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells', 'memory-map', 'profile'],
  about: 'regions',
  summary:
    'On 32-bit Arm a pool must not cross the end of low memory, or lie above it where there is no highmem.',
  messages: {
    across: {
      text: 'The CMA pool {path} ({range}) crosses {limit}, where low memory ends on Linux {version}.',
      help: 'Let it end at {limit}, {below} in size, or begin there.',
    },
    above: {
      text: '{path} ({range}) reaches above {limit}, where memory ends for a Linux {version} without CONFIG_HIGHMEM.',
      help: 'Move it below {limit}, or build the kernel with CONFIG_HIGHMEM.',
    },
  },
  evidence: [],

  check({ board, report }) {
    if (board.profile?.arch !== 'arm' || !board.ranges.some(({ region }) => isManaged(region))) return;
    const limit = board.booted?.zones.lowEnd;
    if (limit === undefined) return;
    const hasHighmem = board.profile.config.highmem;

    for (const range of board.ranges) {
      if (range.entry !== 0 || !isManaged(range.region) || endOf(range) <= limit) continue;
      const crosses = range.base < limit;
      const isLost = hasHighmem ? crosses && isCmaPool(range.region) : true;
      if (!isLost || board.ramBytes(range) < range.size) continue;

      report({
        message: crosses && hasHighmem ? 'across' : 'above',
        data: {
          path: range.region.path,
          range: rangeText(range),
          limit: hex(limit),
          version: board.profile.version,
          below: hexBytes(crosses ? limit - range.base : 0n),
        },
        node: range.region.node,
        place: range.place,
        related: historyOfRange(range),
        note: predicted(board, range),
      });
    }
  },
});

/** Pools of which Linux manages the pages; what is only mapped where it lies may lie anywhere. */
function isManaged(region: RegionRange['region']): boolean {
  return isPool(region) && !region.noMap;
}

/** What the emulated boot says of the pool's area, or how it ends. */
function predicted({ booted }: BoardFacts, { region }: RegionRange): string {
  const about = booted?.log.find(({ text }) => text.startsWith('cma:') && text.includes(` ${region.name} `));
  return about?.text ?? booted?.outcomeReason ?? 'Linux prints nothing of it.';
}
