import type { BootedKernel } from '../booted-kernel.ts';
import type { CoherentDeclaration } from '../hooks/driver.ts';
import { errno, type HookDevice, type HookRegion } from '../hooks/hook.ts';
import { createCoherentPool } from './create-coherent-pool.ts';

/**
 * dma_declare_coherent_memory() (spec 04 §3): 0, or a negative errno, as it is since 4.14. The pool is made before it is seen
 * that the device has one. `region` is what outputs name it by.
 */
export function declareCoherentMemory(
  device: HookDevice,
  region: HookRegion,
  { physical, deviceAddress, size, exclusive }: CoherentDeclaration,
  kernel: BootedKernel,
): number {
  const { node, name } = region;
  const pool = createCoherentPool({ node, name, base: physical, size }, kernel, {
    deviceBase: deviceAddress,
    isExclusive: exclusive || kernel.profile.behaviours.poolExclusive === 'always',
  });
  if (typeof pool === 'number') return pool;
  if (device.coherentPool !== undefined) return errno.busy;

  device.coherentPool = pool;
  return 0;
}
