import type { KernelProfile } from '../profile.ts';
import type { KernelConfig } from '../profiles/kernel-config.ts';
import { cmaHook } from './cma.ts';
import { coherentHook } from './coherent.ts';
import { bmanHook } from './dpaa.ts';
import type { Hook } from './hook.ts';
import { restrictedHook } from './restricted.ts';
import { tegra210EmcHook } from './tegra210-emc.ts';

interface BuiltIn {
  readonly hook: Hook;
  /** Whether a kernel of this configuration has it. */
  readonly isIn: (config: KernelConfig) => boolean;
}

/**
 * Every user of RESERVEDMEM_OF_DECLARE() in the profiles' kernels, in link order (spec 01 §7): the three of kernel/dma/, then
 * drivers. The order decides which of the two `shared-dma-pool` entries is asked first.
 */
const table: readonly BuiltIn[] = [
  { hook: cmaHook, isIn: ({ dmaCma }) => dmaCma },
  { hook: coherentHook, isIn: ({ dmaDeclareCoherent }) => dmaDeclareCoherent },
  { hook: restrictedHook, isIn: ({ dmaRestrictedPool }) => dmaRestrictedPool },
  { hook: tegra210EmcHook, isIn: ({ tegra210EmcTable }) => tegra210EmcTable },
  { hook: bmanHook, isIn: ({ dpaaHooks }) => dpaaHooks },
];

/** The hooks that a kernel has of its own. */
export function builtInHooks({ config }: Pick<KernelProfile, 'config'>): readonly Hook[] {
  return table.filter(({ isIn }) => isIn(config)).map(({ hook }) => hook);
}
