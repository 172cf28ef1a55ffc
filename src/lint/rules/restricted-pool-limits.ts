import { segmentSlots, slotSize } from '../../kernel/dma/swiotlb/bounce-pool.ts';
import type { Region } from '../../memory/model.ts';
import { hex, hexBytes } from '../../memory/quantity.ts';
import { endOf } from '../../memory/ranges.ts';
import { placeOfRegion } from '../boot-fate.ts';
import { isRestrictedPool } from '../pools.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';

/** IO_TLB_SEGSIZE slots: the most that one mapping or allocation gets of any pool. */
const segment = BigInt(segmentSlots * slotSize);

/**
 * A restricted pool lies where Linux has addresses for it, and holds a whole segment.
 *
 * Kernel: rmem_swiotlb_device_init() refuses highmem (spec 08 E15); no run of slots crosses a segment of 256 KiB (spec 07 §5).
 */
export const restrictedPoolLimits: Rule = defineRule({
  id: 'restricted-pool-limits',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells'],
  about: 'regions',
  summary: 'A restricted-dma-pool must lie in the linear map, and hold at least 256 KiB.',
  messages: {
    highmem: {
      text: 'The restricted pool {path} ({range}) reaches beyond the linear map, which ends at {end}: no device can use it.',
      note: 'Each device that names it gets -EINVAL, and goes on with ordinary memory.',
      help: 'Move it below {end}.',
    },
    small: {
      text: 'The restricted pool {path} has {size}: the largest mapping is less than the {segment} that Linux can give.',
      note: 'A larger mapping fails with "swiotlb buffer is full".',
      help: 'Give it at least {segment}.',
    },
  },
  evidence: [],

  check({ board, report }) {
    for (const region of board.regions.filter(isRestrictedPool)) {
      const about = { node: region.node, place: (region.node.property('reg') ?? region.node).place };
      const end = board.arch === 'arm' ? board.booted?.zones.lowEnd : undefined;
      const range = placeOfRegion(board, region);
      if (range !== undefined && end !== undefined && endOf(range) > end) {
        report({
          message: 'highmem',
          data: { path: region.path, range: rangeText(range), end: hex(end) },
          ...about,
        });
      }

      const written = region.kind === 'static' ? region.reg[0]?.size : region.size;
      if (written === undefined || written === 0n || written >= segment) continue;
      report({
        message: 'small',
        severity: 'warning',
        data: { path: region.path, size: hexBytes(written), segment: hexBytes(segment) },
        ...about,
        place: (region.kind === 'static' ? region.reg[0]?.sizePlace : sizePlace(region)) ?? about.place,
      });
    }
  },
});

function sizePlace({ node }: Region) {
  return node.property('size')?.placeOfByte(0);
}
