import { nodeMark } from '../../devicetree/node-marks.ts';
import type { Node } from '../../devicetree/tree.ts';
import { driverOf } from '../../kernel/drivers/driver-of.ts';
import { dmaRangesOf } from '../../memory/dma-ranges.ts';
import type { AddressRange } from '../../memory/model.ts';
import { hex } from '../../memory/quantity.ts';
import { isReachable } from '../../memory/status.ts';
import type { BoardFacts } from '../board-facts.ts';
import { placeOfRegion } from '../boot-fate.ts';
import { isBehindIommu, reachOf } from '../device-reach.ts';
import { isCmaPool } from '../pools.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';

const fourGib = 1n << 32n;

/**
 * The default CMA pool lies where every device reaches it: below 4 GiB, unless all have wider masks.
 *
 * Kernel: dma_alloc_contiguous() takes pages from the default area, and dma-direct gives them back where the device does not reach
 * them (spec 05 §3).
 */
export const cmaDefaultAbove4g: Rule = defineRule({
  id: 'cma-default-above-4g',
  severity: 'warning',
  preset: 'recommended',
  requires: ['cells', 'memory-map', 'profile'],
  about: 'regions',
  summary: 'The default CMA pool should lie below 4 GiB.',
  messages: {
    above: {
      text: 'The default CMA pool {path} lies at {range}, above 4 GiB: {device} reaches no further than {limit}.',
      note: 'Such a device gets single blocks of ordinary memory, and no large buffer.',
      help: '{remedy}',
    },
  },
  evidence: [102],

  check({ board, report }) {
    for (const region of board.regions.filter((one) => one.cmaDefault && isCmaPool(one))) {
      const range = placeOfRegion(board, region);
      if (range === undefined || range.base < fourGib) continue;
      const blind = firstThatMisses(board, range);
      if (blind === undefined) continue;

      report({
        message: 'above',
        data: {
          path: region.path,
          range: rangeText(range),
          device: blind.node.path,
          limit: hex(blind.limit),
          remedy:
            region.kind === 'static'
              ? 'Move it below 4 GiB, and give devices that reach it a pool of their own above.'
              : 'Give it alloc-ranges that end at 0x100000000.',
        },
        node: region.node,
        place: region.reg[0]?.place ?? (region.node.property('size') ?? region.node).place,
        related: [{ message: 'a device that does not reach it', place: blind.node.place }],
      });
    }
  },
});

/**
 * A device that is known not to reach the pool, without an IOMMU or a pool of its own: its bus says so, or its driver leaves the mask
 * at 32 bits.
 */
function firstThatMisses(board: BoardFacts, range: AddressRange) {
  const seen = new Map<Node, boolean>();
  for (const node of board.model.tree.nodes()) {
    if ((node.marks & nodeMark.compatible) === 0) continue;
    if (node.property('compatible') === undefined || !mayMiss(board, node, seen) || !isReachable(node))
      continue;
    const device = reachOf(board, node);
    if (device === undefined || device.reachesSome(range.base, range.size) || isBehindIommu(node)) continue;
    return { node, limit: device.coherentLimit };
  }
  return undefined;
}

function mayMiss({ model }: BoardFacts, node: Node, seen: Map<Node, boolean>): boolean {
  if (node.property('memory-region') !== undefined) return false;
  const compatibles = node.property('compatible')?.asStrings() ?? [];
  if (compatibles.includes('ikwzm,u-dma-buf')) return node.property('dma-mask') === undefined;

  const driver = driverOf(node);
  if (driver !== undefined) return driver.uses.some(({ how }) => how === 'assign');
  const { parent } = node;
  if (parent === undefined || node.property('dmas') !== undefined || !isMaster(node)) return false;
  const known = seen.get(parent) ?? dmaRangesOf(node, model.tree).kind === 'map';
  seen.set(parent, known);
  return known;
}

/** It has its own registers, and one of the properties that only devices have which read and write memory. */
function isMaster(node: Node): boolean {
  const signs = ['dma-coherent', 'dma-channels', '#dma-cells', 'bus-width', 'phy-mode', 'dr_mode'];
  return node.property('reg') !== undefined && signs.some((name) => node.property(name) !== undefined);
}
