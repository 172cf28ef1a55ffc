import type { BootContext, EarlyBoot } from '../boot-context.ts';
import { reserveDefaultCma } from '../default-cma.ts';
import { KernelPanic } from '../kernel-panic.ts';
import { type Memblock, roundUp } from '../memblock.ts';
import { scanMemory } from '../memory-scan.ts';
import { latePass } from '../reserved/late-pass.ts';
import { scanReservedMemory } from '../reserved/scan.ts';
import { armZones } from '../zones.ts';
import { adjustLowmemBounds } from './arm-lowmem.ts';
import { dmaZoneSize } from './arm-machines.ts';
import { reserveInitrd } from './initrd.ts';

/** arm_dma_limit where the machine has no DMA zone of its own. */
const noDmaZone = 0xffffffffn;

/**
 * The early boot of 32-bit Arm (setup_arch(), arm_memblock_init(); spec 01 §1). The default CMA area comes right after the
 * scan for regions and before page tables, so that its place is exact; from 6.12 on static regions are set up after it.
 */
export function bootArm(context: BootContext): EarlyBoot {
  const { memblock, machine, profile, commandLine, model } = context;
  const physOffset = physOffsetOf(context);
  memblock.reserve(machine.fdt.base, machine.fdt.size);
  scanMemory(context, physOffset);
  applyMemoryParameters(context, physOffset);
  const highmemStart = adjustLowmemBounds(memblock, physOffset, profile, commandLine.vmalloc);

  memblock.reserve(machine.kernelImage.base, machine.kernelImage.size);
  reserveInitrd(context);
  const tables = machine.pageTables ?? { base: machine.kernelImage.base - 0x4000n, size: 0x4000n };
  memblock.reserve(tables.base, tables.size);
  scanReservedMemory(context);

  const zoneSize = dmaZoneSize(model.tree.root, profile.config);
  const dmaZoneEnd = zoneSize === undefined ? undefined : physOffset + zoneSize;
  const dmaLimit = dmaZoneEnd === undefined ? noDmaZone : dmaZoneEnd - 1n;
  const limit = profile.config.zoneDma ? dmaLimit : 0n;
  const later = memblock.clone();
  reserveDefaultCma(context, {
    memblock: later,
    limit,
    exact: true,
    highmemStart,
  });

  memblock.allowResize();
  checkRoomForVectors(later, highmemStart);
  // Regions may have cut memory: the kernel works its limit out again, after it printed its lists.
  const lowEnd = adjustLowmemBounds(memblock.clone(), physOffset, profile, commandLine.vmalloc);
  const dump = memblock.clone();
  latePass(context);
  return { zones: armZones(memblock, lowEnd, dmaZoneEnd), dump };
}

/** devicemaps_init() needs two pages of low memory for the vectors, before anything else if lowmem is mapped in sections. */
function checkRoomForVectors(memblock: Memblock, end: bigint): void {
  const size = 0x2000n;
  if (memblock.memory.length === 0 || memblock.find({ size, align: size, end }) !== undefined) return;
  throw new KernelPanic('early_alloc: Failed to allocate 8192 bytes align=0x2000');
}

/**
 * PHYS_OFFSET, where low memory begins: the decompressor takes the 128 MiB that it runs in, or, if the tree has no memory
 * there, the tree's first (fdt_check_mem_start()).
 */
export function physOffsetOf({ machine, model }: Pick<BootContext, 'machine' | 'model'>): bigint {
  const banks = (machine.memory ?? model.banks).filter(({ size }) => size > 0n);
  const guess = machine.kernelImage.base & 0xf8000000n;
  if (banks.some(({ base, size }) => guess >= base && guess - base < size)) return guess;

  const first = banks.reduce<bigint | undefined>(
    (low, { base }) => (low === undefined || base < low ? base : low),
    undefined,
  );
  return roundUp(first ?? guess, 1n << 21n);
}

/** `mem=SIZE[@START]`, as often as it is given: the first forgets the tree's memory (early_mem(), arm_add_memory()). */
function applyMemoryParameters({ commandLine, memblock, profile }: BootContext, physOffset: bigint): void {
  if (commandLine.memoryRanges.length > 0)
    memblock.remove(memblock.startOfDram(), memblock.endOfDram() - memblock.startOfDram());

  const page = BigInt(profile.config.pageSize);
  const top = (1n << BigInt(profile.facts.addressBits)) - 1n;
  for (const { size, start } of commandLine.memoryRanges) {
    const asked = start ?? physOffset;
    const aligned = roundUp(asked, page);
    const base = aligned < physOffset ? physOffset : aligned;
    const end = asked + size > top ? top : asked + size;
    if (end > base) memblock.add(base, (end - base) & ~(page - 1n));
  }
}
