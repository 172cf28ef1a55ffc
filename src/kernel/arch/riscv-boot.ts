import type { BootContext, EarlyBoot } from '../boot-context.ts';
import { reserveDefaultCma } from '../default-cma.ts';
import { roundDown, roundUp } from '../memblock.ts';
import { scanMemory } from '../memory-scan.ts';
import { latePass } from '../reserved/late-pass.ts';
import { scanReservedMemory } from '../reserved/scan.ts';
import { smaller } from '../unsigned.ts';
import { riscvZones } from '../zones.ts';
import { reserveInitrd } from './initrd.ts';
import { memoryLimited } from './memory-limited.ts';

/**
 * The early boot of riscv (setup_bootmem(); spec 01 §1): the blob is reserved after the regions, so that a dynamic one can come
 * to lie on it. 5.10 scans for regions when all else is done.
 */
export function bootRiscv(context: BootContext): EarlyBoot {
  const { memblock, machine, profile } = context;
  const scansLate = profile.behaviours.riscvScan === 'after-unflatten';
  scanMemory(context);
  reserveKernel(context);
  reserveInitrd(context);

  if (!scansLate) scanReservedMemory(context);
  memblock.reserve(machine.fdt.base, machine.fdt.size);
  const zones = riscvZones(context);
  reserveDefaultCma(context, {
    memblock: scansLate ? memblock : memblock.clone(),
    limit: zones.dma32End,
    exact: true,
  });

  memblock.allowResize();
  if (scansLate) scanReservedMemory(context);
  latePass(context);
  return { zones, dump: memblock };
}

/** The image up to the end of its last page-table entry, which is read-only as a whole; `mem=` and the linear map's size. */
function reserveKernel({ memblock, machine, profile, commandLine, log }: BootContext): void {
  const { pmdSize, linearMapSize, linearMapAlign } = profile.facts;
  // Of several limits the lowest counts (early_mem()).
  const page = BigInt(profile.config.pageSize);
  let limit: bigint | undefined;
  for (const { size } of profile.behaviours.riscvMemoryLimit ? commandLine.memoryRanges : []) {
    limit = smaller(limit ?? size, roundDown(size, page));
    log.info(memoryLimited(limit));
  }
  if (limit !== undefined) memblock.limitMemory(limit);

  const { base, size } = machine.kernelImage;
  memblock.reserve(base, roundUp(base + size, pmdSize) - base);

  const mapStart = roundDown(memblock.startOfDram(), linearMapAlign);
  if (memblock.endOfDram() > mapStart + linearMapSize) memblock.capMemoryRange(mapStart, linearMapSize);
}
