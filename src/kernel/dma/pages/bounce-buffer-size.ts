import type { BootedKernel } from '../../booted-kernel.ts';
import { roundUp } from '../../memblock.ts';
import { larger, smaller } from '../../unsigned.ts';

/** IO_TLB_DEFAULT_SIZE. */
const usual = 64n << 20n;

/** A segment of 128 slots of 2 KiB, by multiples of which the buffer is sized. */
const segment = 256n << 10n;

/**
 * Bytes of the bounce buffer that the kernel takes at boot (swiotlb_init(), mem_init(); spec 07 §6); 0n: none. There is one where
 * memory lies above the DMA zone, and for small kmalloc() memory, which may be bounced, a little one everywhere.
 */
export function bounceBufferBytes({ profile, zones, memblock, commandLine }: BootedKernel): bigint {
  const { swiotlb } = commandLine;
  if (profile.arch === 'arm' || swiotlb?.mode === 'noforce') return 0n;

  const slots = swiotlb?.slots;
  const size =
    slots === undefined || slots === 0 ? usual : larger(segment, roundUp(BigInt(slots) * 2048n, segment));
  const limit = zones.dmaEnd === 0n ? zones.dma32End : zones.dmaEnd;
  if (memblock.endOfDram() > limit) return size;
  // A size that is asked for is not made smaller (swiotlb_adjust_size()).
  if (profile.config.bouncesKmalloc)
    return size === usual ? roundUp(smaller(size, memblock.memorySize() / 1024n), segment) : size;
  return swiotlb?.mode === 'force' ? size : 0n;
}
