import type { Refusal } from '../buffer.ts';
import { dmaAttr } from '../dma-attrs.ts';
import type { DmaDevice } from '../dma-device.ts';
import { type Gfp, gfpAtomic, gfpKernel } from '../gfp.ts';
import type { DmaApi } from './dma-api.ts';
import type { CoherentAllocation } from './hooks.ts';

/** dma_alloc_coherent(): dma_alloc_attrs() with DMA_ATTR_NO_WARN where the flags ask for silence (spec 05 §1). */
export function dmaAllocCoherent(
  api: DmaApi,
  device: DmaDevice,
  size: number,
  gfp: Gfp = gfpKernel,
): CoherentAllocation | Refusal {
  const attrs = gfp.noWarn === true ? dmaAttr.noWarn : 0;
  return api.allocAttrs(device, { size, gfp, attrs, call: 'attrs' });
}

/**
 * dma_alloc_wc(), up to 4.x also by the name dma_alloc_writecombine(): where the memory comes from is the same, how the CPU sees
 * it is not.
 */
export function dmaAllocWc(
  api: DmaApi,
  device: DmaDevice,
  size: number,
  gfp: Gfp = gfpKernel,
): CoherentAllocation | Refusal {
  const attrs = dmaAttr.writeCombine | (gfp.noWarn === true ? dmaAttr.noWarn : 0);
  return api.allocAttrs(device, { size, gfp, attrs, call: 'attrs' });
}

/**
 * dma_alloc_noncoherent(): up to 5.9 dma_alloc_attrs() with DMA_ATTR_NON_CONSISTENT, which asks the device's coherent pool first;
 * from 5.10 on dma_alloc_pages(), which does not.
 */
export function dmaAllocNoncoherent(
  api: DmaApi,
  device: DmaDevice,
  size: number,
  gfp: Gfp = gfpKernel,
): CoherentAllocation | Refusal {
  if (api.machine.profile.behaviours.noncoherentCall === 'pages')
    return api.allocAttrs(device, { size, gfp, call: 'pages' });
  return api.allocAttrs(device, { size, gfp, attrs: dmaAttr.nonConsistent, call: 'attrs' });
}

/**
 * pci_alloc_consistent(), until 5.17: dma_alloc_coherent() with GFP_ATOMIC, so that neither CMA nor anything that sleeps is
 * asked. `not-supported` from 5.18 on.
 */
export function pciAllocConsistent(
  api: DmaApi,
  device: DmaDevice,
  size: number,
): CoherentAllocation | Refusal {
  if (!api.machine.profile.behaviours.pciConsistent) return 'not-supported';
  return dmaAllocCoherent(api, device, size, gfpAtomic);
}
