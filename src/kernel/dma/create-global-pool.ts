import type { BootedKernel } from '../booted-kernel.ts';
import type { CoherentPool } from './coherent-pool.ts';
import { createCoherentPool } from './create-coherent-pool.ts';

/**
 * The pool of the region with `linux,dma-default` (dma_init_global_coherent(); spec 03 §7): up to 5.10 of 32-bit Arm without memory
 * management, later of kernels with CONFIG_DMA_GLOBAL_POOL. Undefined: there is none, or it cannot be mapped.
 */
export function createGlobalPool(
  kernel: BootedKernel,
  pageCounts?: ReadonlyMap<string, number>,
): CoherentPool | undefined {
  const { arch, behaviours, config } = kernel.profile;
  const isUsed = behaviours.dmaDefault === 'arm' ? arch === 'arm' && !config.mmu : config.dmaGlobalPool;
  const node = kernel.table.defaultDmaRegion;
  const region = node === undefined || !isUsed ? undefined : kernel.table.byNode(node);
  if (region === undefined) return undefined;

  const pool = createCoherentPool(region, kernel, undefined, undefined, pageCounts?.get(region.node.path));
  return typeof pool === 'number' ? undefined : pool;
}
