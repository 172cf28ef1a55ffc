import { deviceName } from '../device-name.ts';
import { formatPhysical, wholeMebibytes } from '../log.ts';
import type { KernelProfile } from '../profile.ts';
import { accepted, errno, type Hook, type HookOperations, type HookRegion, refused } from './hook.ts';

/** rmem_dma_setup() on 32-bit ARM. */
export const mappedPoolRefused = 'Reserved memory: regions without no-map are not yet supported';

/** rmem_dma_setup() for a second pool that is to be everybody's. */
export const defaultRedefined = 'Reserved memory: region for default DMA coherent area is redefined';

/** rmem_dma_device_init() where the mask, as it is then, does not reach the last byte. */
const beyondMask = "reserved memory is beyond device's set DMA address range";

/** The coherent pools of `shared-dma-pool` (kernel/dma/coherent.c rmem_dma_setup(); spec 01 §7.1, 03 §2). */
export const coherentHook: Hook = {
  name: 'dma',
  compatible: 'shared-dma-pool',

  setup(region, { profile, log, table }) {
    if (region.has('reusable')) {
      return refused(profile.behaviours.hookRefusal === 'no-device' ? errno.noDevice : errno.invalid);
    }
    if (profile.arch === 'arm' && !region.has('no-map')) {
      log.error(mappedPoolRefused);
      return refused(errno.invalid);
    }

    const { dmaDefault } = profile.behaviours;
    const heedsDefault = dmaDefault === 'arm' ? profile.arch === 'arm' : profile.config.dmaGlobalPool;
    if (region.has('linux,dma-default') && heedsDefault) {
      if (table.defaultDmaRegion !== undefined) log.warning(defaultRedefined);
      table.defaultDmaRegion = region.node;
    }

    const base = formatPhysical(region.base, profile.facts.addressBits);
    log.info(`Reserved memory: created DMA memory pool at ${base}, size ${wholeMebibytes(region.size)} MiB`);
    return accepted(operations);
  },
};

const operations: HookOperations = {
  deviceInit(region, device, dma) {
    const pool = dma.coherentPoolOf(region);
    if (typeof pool === 'number') {
      if (dma.profile.behaviours.failedPool === 'logged') dma.log.error(failedLine(region, dma.profile));
      return pool;
    }

    const last = region.base + region.size - 1n;
    if (dma.profile.behaviours.poolBeyondMask === 'warned' && last > device.coherentLimit)
      dma.log.warning(`platform ${deviceName(device.node)}: ${beyondMask}`);

    if (device.coherentPool === undefined) device.coherentPool = pool;
    else if (dma.profile.behaviours.secondPool === 'busy') return errno.busy;
    return 0;
  },

  deviceRelease(_region, device) {
    device.coherentPool = undefined;
  },
};

function failedLine({ base, size }: HookRegion, { facts }: KernelProfile): string {
  const place = formatPhysical(base, facts.addressBits);
  return `Reserved memory: failed to init DMA memory pool at ${place}, size ${wholeMebibytes(size)} MiB`;
}
