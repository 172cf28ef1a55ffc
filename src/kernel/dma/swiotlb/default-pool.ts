import type { BootedKernel } from '../../booted-kernel.ts';
import { roundDown } from '../../memblock.ts';
import { bounceBufferBytes } from '../pages/bounce-buffer-size.ts';
import { segmentSlots, slotSize } from './bounce-pool.ts';

/** Where the default pool lies, and how it is divided. */
export interface DefaultPool {
  readonly base: bigint;
  readonly slots: number;
  readonly areas: number;
  /** io_tlb_overflow_buffer, up to 4.20. */
  readonly spare: bigint | undefined;
  /** Lines of the log. */
  readonly lines: readonly string[];
}

/** IO_TLB_MIN_SLABS: the kernel gives up below 1 MiB. */
const fewestSlots = 512;

/** IO_TLB_OVERFLOW_SIZE. */
export const spareBytes = 0x8000n;

/** IO_TLB_DEFAULT_SIZE. */
const usualBytes = 64n << 20n;

const prefix = 'software IO TLB: ';

/**
 * swiotlb_init() and its memory (memblock_alloc_low(): top-down below the DMA zone's end; spec 07 §5), halved until it fits. Its
 * neighbours are the kernel's own early allocations, so that the place is an estimate. Undefined: there is none.
 */
export function placeDefaultPool(kernel: BootedKernel): DefaultPool | undefined {
  const bytes = bounceBufferBytes(kernel);
  if (bytes === 0n) return undefined;

  const lines: string[] = [];
  const { slots: wanted, areas } = sizedPool(kernel, bytes, lines);
  const memblock = (kernel.later ?? kernel.memblock).clone();
  const { zones, profile } = kernel;
  const align = BigInt(profile.config.pageSize);
  const end = roundDown((zones.dmaEnd === 0n ? zones.dma32End : zones.dmaEnd) - 1n, align);
  for (let slots = wanted; ; slots = halved(slots)) {
    const size = BigInt(slots) * BigInt(slotSize);
    const base = memblock.find({ size, align, start: 0n, end });
    if (base !== undefined) {
      if (slots !== wanted && profile.behaviours.bounceAreas)
        lines.push(`${prefix}SWIOTLB bounce buffer size adjusted ${wanted} -> ${slots} slabs`);
      lines.push(mappedLine(base, size));
      memblock.reserve(base, size);
      const spare =
        profile.behaviours.bounceFull === 'error'
          ? undefined
          : memblock.find({ size: spareBytes, align, start: 0n, end });
      const fitting = Math.max(1, Math.min(areas, Math.floor(slots / segmentSlots)));
      return { base, slots, areas: fitting, spare, lines };
    }
    if (profile.behaviours.bounceAreas)
      lines.push(`${prefix}swiotlb_memblock_alloc: Failed to allocate ${size} bytes tlb structure`);
    if (slots <= fewestSlots) return undefined;
  }
}

/** Slots and areas that the kernel sets out with: kernels with areas round the slots up to a power of two. */
function sizedPool(
  kernel: BootedKernel,
  bytes: bigint,
  lines: string[],
): { readonly slots: number; readonly areas: number } {
  const slots = Number(bytes / BigInt(slotSize));
  if (!kernel.profile.behaviours.bounceAreas) return { slots, areas: 1 };

  const asked = kernel.commandLine.swiotlb?.slots ?? 0;
  // swiotlb_adjust_size() heeds the architecture only where the command line does not say.
  if (bytes < usualBytes && (asked === 0 || asked === Number(usualBytes) / slotSize))
    lines.push(`${prefix}SWIOTLB bounce buffer size adjusted to ${bytes >> 20n}MB`);
  const areas = powerOfTwoAreas(kernel, kernel.commandLine.swiotlb?.areas);
  lines.push(`${prefix}area num ${areas}.`);
  const rounded = 2 ** Math.ceil(Math.log2(Math.max(slots, segmentSlots * areas)));
  if (rounded !== slots)
    lines.push(
      `${prefix}SWIOTLB bounce buffer size roundup to ${Math.floor((rounded * slotSize) / 2 ** 20)}MB`,
    );
  return { slots: rounded, areas };
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
  return `${prefix}mapped [mem ${hex(base)}-${hex(base + size)}] (${size >> 20n}MB)`;
}
