import type { BootedKernel } from '../../booted-kernel.ts';
import { rangesOf } from '../../cma-areas.ts';
import { takeEarlyAllocations } from '../../early-allocations.ts';
import { KernelPanic } from '../../kernel-panic.ts';
import { type Memblock, roundDown, roundUp } from '../../memblock.ts';
import type { KernelProfile } from '../../profile.ts';
import { bounceBufferBytes } from './bounce-buffer-size.ts';

/**
 * memblock when it hands its memory to the page allocator (memblock_free_all()): CMA areas are taken, since their pages are for
 * what can be moved only, and so is what the kernel needs for itself, as far as it is estimated. docs/spec-notes.md says how near
 * that comes to recorded kernels.
 */
export function memoryBeforeDrivers(kernel: BootedKernel): Memblock {
  const { profile, later, machine } = kernel;
  const memblock = (later ?? kernel.memblock).clone();
  memblock.allowResize();
  for (const area of kernel.cma) {
    const isKept = area.isActive || profile.behaviours.unusableCmaPages === 'nobody';
    for (const { base, size } of rangesOf(area))
      if (isKept) memblock.reserve(base, size);
      else memblock.free(base, size);
  }

  if (later === undefined) takeEarly(memblock, kernel);
  const page = BigInt(profile.config.pageSize);
  const take = (bytes: bigint, end?: bigint): void => {
    if (bytes > 0n) memblock.allocate({ size: bytes, align: page, ...(end === undefined ? {} : { end }) });
  };
  const { lowEnd } = kernel.zones;
  take(bounceBufferBytes(kernel), kernel.zones.dmaEnd === 0n ? kernel.zones.dma32End : kernel.zones.dmaEnd);
  // The hash tables of dentries and inodes: a pointer for every 8 KiB, and one for every 16 KiB.
  const pointer = BigInt(profile.facts.wordBits / 8);
  take((memblock.memorySize() / 8192n) * pointer, lowEnd);
  take((memblock.memorySize() / 16384n) * pointer, lowEnd);

  // free_initrd_mem(), once it is unpacked.
  if (machine.initrd !== undefined) {
    const { base, size } = machine.initrd;
    memblock.free(roundDown(base, page), roundUp(base + size, page) - roundDown(base, page));
  }
  return memblock;
}

/**
 * memory_present()'s array of pointers to section tables (SPARSEMEM_EXTREME): 2^56 bytes of possible memory in sections of 2^27, 128
 * of them (at 32 bytes, with page extensions) a table. Recorded kernels take 32 MiB for it, whatever RAM there is.
 */
const riscvSectionRoots = ((1n << 56n) / (1n << 27n) / 128n) * 8n;

/** `struct page` for all memory, where it has not been counted yet: as for arm64, or 32-bit Arm's one array of 32 bytes a page. */
function takeEarly(memblock: Memblock, { profile, zones }: BootedKernel): void {
  if (profile.arch !== 'arm') {
    if (profile.arch === 'riscv') memblock.allocate({ size: riscvSectionRoots, align: 64n });
    takeEstimated(memblock, profile);
    return;
  }
  const spanned = memblock.endOfDram() - memblock.startOfDram();
  const size = (spanned / BigInt(profile.config.pageSize)) * 32n;
  if (size > 0n) memblock.allocate({ size, align: pageOf(profile), end: zones.lowEnd });
}

/** On kernels whose boot does not count them: where there is no room for them, drivers find nothing left. */
function takeEstimated(memblock: Memblock, profile: KernelProfile): void {
  try {
    takeEarlyAllocations(memblock, { profile }, undefined, () => {});
  } catch (panic) {
    if (!(panic instanceof KernelPanic)) throw panic;
  }
}

function pageOf({ config }: KernelProfile): bigint {
  return BigInt(config.pageSize);
}
