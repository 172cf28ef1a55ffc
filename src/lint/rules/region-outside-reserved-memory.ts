import { nodeMark, regionCompatibles } from '../../devicetree/node-marks.ts';
import type { Node } from '../../devicetree/tree.ts';
import { translateAddress } from '../../memory/address-translation.ts';
import { busCells, entryLength, readNumber } from '../../memory/cells.ts';
import type { AddressRange } from '../../memory/model.ts';
import { byteCounter, mergeRanges } from '../../memory/ranges.ts';
import { isReachable } from '../../memory/status.ts';
import type { BoardFacts } from '../board-facts.ts';
import { rangeCells } from '../cells-text.ts';
import { memreserveRanges } from '../memreserve-ranges.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * Memory is kept by children of /reserved-memory, and by nothing else: a pool elsewhere in the tree lies in memory that Linux
 * gives to everybody.
 *
 * Kernel: early_init_fdt_scan_reserved_mem() looks below /reserved-memory only (spec 01 §4, 08 A5).
 */
export const regionOutsideReservedMemory: Rule = defineRule({
  id: 'region-outside-reserved-memory',
  severity: 'error',
  preset: 'recommended',
  requires: ['memory-map'],
  summary: 'Pools and ramoops in RAM must be children of /reserved-memory.',
  messages: {
    elsewhere: {
      text: '{path} ({compatible}) lies in RAM ({range}), and is no child of /reserved-memory: Linux does not keep the memory.',
      note: 'Linux prints nothing of the node while it boots, and gives its memory to others.',
      help: 'Move it into /reserved-memory, with reg = {wanted};',
    },
  },
  evidence: [39, 60],

  check({ board, report }) {
    if (board.arch === 'x86') return;
    let kept: ((range: AddressRange) => bigint) | undefined;
    for (const node of board.model.tree.nodes()) {
      if ((node.marks & nodeMark.regionCompatible) === 0) continue;
      const compatible = compatibleOf(node);
      if (compatible === undefined || isRegion(board, node) || !isReachable(node)) continue;

      const range = rangeOf(node);
      const reg = node.property('reg');
      if (range === undefined || reg === undefined || board.ramBytes(range) === 0n) continue;
      kept ??= byteCounter(mergeRanges([...board.ranges, ...memreserveRanges(board.model)]));
      if (kept(range) === range.size) continue;
      report({
        message: 'elsewhere',
        data: {
          path: node.path,
          compatible,
          range: rangeText(range),
          wanted: rangeCells(range, board.model.rootCells),
        },
        node,
        place: node.place,
        related: [{ message: 'its reg', place: reg.place }],
      });
    }
  },
});

function compatibleOf(node: Node): string | undefined {
  return node
    .property('compatible')
    ?.asStrings()
    ?.find((name) => regionCompatibles.includes(name.toLowerCase()));
}

/** Also further below, where old kernels look. */
function isRegion({ model }: BoardFacts, node: Node): boolean {
  for (let at: Node | undefined = node; at !== undefined; at = at.parent)
    if (at === model.reservedMemory) return true;
  return false;
}

/** As the CPU sees it. */
function rangeOf(node: Node): AddressRange | undefined {
  const reg = node.property('reg')?.value;
  if (node.parent === undefined || reg === undefined) return undefined;
  const cells = busCells(node.parent);
  if (cells.size === 0 || reg.length < entryLength(cells)) return undefined;

  const base = translateAddress(node, readNumber(reg, 0, cells.address));
  const size = readNumber(reg, cells.address * 4, cells.size);
  return base === undefined || size === 0n ? undefined : { base, size };
}
