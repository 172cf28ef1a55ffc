/** The name of an attribute of an allocation or a mapping. */
export type DmaAttr =
  | 'weakOrdering'
  | 'writeCombine'
  /** Until 5.9. */
  | 'nonConsistent'
  | 'noKernelMapping'
  | 'skipCpuSync'
  | 'forceContiguous'
  | 'allocSinglePages'
  | 'noWarn'
  | 'privileged'
  | 'mmio'
  | 'debuggingIgnoreCachelines'
  | 'requireCoherent'
  | 'ccShared';

/** The kernel's bits (include/linux/dma-mapping.h; spec 05 §1). */
export const dmaAttr: Readonly<Record<DmaAttr, number>> = Object.freeze({
  weakOrdering: 0x2,
  writeCombine: 0x4,
  nonConsistent: 0x8,
  noKernelMapping: 0x10,
  skipCpuSync: 0x20,
  forceContiguous: 0x40,
  allocSinglePages: 0x80,
  noWarn: 0x100,
  privileged: 0x200,
  mmio: 0x400,
  debuggingIgnoreCachelines: 0x800,
  requireCoherent: 0x1000,
  ccShared: 0x2000,
});

/** Whether an attribute is among these bits. */
export function hasAttr(attrs: number, name: DmaAttr): boolean {
  return (attrs & dmaAttr[name]) !== 0;
}
