import { type Memblock, memblockNoMap, roundDown, roundUp } from '../memblock.ts';
import type { KernelProfile } from '../profile.ts';
import { larger, smaller } from '../unsigned.ts';

/** Which part of 32-bit Arm's memory the kernel maps at all times. */
export interface LowMemory {
  /** arm_lowmem_limit: highmem begins here. */
  readonly end: bigint;
  /** memblock's current limit: early allocations, and the zones of low memory, end here. */
  readonly allocatable: bigint;
}

/** Above the kernel's linear map: 240 MiB of vmalloc space with a gap of 8 MiB, below 0xff800000. */
const vmallocEnd = 0xff800000n;
const vmallocSize = (240n + 8n) << 20n;

/**
 * adjust_lowmem_bounds() of 32-bit Arm: where low memory ends. A first stretch that does not begin at a multiple of 2 MiB
 * loses its head; any later border that is not one stops early allocations there. Without highmem, what lies above is no
 * memory at all.
 */
export function adjustLowmemBounds(
  memblock: Memblock,
  physOffset: bigint,
  { config, facts }: KernelProfile,
): LowMemory {
  const { pmdSize } = facts;
  const mappable = vmallocEnd - vmallocSize - config.pageOffset + physOffset;
  const isAligned = (address: bigint): boolean => address % pmdSize === 0n;

  const first = mapped(memblock)[0];
  if (first !== undefined && !isAligned(first.base))
    memblock.markNoMap(first.base, roundUp(first.base, pmdSize) - first.base);

  let end = 0n;
  let limit = 0n;
  for (const block of mapped(memblock)) {
    if (block.base >= mappable) continue;
    end = larger(end, smaller(mappable, block.end));
    if (limit !== 0n) continue;
    if (!isAligned(block.base)) limit = block.base;
    else if (!isAligned(block.end)) limit = end;
  }

  const dramEnd = memblock.endOfDram();
  if (!config.highmem && dramEnd > end) memblock.remove(end, dramEnd - end);
  return { end, allocatable: roundDown(limit === 0n ? end : limit, pmdSize) };
}

function mapped({ memory }: Memblock): readonly { readonly base: bigint; readonly end: bigint }[] {
  return memory.filter(({ flags }) => (flags & memblockNoMap) === 0);
}
