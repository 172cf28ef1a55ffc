import { errno } from '../hooks/hook.ts';
import type { KernelProfile } from '../profile.ts';
import type { Buffer } from './buffer.ts';
import { CoherentPool } from './coherent-pool.ts';
import type { DmaDevice } from './dma-device.ts';

/** A stretch of physical memory. */
export interface PhysicalRun {
  readonly phys: bigint;
  readonly size: number;
}

/** A live allocation, and what its driver says of it. */
export interface MmapTarget {
  readonly device: DmaDevice;
  readonly buffer: Buffer;
  /** Bytes, as the driver says. */
  readonly size: number;
  readonly handle: bigint;
  readonly phys: bigint;
  /** Pages of an allocation that an IOMMU put together, in order; undefined: it is one piece. */
  readonly scattered?: readonly bigint[] | undefined;
  /** Whether an IOMMU stands between: the handle then leads to no memory by itself. */
  readonly hasIommu?: boolean | undefined;
  /** Whether it is dma_alloc_pages()'s, which dma_mmap_pages() maps. */
  readonly isPages?: boolean | undefined;
}

/** Which part user space asks for, in pages (vm_pgoff, vma_pages()). */
export interface MmapRequest {
  readonly offset: number;
  readonly pages: number;
}

export type MmapAnswer =
  | { readonly errno: 0; readonly runs: readonly PhysicalRun[] }
  | {
      readonly errno: number;
      readonly reason: 'beyond-allocation' | 'less-than-a-page' | 'no-translation';
    };

export type SgtableAnswer =
  | { readonly errno: 0; readonly entries: readonly PhysicalRun[] }
  | { readonly errno: number; readonly reason: 'no-translation' };

/** -ENXIO. */
const noDeviceOrAddress = -6;

/**
 * dma_mmap_attrs(), dma_mmap_pages(): which memory user space gets, or -ENXIO where it asks for more than the allocation has
 * (spec 04 §8, 05 §6).
 *
 * - A buffer of a coherent pool: dma_mmap_from_dev_coherent(), whose pages up to 4.13 are the size's whole ones.
 * - dma-direct, 32-bit Arm's and arm64's older operations: the page that the handle stands for, and those behind it.
 * - Behind an IOMMU: the pages that were put together, or those of the one piece.
 */
export function mmapAttrs(target: MmapTarget, request: MmapRequest, profile: KernelProfile): MmapAnswer {
  const { size, buffer, phys } = target;
  const { pageSize } = profile.config;
  const isOfPool = buffer.pool instanceof CoherentPool && buffer.pool === target.device.coherentPool;
  const rounds = !isOfPool || profile.behaviours.poolMmap === 'rounded-up';
  const count = rounds ? Math.ceil(size / pageSize) : Math.floor(size / pageSize);
  if (request.offset >= count || request.pages > count - request.offset) {
    const isWithin = request.offset + request.pages <= Math.ceil(size / pageSize);
    return { errno: noDeviceOrAddress, reason: isWithin ? 'less-than-a-page' : 'beyond-allocation' };
  }

  if (target.scattered !== undefined) {
    const pages = target.scattered.slice(request.offset, request.offset + request.pages);
    return { errno: 0, runs: runsOf(pages, pages.length * pageSize, pageSize) };
  }
  const base = isOfPool || target.isPages === true ? phys : memoryOf(target);
  if (base === undefined) return { errno: noDeviceOrAddress, reason: 'no-translation' };
  const first = base - (base % BigInt(pageSize)) + BigInt(request.offset * pageSize);
  return { errno: 0, runs: [{ phys: first, size: request.pages * pageSize }] };
}

/**
 * dma_get_sgtable(): one entry for memory in one piece, rounded up to pages; behind an IOMMU one for each piece, and no longer
 * than the allocation.
 */
export function getSgtable(target: MmapTarget, profile: KernelProfile): SgtableAnswer {
  const { pageSize } = profile.config;
  const rounded = Math.ceil(target.size / pageSize) * pageSize;
  if (target.scattered !== undefined)
    return { errno: 0, entries: runsOf(target.scattered, target.size, pageSize) };
  const base = memoryOf(target);
  if (base === undefined) return { errno: errno.invalid, reason: 'no-translation' };
  return { errno: 0, entries: [{ phys: base - (base % BigInt(pageSize)), size: rounded }] };
}

/** dma_can_mmap(): arm, arm64 and riscv can map what a device without coherence has, too (CONFIG_DMA_NONCOHERENT_MMAP). */
export function canMmap(device: DmaDevice, { arch }: KernelProfile): boolean {
  return device.isCoherent || arch === 'arm' || arch === 'arm64' || arch === 'riscv';
}

/** What a handle stands for: dma_to_phys(), or, with an IOMMU, what the kernel mapped. */
function memoryOf({ device, handle, phys, hasIommu }: MmapTarget): bigint | undefined {
  if (hasIommu === true) return phys;
  const found = device.dmaToPhys(handle);
  return found === (1n << 64n) - 1n ? undefined : found;
}

/** Pages as stretches, neighbours put together (sg_alloc_table_from_pages()); the last is cut to the size. */
function runsOf(pages: readonly bigint[], size: number, pageSize: number): readonly PhysicalRun[] {
  const runs: { phys: bigint; size: number }[] = [];
  let left = size;
  for (const phys of pages) {
    const bytes = Math.min(left, pageSize);
    left -= bytes;
    const last = runs.at(-1);
    if (last !== undefined && last.phys + BigInt(last.size) === phys) last.size += bytes;
    else runs.push({ phys, size: bytes });
  }
  return runs;
}
