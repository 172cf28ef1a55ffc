import type { BootContext, EarlyBoot } from '../boot-context.ts';
import { reserveHugetlbAreas } from '../cma-hugetlb.ts';
import { reserveNodeAreas } from '../cma-of-nodes.ts';
import { reserveDefaultCma } from '../default-cma.ts';
import { type EarlyAllocation, takeEarlyAllocations } from '../early-allocations.ts';
import { roundDown, roundUp } from '../memblock.ts';
import { scanMemory } from '../memory-scan.ts';
import { numaNodes } from '../numa-nodes.ts';
import { latePass } from '../reserved/late-pass.ts';
import { scanReservedMemory } from '../reserved/scan.ts';
import { larger } from '../unsigned.ts';
import { arm64Zones } from '../zones.ts';
import { memoryLimited } from './memory-limited.ts';

/**
 * The early boot of arm64 (setup_arch(); spec 01 §1). The default CMA area comes last, after page tables and `struct page`:
 * without a list of what was taken for those, they are estimated and the area's place is not exact. 4.14 places it first of all
 * (arm64_memblock_init()).
 */
export function bootArm64(context: BootContext, known: readonly EarlyAllocation[] | undefined): EarlyBoot {
  const { memblock, machine, log, commandLine, profile } = context;
  memblock.reserve(machine.fdt.base, machine.fdt.size);
  scanMemory(context);
  for (const { size } of commandLine.memoryRanges) log.info(memoryLimited(size));
  arm64MemblockInit(context);
  scanReservedMemory(context);
  memblock.allowResize();
  latePass(context);

  const zones = arm64Zones(context);
  if (profile.behaviours.arm64DefaultCma === 'first') {
    // The crash kernel's memory is taken right before, and not emulated.
    const exact = commandLine.crashKernel === undefined;
    reserveDefaultCma(context, { memblock: memblock.clone(), limit: zones.dmaEnd, exact });
    return { zones, dump: memblock };
  }

  const later = memblock.clone();
  const exact = known !== undefined;
  const nodes = numaNodes(context);
  for (const { ranges } of nodes) for (const { base } of ranges) later.splitMemory(base);
  takeEarlyAllocations(later, context, known, () => {
    reserveHugetlbAreas(context, { memblock: later, exact }, nodes);
    if (profile.behaviours.numaCma === 'pernuma')
      reserveNodeAreas(context, { memblock: later, exact }, nodes);
  });
  reserveDefaultCma(context, { memblock: later, limit: zones.dmaEnd, exact, nodes });
  return { zones, dump: memblock, later };
}

/**
 * What arm64 does to memblock before it scans reserved memory (arm64_memblock_init(); spec 01 §1): cut memory to what its map
 * reaches, apply `mem=`, and reserve initrd and kernel image.
 */
function arm64MemblockInit({ memblock, profile, machine, commandLine }: BootContext): void {
  const { physicalBits, linearMapSize, linearMapAlign } = profile.facts;
  const everything = (1n << 64n) - 1n;
  memblock.remove(1n << BigInt(physicalBits), everything);

  const image = machine.kernelImage;
  const imageEnd = image.base + image.size;
  const mapStart = roundDown(memblock.startOfDram(), linearMapAlign);
  const mapEnd = mapStart + linearMapSize;
  memblock.remove(larger(mapEnd, imageEnd), everything);
  if (mapEnd < memblock.endOfDram())
    memblock.remove(0n, roundUp(memblock.endOfDram() - linearMapSize, linearMapAlign));

  if (commandLine.memoryLimit !== undefined) {
    memblock.limitMemory(roundDown(commandLine.memoryLimit, BigInt(profile.config.pageSize)));
    memblock.add(image.base, image.size);
  }

  if (machine.initrd !== undefined) {
    const page = BigInt(profile.config.pageSize);
    const base = roundDown(machine.initrd.base, page);
    const size = roundUp(machine.initrd.base + machine.initrd.size, page) - base;
    memblock.add(base, size);
    memblock.clearNoMap(base, size);
    memblock.reserve(base, size);
  }
  memblock.reserve(image.base, image.size);
}
