/** ARCH_DMA_MINALIGN of arm64; riscv's is 64. */
const dmaMinAlign = { arm64: 128, riscv: 64, arm: 64 } as const;

/** Sizes of kmalloc()'s caches up to twice the largest alignment. */
const kmallocSizes = [8, 16, 32, 64, 96, 128, 192, 256];

export interface KmallocRules {
  readonly arch: keyof typeof dmaMinAlign;
  /** dma_get_cache_alignment(): bytes of the CPU's write-back line. */
  readonly cacheLine: number;
  /** Whether there is a bounce buffer, without which kmalloc() itself keeps to cache lines. */
  readonly hasBouncePool: boolean;
}

/**
 * Whether a length is that of a kmalloc() buffer which may share its cache lines (dma_kmalloc_size_aligned(), 6.5; spec 07 §2). It is
 * the length only: where the buffer lies is not looked at.
 */
export function sharesCacheLines(size: number, { arch, cacheLine, hasBouncePool }: KmallocRules): boolean {
  if (size === 0 || size >= 2 * dmaMinAlign[arch]) return false;
  return kmallocSize(size, hasBouncePool ? 8 : cacheLine) % cacheLine !== 0;
}

/** kmalloc_size_roundup(): bytes of the cache's objects. Caches that do not keep to the alignment are not there. */
function kmallocSize(size: number, minAlign: number): number {
  const fitting = kmallocSizes.find((bytes) => bytes >= size) ?? size;
  const aligned = Math.ceil(fitting / minAlign) * minAlign;
  return kmallocSizes.find((bytes) => bytes >= aligned) ?? aligned;
}
