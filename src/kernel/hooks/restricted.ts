import { formatPhysical, wholeMebibytes } from '../log.ts';
import { accepted, errno, type Hook, type HookOperations, refused } from './hook.ts';

/** With any of these rmem_swiotlb_setup() refuses a region. */
export const forbiddenInRestricted: readonly string[] = [
  'reusable',
  'linux,cma-default',
  'linux,dma-default',
  'no-map',
];

/**
 * Restricted pools (kernel/dma/swiotlb.c rmem_swiotlb_setup(); spec 01 §7.1, 03 §4): bounce buffers of a device's own, which it
 * also allocates from.
 */
export const restrictedHook: Hook = {
  name: 'dma',
  compatible: 'restricted-dma-pool',

  setup(region, { profile, log }) {
    if (forbiddenInRestricted.some((property) => region.has(property))) return refused(errno.invalid);

    const base = formatPhysical(region.base, profile.facts.addressBits);
    log.info(
      `software IO TLB: Reserved memory: created restricted DMA pool at ${base}, size ${wholeMebibytes(region.size)} MiB`,
    );
    return accepted(operations);
  },
};

const operations: HookOperations = {
  deviceInit(region, device, dma) {
    const pool = dma.restrictedPoolOf(region);
    if (typeof pool === 'number') return pool;
    device.restrictedPool = pool;
    return 0;
  },

  deviceRelease(_region, device) {
    device.restrictedPool = undefined;
  },
};
