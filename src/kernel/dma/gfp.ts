/**
 * What of an allocation's gfp flags decides about DMA memory. Whoever has none of these asks as GFP_KERNEL does.
 */
export interface Gfp {
  /** __GFP_DIRECT_RECLAIM: the caller may sleep. */
  readonly mayBlock: boolean;
  /** __GFP_DMA or __GFP_DMA32. */
  readonly zone?: 'dma' | 'dma32';
  /** __GFP_HIGHMEM. */
  readonly highmem?: boolean;
  /** __GFP_NOWARN. */
  readonly noWarn?: boolean;
  /** __GFP_COMP. */
  readonly compound?: boolean;
}

/** GFP_KERNEL. */
export const gfpKernel: Gfp = Object.freeze({ mayBlock: true });

/** GFP_ATOMIC. */
export const gfpAtomic: Gfp = Object.freeze({ mayBlock: false });

/** The kernel's names, to read operation logs by: GFP_KERNEL and its kin sleep, GFP_ATOMIC, GFP_NOWAIT and 0 do not. */
export const gfpByName: Readonly<Record<string, Gfp>> = Object.freeze({
  GFP_KERNEL: gfpKernel,
  GFP_USER: gfpKernel,
  GFP_NOIO: gfpKernel,
  GFP_NOFS: gfpKernel,
  GFP_DMA: Object.freeze({ mayBlock: false, zone: 'dma' }),
  GFP_DMA32: Object.freeze({ mayBlock: false, zone: 'dma32' }),
  GFP_ATOMIC: gfpAtomic,
  GFP_NOWAIT: gfpAtomic,
});

/** `GFP_KERNEL|GFP_DMA`, as the kernel prints flags. */
export function gfpText({ mayBlock, zone, highmem, noWarn, compound }: Gfp): string {
  const names = [
    mayBlock ? 'GFP_KERNEL' : 'GFP_ATOMIC',
    zone === undefined ? undefined : zone === 'dma' ? 'GFP_DMA' : 'GFP_DMA32',
    highmem ? '__GFP_HIGHMEM' : undefined,
    noWarn ? '__GFP_NOWARN' : undefined,
    compound ? '__GFP_COMP' : undefined,
  ];
  return names.filter((name) => name !== undefined).join('|');
}
