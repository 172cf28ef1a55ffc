import { hexBytes } from '../../memory/quantity.ts';
import { overlapBytes } from '../../memory/ranges.ts';
import { rangeCells } from '../cells-text.ts';
import { bootLinesAbout } from '../kernel-lines.ts';
import { memreserveRanges } from '../memreserve-ranges.ts';
import { rangeText } from '../range-text.ts';
import { placeSource } from '../region-fate.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * A region that Linux places must not come to lie on a /memreserve/ entry. From 6.12 on it can: the entries are reserved last.
 *
 * Kernel: early_init_fdt_scan_reserved_mem() (spec 01 §4, 09 row 2).
 */
export const dynamicOnMemreserve: Rule = defineRule({
  id: 'dynamic-on-memreserve',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells', 'memory-map', 'profile'],
  about: 'regions',
  summary: 'A region that Linux places must not come to lie on a /memreserve/ entry.',
  messages: {
    placed: {
      text: 'Linux places {path} ({range}) on the /memreserve/ entry ({entry}): they share {bytes}.',
      help: 'Keep that memory with a node in /reserved-memory in place of the entry: {wanted}',
    },
  },
  evidence: [],

  check({ board, report }) {
    if (board.behaviours.memreserves === 'before-regions') return;
    const entries = memreserveRanges(board.model);
    if (entries.length === 0) return;
    const dynamic = board.regions.filter((region) => placeSource(board, region) === 'size');

    for (const region of dynamic) {
      const range = board.booted?.table.byNode(region.node);
      const entry = range && entries.find((one) => overlapBytes(one, range) > 0n);
      const size = region.node.property('size');
      if (range === undefined || entry === undefined || size === undefined) continue;

      report({
        message: 'placed',
        data: {
          path: region.path,
          range: rangeText(range),
          entry: rangeText(entry),
          bytes: hexBytes(overlapBytes(entry, range)),
          wanted: `firmware@${entry.base.toString(16)} { reg = ${rangeCells(entry, board.model.rootCells)}; no-map; };`,
        },
        node: region.node,
        place: size.place,
        related: [{ message: 'the /memreserve/ entry', place: entry.memreserve.place }],
        note: bootLinesAbout(board, region.name),
      });
    }
  },
});
