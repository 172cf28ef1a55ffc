import type { KernelProfile } from '../profile.ts';
import type { DmaDevice } from './dma-device.ts';
import type { AllocCall } from './dma-machine.ts';

/**
 * Whether a call goes to 32-bit Arm's own operations: up to 5.10 all but dma_alloc_pages(), later what a device that is not
 * coherent allocates with a kernel mapping (arch_dma_alloc(); spec 05 §3, §7).
 */
export function usesArmOperations(device: DmaDevice, call: AllocCall, profile: KernelProfile): boolean {
  if (profile.arch !== 'arm' || call === 'pages') return false;
  if (profile.behaviours.armOperations === 'all-devices') return true;
  return !device.isCoherent && call !== 'no-mapping';
}
