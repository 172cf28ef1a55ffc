import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import { memblockNoMap } from '../../kernel/memblock.ts';
import type { MemblockRegion } from '../../kernel/memblock-ranges.ts';
import { smaller } from '../../kernel/unsigned.ts';
import type { AddressRange } from '../../memory/model.ts';
import { formatBytes, hex } from '../../memory/quantity.ts';
import { byteCounter, mergeRanges } from '../../memory/ranges.ts';
import { type CapacityRule, defineCapacityRule } from './capacity-rule.ts';

/** What a network driver takes for its rings and packets, and as much again: below it order-0 requests begin to fail. */
const enough = 32n << 20n;

/**
 * Devices of 32 bits take their pages from below 4 GiB, where CMA areas and carve-outs lie as well. What CMA lends is of no use to them:
 * pages of the kernel do not come from it.
 *
 * Kernel: zone_sizes_init() (spec 01 §1), __alloc_pages() with GFP_DMA32 (spec 05).
 */
export const lowZoneStarved: CapacityRule = defineCapacityRule({
  id: 'low-zone-starved',
  severity: 'warning',
  summary:
    'CMA areas and carve-outs should leave 32 MiB of the low zone to the kernel, where there is memory above it.',
  messages: {
    starved: {
      text: 'Below {end}, where devices of 32 bits take their pages, {left} of {all} are left to the kernel: {cma} belong to CMA areas, {carved} to carve-outs and the kernel itself.',
      help: 'Move pools whose devices reach further above {end}, or make them smaller.',
    },
  },
  evidence: [104],

  check({ run: { kernel }, report }) {
    const zone = lowZone(kernel);
    if (zone === undefined || zone.left >= enough || zone.all <= enough) return;
    const { root } = kernel.model.tree;
    const node = kernel.model.reservedMemory ?? root;
    report({
      message: 'starved',
      data: {
        end: hex(zone.end),
        left: formatBytes(zone.left),
        all: formatBytes(zone.all),
        cma: formatBytes(zone.cma),
        carved: formatBytes(zone.all - zone.left - zone.cma),
      },
      node,
      place: node.place,
    });
  },
});

interface LowZone {
  readonly end: bigint;
  readonly all: bigint;
  readonly cma: bigint;
  /** Neither CMA's nor reserved. */
  readonly left: bigint;
}

/** The memory below the end of the DMA32 zone, in bytes; undefined where no memory lies above. */
function lowZone({ zones, memblock, cma, profile }: BootedKernel): LowZone | undefined {
  const end = zones.dma32End;
  if (memblock.memory.every((region) => region.end <= end)) return undefined;

  const pageSize = BigInt(profile.config.pageSize);
  const areas = cma.map(({ base, pageCount }) => ({ base, size: BigInt(pageCount) * pageSize }));
  const mapped = memblock.memory.filter(({ flags }) => (flags & memblockNoMap) === 0).map(rangeOf);
  const below = (ranges: readonly AddressRange[]): bigint =>
    byteCounter(mergeRanges(ranges))({ base: 0n, size: end });
  const all = below(mapped);
  const taken = byteCounter(mergeRanges([...memblock.reserved.map(rangeOf), ...areas]));
  const left = mapped.reduce((sum, range) => {
    const size = smaller(range.base + range.size, end) - range.base;
    return size <= 0n ? sum : sum + size - taken({ base: range.base, size });
  }, 0n);
  return { end, all, cma: below(areas), left };
}

function rangeOf({ base, end }: MemblockRegion): AddressRange {
  return { base, size: end - base };
}
