/** Memory that a driver hands to dma_map_single() or dma_map_page(): where it lies, offset included, and where it comes from. */
export interface CpuBuffer {
  readonly phys: bigint;
  readonly kind: 'pages' | 'kmalloc' | 'vmalloc' | 'stack' | 'kernel-image';
  /** Bytes of the whole buffer, where that is known. */
  readonly size?: number;
}
