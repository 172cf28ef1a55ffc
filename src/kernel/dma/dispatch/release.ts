import type { Buffer } from '../buffer.ts';
import type { CmaArea } from '../cma-area.ts';
import { CoherentPool } from '../coherent-pool.ts';
import type { DmaDevice } from '../dma-device.ts';
import { pagesOf } from '../get-order.ts';
import type { DmaMemory } from './dma-memory.ts';

/** What a driver says when it frees, which need not be what it was given. */
export interface FreeSays {
  /** Bytes. */
  readonly size: number;
  /** Bytes beside the address that it was given. */
  readonly offset?: number;
}

/**
 * dma_free_attrs(): gives memory back to the allocator that the device has *now* (spec 06 §3). Sizes that a driver says decide how
 * many bits a pool or an area clears; who got its memory elsewhere gives all of it back.
 */
export function release(buffer: Buffer, memory: DmaMemory, says: FreeSays = buffer): void {
  const { atomic, blocks, device, iova, pool, restricted, run } = buffer;
  if (iova !== undefined) device.iommu?.unmapPage(iova, buffer.size);
  if (atomic !== undefined) atomic.pool.release(atomic);
  else if (blocks !== undefined) for (const block of blocks) memory.pages.free(block);
  else if (restricted !== undefined) {
    // As with pools: without it, nobody takes the slots back.
    if (device.restrictedPool === restricted.pool) restricted.pool.release(restricted.slot, restricted.bytes);
  } else if (pool instanceof CoherentPool) releaseToPool(buffer, pool, memory, says);
  else if (pool !== undefined) releaseToArea(buffer, pool, memory, says);
  else if (run !== undefined) memory.pages.freeRun(run);
}

function releaseToPool(
  { device, firstPage }: Buffer,
  pool: CoherentPool,
  memory: DmaMemory,
  says: FreeSays,
): void {
  const first = firstPage + pagesBeside(says, pool.pageSize);
  if (pool === memory.globalPool) pool.release(first, pagesOf(says.size, pool.pageSize) * pool.pageSize);
  // With another pool, or none, the pages are never marked free again.
  else if (device.coherentPool === pool) pool.release(first, says.size);
}

/** dma_free_contiguous(), or dma_release_from_contiguous() of 32-bit Arm, which frees nothing that is not an area's. */
function releaseToArea(
  { device, firstPage, isArm }: Buffer,
  pool: CmaArea,
  memory: DmaMemory,
  says: FreeSays,
): void {
  const first = firstPage + pagesBeside(says, pool.pageSize);
  const pages = pagesOf(says.size, pool.pageSize);
  const isReleased = areasOf(device, memory).some((area) => area.release(pool.basePage + first, pages));
  if (!isReleased && isArm !== true) pool.strand(first, pages);
}

function areasOf(device: DmaDevice, memory: DmaMemory): readonly CmaArea[] {
  if (device.cmaArea !== undefined) return [device.cmaArea];
  const nodes = memory.nodeAreasOf(device);
  return memory.defaultArea === undefined ? nodes : [...nodes, memory.defaultArea];
}

function pagesBeside({ offset = 0 }: FreeSays, pageSize: number): number {
  return Math.floor(offset / pageSize);
}
