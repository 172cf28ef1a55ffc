import { dmaAttr } from '../kernel/dma/dma-attrs.ts';
import type { AllocFunction } from '../kernel/dma/types.ts';

/** How an allocation is asked for, beside its size and whether it may sleep. */
export interface AllocVariant {
  readonly call: AllocFunction;
  /** Bits of `dmaAttr`. */
  readonly attrs: number;
  /** GFP_DMA or GFP_DMA32. */
  readonly zone: 'dma' | 'dma32' | undefined;
}

/** dma_alloc_coherent(), without attributes. */
export const plainVariant: AllocVariant = { call: 'coherent', attrs: 0, zone: undefined };

const attrBits: Readonly<Record<string, number>> = {
  'write-combine': dmaAttr.writeCombine,
  'no-kernel-mapping': dmaAttr.noKernelMapping,
  'force-contiguous': dmaAttr.forceContiguous,
  'skip-cpu-sync': dmaAttr.skipCpuSync,
  'no-warn': dmaAttr.noWarn,
};

/** Bits of attributes by their words. */
export function attrsOf(words: readonly string[]): number {
  return words.reduce((bits, word) => bits | (attrBits[word] ?? 0), 0);
}

/** The words of attribute bits, for logs. */
export function attrNames(attrs: number): readonly string[] {
  return Object.keys(attrBits).filter((word) => (attrs & (attrBits[word] ?? 0)) !== 0);
}

/** Whether these GFP flags let the caller sleep: GFP_KERNEL alone does. */
export function maySleep(gfp: string | undefined): boolean {
  return gfp === undefined || gfp === 'kernel';
}

export function zoneOf(gfp: string | undefined): 'dma' | 'dma32' | undefined {
  return gfp === 'dma' || gfp === 'dma32' ? gfp : undefined;
}

export function sameVariant(left: AllocVariant, right: AllocVariant): boolean {
  return left.call === right.call && left.attrs === right.attrs && left.zone === right.zone;
}
