import { type Memblock, memblockNoMap, roundUp } from '../memblock.ts';
import type { KernelProfile } from '../profile.ts';
import { larger, smaller } from '../unsigned.ts';

/** Above the kernel's linear map: 240 MiB of vmalloc space with a gap of 8 MiB, below 0xff800000. */
const vmallocEnd = 0xff800000n;
const defaultVmalloc = 240n << 20n;
const vmallocGap = 8n << 20n;
const leastVmalloc = 16n << 20n;
/** What `vmalloc=` must leave of the linear map. */
const leastLowmem = 32n << 20n;

/**
 * adjust_lowmem_bounds() of 32-bit Arm: where the memory ends that the kernel maps at all times, and highmem begins. A first
 * stretch that does not begin at a multiple of 2 MiB loses its head. Without highmem, what lies above is no memory at all.
 */
export function adjustLowmemBounds(
  memblock: Memblock,
  physOffset: bigint,
  profile: KernelProfile,
  vmalloc: bigint | undefined,
): bigint {
  const { config, facts } = profile;
  const { pmdSize } = facts;
  const mappable = vmallocEnd - aboveLowmem(profile, vmalloc) - config.pageOffset + physOffset;
  const first = mapped(memblock)[0];
  if (first !== undefined && first.base % pmdSize !== 0n)
    memblock.markNoMap(first.base, roundUp(first.base, pmdSize) - first.base);

  const low = mapped(memblock).filter(({ base }) => base < mappable);
  const end = low.reduce((highest, block) => larger(highest, smaller(mappable, block.end)), 0n);
  const dramEnd = memblock.endOfDram();
  if (!config.highmem && dramEnd > end) memblock.remove(end, dramEnd - end);
  return end;
}

/** Bytes from the end of low memory's map up to vmallocEnd (early_vmalloc()). */
function aboveLowmem({ config, behaviours }: KernelProfile, vmalloc: bigint | undefined): bigint {
  if (vmalloc === undefined) return defaultVmalloc + vmallocGap;

  const gap = behaviours.armVmallocGap === 'always' ? vmallocGap : 0n;
  const most = vmallocEnd - config.pageOffset - leastLowmem - gap;
  return larger(leastVmalloc, smaller(most, vmalloc)) + gap;
}

function mapped({ memory }: Memblock): readonly { readonly base: bigint; readonly end: bigint }[] {
  return memory.filter(({ flags }) => (flags & memblockNoMap) === 0);
}
