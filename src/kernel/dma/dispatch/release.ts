import type { AtomicPages } from '../atomic-pools.ts';
import type { Buffer } from '../buffer.ts';
import type { CmaArea } from '../cma-area.ts';
import { CoherentPool } from '../coherent-pool.ts';
import type { DmaDevice } from '../dma-device.ts';
import { getOrder, pagesOf } from '../get-order.ts';
import type { PageBlock, PageRun } from '../pages/page-allocator.ts';
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
  const { atomic, blocks, device, iova, pool, restricted, run, slots } = buffer;
  if (iova !== undefined) device.iommu?.unmapPage(iova, says.size);
  const first = pagesBeside(says, memory.pageSize);
  const pages = pagesOf(says.size, memory.pageSize);
  if (atomic !== undefined) releaseToAtomic(atomic, first, pages);
  else if (blocks !== undefined) releaseScattered(blocks, pages, memory);
  else if (slots !== undefined) memory.bounce?.release(device, slots, pages * memory.pageSize);
  else if (restricted !== undefined) {
    // As with pools: without it, nobody takes the slots back.
    if (device.restrictedPool === restricted.pool) restricted.pool.release(restricted.slot, restricted.bytes);
  } else if (pool instanceof CoherentPool) releaseToPool(buffer, pool, memory, says);
  else if (pool !== undefined) releaseToArea(buffer, pool, memory, says);
  else if (run !== undefined && buffer.isArm === true)
    memory.pages.freeRun({ ...run, pfn: run.pfn + first, pages });
  else if (run !== undefined) releasePages(run, first, pages, memory);
}

/** dma_free_from_pool(): what does not lie in one stretch of a pool wholly is not the pool's. */
function releaseToAtomic(atomic: AtomicPages, offset: number, pages: number): void {
  const first = atomic.first + offset;
  if (first + pages <= atomic.chunk.bitmap.pageCount) atomic.pool.release({ ...atomic, first, pages });
}

/**
 * __free_pages() of the order of a size: what is over of a larger block nobody frees. Of a smaller one too many pages go to the
 * page allocator, which finds others' among them ("Bad page state") and keeps none; a page in the middle is not the block's first,
 * which alone is counted.
 */
function releasePages(run: PageRun, first: number, pages: number, { pages: allocator }: DmaMemory): void {
  const given = 2 ** getOrder(Math.max(1, pages), 1);
  if (first === 0 && given <= run.pages) allocator.freeRun({ ...run, pages: given });
}

/** __iommu_dma_free_pages(): as many of the pages, from the first, as the size has. */
function releaseScattered(
  blocks: readonly PageBlock[],
  pages: number,
  { pages: allocator }: DmaMemory,
): void {
  let left = pages;
  for (const { pfn, order, zone } of blocks) {
    if (left <= 0) return;
    const given = Math.min(left, 2 ** order);
    allocator.freeRun({ pfn, pages: given, zone });
    left -= given;
  }
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
  const isReleased = isTakenBack(device, memory, pool.basePage + first, pages);
  if (!isReleased && isArm !== true) pool.strand(first, pages);
}

/** Whether the device's area clears the bits, or without one an area of its memory node or the default one. */
function isTakenBack(device: DmaDevice, memory: DmaMemory, page: number, pages: number): boolean {
  const needsAll = memory.kernel.profile.behaviours.cmaRelease === 'all-pages';
  if (device.cmaArea !== undefined) return takesBack(device.cmaArea, page, pages, needsAll);
  for (const area of memory.nodeAreasOf(device)) if (takesBack(area, page, pages, needsAll)) return true;
  return memory.defaultArea !== undefined && takesBack(memory.defaultArea, page, pages, needsAll);
}

function takesBack(area: CmaArea, page: number, pages: number, needsAll: boolean): boolean {
  return (!needsAll || page + pages <= area.basePage + area.pageCount) && area.release(page, pages);
}

function pagesBeside({ offset = 0 }: FreeSays, pageSize: number): number {
  return Math.floor(offset / pageSize);
}
