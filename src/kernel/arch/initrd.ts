import type { BootContext } from '../boot-context.ts';
import { roundDown, roundUp } from '../memblock.ts';

/** reserve_initrd_mem(): whole pages, unless they are not all of one stretch of memory, or something is reserved there. */
export function reserveInitrd({ memblock, machine, profile, log }: BootContext): void {
  if (machine.initrd === undefined) return;

  const page = BigInt(profile.config.pageSize);
  const base = roundDown(machine.initrd.base, page);
  const size = roundUp(machine.initrd.base + machine.initrd.size, page) - base;
  const range = `0x${base.toString(16).padStart(8, '0')}+0x${size.toString(16).padStart(8, '0')}`;
  if (!memblock.isRegionMemory(base, size)) {
    log.error(`INITRD: ${range} is not a memory region - disabling initrd`);
    return;
  }
  if (memblock.overlapsReserved(base, size)) {
    log.error(`INITRD: ${range} overlaps in-use memory region - disabling initrd`);
    return;
  }
  memblock.reserve(base, size);
}
