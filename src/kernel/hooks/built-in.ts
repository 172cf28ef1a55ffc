import type { KernelProfile } from '../profile.ts';
import { cmaHook } from './cma.ts';
import { coherentHook } from './coherent.ts';
import type { Hook } from './hook.ts';
import { restrictedHook } from './restricted.ts';

/** Always succeeds and says nothing (drivers/memory/tegra/tegra210-emc-table.c). */
const tegraEmcHook: Hook = {
  name: 'tegra210_emc_table',
  compatible: 'nvidia,tegra210-emc-table',
  setup: () => ({ ok: true, operations: { deviceInit: () => 0 } }),
};

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
  return hooks;
}
