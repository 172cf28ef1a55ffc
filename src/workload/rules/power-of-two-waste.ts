import { formatBytes } from '../../memory/quantity.ts';
import {
  type CapacityRule,
  defineCapacityRule,
  percentText,
  placeOfPool,
  poolName,
} from './capacity-rule.ts';

const mostWaste = 0.25;

/**
 * A coherent pool gives powers of two of pages: what a buffer does not need of them nobody gets.
 *
 * Kernel: __dma_alloc_from_coherent(), bitmap_find_free_region() (spec 04).
 */
export const powerOfTwoWaste: CapacityRule = defineCapacityRule({
  id: 'power-of-two-waste',
  severity: 'warning',
  summary: 'Rounding to powers of two should not cost more than a quarter of a coherent pool.',
  messages: {
    waste: {
      text: 'Of {pool} ({size}), {lost} ({share}) are lost to rounding when most is in use: its buffers take {taken} and were asked for as {asked}.',
      note: 'A coherent pool rounds each buffer up to a power of two of pages.',
      help: 'Make the region `reusable` instead of `no-map`: a CMA area gives whole pages. Or allocate buffers of a power of two.',
    },
  },
  evidence: [],

  check({ run, report }) {
    for (const pool of run.result.pools) {
      const size = pool.pageCount * pool.pageSize;
      if (pool.kind !== 'coherent' || pool.wasteBytesAtPeak <= size * mostWaste) continue;
      report({
        message: 'waste',
        data: {
          pool: poolName(pool),
          size: formatBytes(size),
          lost: formatBytes(pool.wasteBytesAtPeak),
          share: percentText(pool.wasteBytesAtPeak / size),
          taken: formatBytes(pool.wasteBytesAtPeak + pool.requestedBytesAtPeak),
          asked: formatBytes(pool.requestedBytesAtPeak),
        },
        ...placeOfPool(run, pool),
      });
    }
  },
});
