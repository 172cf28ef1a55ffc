import type { DmaRequest } from './dispatch/ask.ts';
import { dmaAttr } from './dma-attrs.ts';
import { gfpAtomic, gfpKernel } from './gfp.ts';

/** Which call of the DMA API allocates. */
export type AllocCall =
  /** dma_alloc_coherent() and its variants by attribute, which differ in mapping only. */
  | 'coherent'
  /** dma_alloc_coherent() that must not sleep. */
  | 'atomic'
  /** dma_alloc_pages(), which does not ask the device's coherent pool. */
  | 'pages'
  /** dma_alloc_attrs(DMA_ATTR_NO_KERNEL_MAPPING). */
  | 'no-mapping';

/** What a call's name stands for. */
export function requestOf(call: AllocCall, size: number): DmaRequest {
  return {
    size,
    gfp: call === 'atomic' ? gfpAtomic : gfpKernel,
    attrs: call === 'no-mapping' ? dmaAttr.noKernelMapping : 0,
    call: call === 'pages' ? 'pages' : 'attrs',
  };
}
