import { formatPhysical, wholeMebibytes } from '../log.ts';
import { accepted, errno, type Hook, refused } from './hook.ts';

const forbidden = ['reusable', 'linux,cma-default', 'linux,dma-default', 'no-map'];

/**
 * Restricted pools (kernel/dma/swiotlb.c rmem_swiotlb_setup(); spec 01 §7.1): set up and logged. What devices allocate from
 * them is not emulated yet.
 */
export const restrictedHook: Hook = {
  name: 'dma',
  compatible: 'restricted-dma-pool',

  setup(region, { profile, log }) {
    if (forbidden.some((property) => region.has(property))) return refused(errno.invalid);

    const base = formatPhysical(region.base, profile.facts.addressBits);
    log.info(
      `software IO TLB: Reserved memory: created restricted DMA pool at ${base}, size ${wholeMebibytes(region.size)} MiB`,
    );
    return accepted({ deviceInit: () => 0 });
  },
};
