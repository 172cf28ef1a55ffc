import type { KernelProfile } from '../profile.ts';
import { cmaHook } from './cma.ts';
import { coherentHook } from './coherent.ts';
import { accepted, type Hook } from './hook.ts';
import { restrictedHook } from './restricted.ts';

/** Always succeeds and says nothing (drivers/memory/tegra/tegra210-emc-table.c). */
const tegraEmcHook: Hook = {
  name: 'tegra210_emc_table',
  compatible: 'nvidia,tegra210-emc-table',
  setup: () => accepted({ deviceInit: () => 0 }),
};

/** The memories of Freescale's queue and buffer managers (drivers/soc/fsl/qbman): taken note of, never given to a device. */
const dpaaHooks: readonly Hook[] = [
  { name: 'bman_fbpr', compatible: 'fsl,bman-fbpr', setup: () => accepted() },
  { name: 'qman_fqd', compatible: 'fsl,qman-fqd', setup: () => accepted() },
  { name: 'qman_pfdr', compatible: 'fsl,qman-pfdr', setup: () => accepted() },
];

/**
 * The kernel's table of hooks in link order (spec 01 §7): the three of kernel/dma/, then drivers. The order decides which of
 * the two `shared-dma-pool` entries is asked first.
 */
export function builtInHooks({ config }: KernelProfile): readonly Hook[] {
  const hooks: Hook[] = [];
  if (config.dmaCma) hooks.push(cmaHook);
  if (config.dmaDeclareCoherent) hooks.push(coherentHook);
  if (config.dmaRestrictedPool) hooks.push(restrictedHook);
  hooks.push(tegraEmcHook);
  if (config.dpaaHooks) hooks.push(...dpaaHooks);
  return hooks;
}
