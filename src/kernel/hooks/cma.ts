import { cmaUnit } from '../cma-areas.ts';
import { formatPhysical, wholeMebibytes } from '../log.ts';
import type { Behaviours } from '../profiles/behaviours.ts';
import {
  accepted,
  errno,
  type Hook,
  type HookBoot,
  type HookOperations,
  type HookRegion,
  refused,
} from './hook.ts';

/** rmem_cma_setup()'s words for a base or size that is no multiple of the CMA unit. */
export const misalignedPool = 'Reserved memory: incorrect alignment of CMA region';

/** rmem_cma_setup() where `cma=` takes the place of a default pool. */
export function bypassedPool(name: string, { hookRefusal }: Pick<Behaviours, 'hookRefusal'>): string {
  return hookRefusal === 'no-device'
    ? 'Skipping dt linux,cma-default node in favor for "cma=" kernel param.'
    : `Reserved memory: bypass ${name} node, using cmdline CMA params instead`;
}

/** The CMA pools of `shared-dma-pool` (kernel/dma/contiguous.c rmem_cma_setup(); spec 01 §7.1). */
export const cmaHook: Hook = {
  name: 'cma',
  compatible: 'shared-dma-pool',

  validate(node, boot) {
    const isMine = node.property('reusable') !== undefined && node.property('no-map') === undefined;
    if (!isMine) return errno.noDevice;
    if (node.property('linux,cma-default') === undefined || boot.commandLine.cma === undefined) return 0;

    boot.log.error(bypassedPool(node.name, boot.profile.behaviours));
    return errno.busy;
  },

  setup(region, boot) {
    const isDefault = region.has('linux,cma-default');
    const refusesFirst = boot.profile.behaviours.hookRefusal === 'no-device';
    const isMine = region.has('reusable') && !region.has('no-map');
    if (refusesFirst && !isMine) return refused(errno.noDevice);

    if (isDefault && boot.commandLine.cma !== undefined) {
      boot.log.print(refusesFirst ? 'error' : 'info', bypassedPool(region.name, boot.profile.behaviours));
      return refused(errno.busy);
    }
    if (!isMine) return refused(errno.invalid);

    return createArea(region, boot, isDefault);
  },
};

function createArea(region: HookRegion, boot: HookBoot, isDefault: boolean): ReturnType<Hook['setup']> {
  const { log, profile } = boot;
  const unit = cmaUnit(profile);
  if (region.base % unit !== 0n || region.size % unit !== 0n) {
    log.error(misalignedPool);
    return refused(errno.invalid);
  }

  const area = { name: region.name, base: region.base, size: region.size, region: region.node, exact: true };
  const failure = boot.cmaAreas.initReserved(area, boot);
  if (failure !== 0) {
    log.error('Reserved memory: unable to setup CMA region');
    return refused(failure);
  }

  if (isDefault) boot.cmaAreas.makeDefault(region.node);
  const base = formatPhysical(region.base, profile.facts.addressBits);
  log.info(`Reserved memory: created CMA memory pool at ${base}, size ${wholeMebibytes(region.size)} MiB`);
  return accepted(operations);
}

const operations: HookOperations = {
  deviceInit(region, device, dma) {
    device.cmaArea = dma.cmaAreaOf(region);
    return 0;
  },

  deviceRelease(_region, device) {
    device.cmaArea = undefined;
  },
};
