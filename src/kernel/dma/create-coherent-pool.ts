import type { BootedKernel } from '../booted-kernel.ts';
import { errno, type HookRegion } from '../hooks/hook.ts';
import { type Memblock, type MemblockRegion, memblockNoMap, roundDown, roundUp } from '../memblock.ts';
import { CoherentPool, type DeclaredPool } from './coherent-pool.ts';

/**
 * dma_init_coherent_memory() (spec 04 §2): the pool, or a negative errno. Memory that the kernel has mapped is refused, since
 * it cannot be mapped a second time uncached.
 *
 * @param pageCount in place of the region's, for a trial of another size at the same base
 */
export function createCoherentPool(
  region: Pick<HookRegion, 'node' | 'name' | 'base' | 'size'>,
  { memblock, profile }: BootedKernel,
  declared?: DeclaredPool,
  mapping: 'memremap' | 'ioremap' = 'memremap',
  pageCount?: number,
): CoherentPool | number {
  const { base, size } = region;
  const page = BigInt(profile.config.pageSize);
  const mapped = { base, size, page, mapping };
  if (size === 0n || !isMappable(mapped, memblock, profile.facts.physicalBits)) return errno.invalid;

  const bits = pageCount === undefined ? size / page : BigInt(pageCount);
  const mostBits = (8n * page) << BigInt(profile.config.maxPageOrder);
  if (bits > mostBits) return errno.noMemory;

  const bytes = pageCount === undefined ? size : bits * page;
  const place = { path: region.node.path, name: region.name, base, size: bytes };
  // get_order(0) is 20 where words have 32 bits, in every version.
  const zeroSize = profile.facts.wordBits === 32 ? 'as-4-gib' : profile.behaviours.zeroSizeFromPool;
  // Old kernels hand out the base as it stands in the tree, and count a pool's bytes in an int.
  const { poolHandle, poolSizeType } = profile.behaviours;
  const asItStands = poolHandle === 'device-base' ? { deviceBase: base, isExclusive: true } : undefined;
  const limit = bits * page;
  const byteLimit = Number(poolSizeType === 'int' ? BigInt.asIntN(32, limit) : limit);
  const wordBits = profile.behaviours.poolRelease === 'by-word' ? profile.facts.wordBits : undefined;
  const sizes = { zeroSize, byteLimit, wordBits };
  return new CoherentPool(place, profile.config.pageSize, sizes, declared ?? asItStands);
}

interface Mapped {
  readonly base: bigint;
  readonly size: bigint;
  readonly page: bigint;
  readonly mapping: 'memremap' | 'ioremap';
}

/** memremap(MEMREMAP_WC), which looks at all of it, and, below it or by itself, ioremap(), which looks at the first page. */
function isMappable(
  { base, size, page, mapping }: Mapped,
  memblock: Memblock,
  physicalBits: number,
): boolean {
  if (base + size > 1n << BigInt(physicalBits)) return false;
  if (mapping === 'memremap' && intersectsSystemRam(base, base + size, page, memblock)) return false;
  return !memblock.isMapMemory(roundDown(base, page));
}

/** The "System RAM" resources: mapped memory, each stretch cut to whole pages. */
function intersectsSystemRam(
  base: bigint,
  end: bigint,
  page: bigint,
  { memory }: Pick<Memblock, 'memory'>,
): boolean {
  for (let at = firstEndingAfter(base, memory); at < memory.length; at++) {
    const region = memory[at] as MemblockRegion;
    if (region.base >= end) return false;
    if ((region.flags & memblockNoMap) !== 0) continue;
    if (roundUp(region.base, page) < end && base < roundDown(region.end, page)) return true;
  }
  return false;
}

/** By halves: a board with many regions has as many pools, and as many stretches of memory. */
function firstEndingAfter(address: bigint, regions: readonly MemblockRegion[]): number {
  let low = 0;
  let high = regions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((regions[middle] as MemblockRegion).end > address) high = middle;
    else low = middle + 1;
  }
  return low;
}
