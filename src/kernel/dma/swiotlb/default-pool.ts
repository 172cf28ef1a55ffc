import type { BootedKernel } from '../../booted-kernel.ts';
import { roundDown } from '../../memblock.ts';
import { bounceBufferBytes } from '../pages/bounce-buffer-size.ts';
import { segmentSlots, slotSize } from './bounce-pool.ts';

/** Where the default pool lies, and how it is divided. */
export interface DefaultPool {
  readonly base: bigint;
  readonly slots: number;
  readonly areas: number;
  /** Lines of the log. */
  readonly lines: readonly string[];
}

/** IO_TLB_MIN_SLABS: the kernel gives up below 1 MiB. */
const fewestSlots = 512;

/**
 * swiotlb_init() and its memory (memblock_alloc_low(): top-down below the DMA zone's end; spec 07 §5), halved until it fits. Its
 * neighbours are the kernel's own early allocations, so that the place is an estimate. Undefined: there is none.
 */
export function placeDefaultPool(kernel: BootedKernel): DefaultPool | undefined {
  const bytes = bounceBufferBytes(kernel);
  if (bytes === 0n) return undefined;

  const { profile, zones, commandLine } = kernel;
  const memblock = (kernel.later ?? kernel.memblock).clone();
  const page = BigInt(profile.config.pageSize);
  const wanted = profile.behaviours.bounceAreas ? powerOfTwoAreas(kernel, commandLine.swiotlb?.areas) : 1;
  const lines = profile.behaviours.bounceAreas ? [`software IO TLB: area num ${wanted}.`] : [];
  const first = Number(bytes / BigInt(slotSize));
  const end = zones.dmaEnd === 0n ? zones.dma32End : zones.dmaEnd;
  for (let slots = first; ; slots = halved(slots)) {
    const size = BigInt(slots) * BigInt(slotSize);
    const base = memblock.find({ size, align: page, start: 0n, end: roundDown(end - 1n, page) });
    if (base !== undefined) {
      if (slots !== first && profile.behaviours.bounceAreas)
        lines.push(`software IO TLB: SWIOTLB bounce buffer size adjusted ${first} -> ${slots} slabs`);
      lines.push(mappedLine(base, size));
      return { base, slots, areas: Math.max(1, Math.min(wanted, Math.floor(slots / segmentSlots))), lines };
    }
    if (slots <= fewestSlots) return undefined;
  }
}

function halved(slots: number): number {
  return Math.ceil(slots / 2 / segmentSlots) * segmentSlots;
}

/** An area for each processor, or as many as `swiotlb=` says, rounded up to a power of two (swiotlb_adjust_nareas()). */
function powerOfTwoAreas({ model }: BootedKernel, asked: number | undefined): number {
  const nodes = model.tree.root.child('cpus')?.children.values() ?? [];
  const processors = [...nodes].filter(({ baseName }) => baseName === 'cpu').length;
  const count = asked === undefined || asked === 0 ? Math.max(1, processors) : asked;
  return 2 ** Math.ceil(Math.log2(Math.min(count, 4096)));
}

function mappedLine(base: bigint, size: bigint): string {
  const hex = (address: bigint): string => `0x${address.toString(16).padStart(16, '0')}`;
  return `software IO TLB: mapped [mem ${hex(base)}-${hex(base + size)}] (${size >> 20n}MB)`;
}
