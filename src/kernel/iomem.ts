import type { BootedKernel } from './booted-kernel.ts';
import { memblockNoMap } from './memblock.ts';
import { larger, smaller } from './unsigned.ts';

/** A row of /proc/iomem. */
export interface IomemRange {
  readonly depth: number;
  readonly base: bigint;
  /** Exclusive. */
  readonly end: bigint;
  readonly name: string;
}

type Range = Pick<IomemRange, 'base' | 'end'>;

/**
 * /proc/iomem as far as memory goes (request_standard_resources() of arm and arm64, reserve_memblock_reserved_regions(); riscv
 * init_resources()): RAM and no-map memory, and below them the kernel's image and what is reserved. 32-bit Arm shows mapped
 * memory and the image only. The image is one row, where kernels show code and data; what the kernel takes for itself later is
 * not in it. Not modelled: a riscv kernel loses rows, or all of them, where no-map memory is reserved as well or ends within a
 * page.
 */
export function iomemRanges({ memblock: late, dump, profile, machine }: BootedKernel): readonly IomemRange[] {
  // 32-bit Arm asks for its resources before it sets up static regions.
  const memblock = profile.arch === 'arm' ? dump : late;
  const page = profile.arch === 'arm' ? 1n : BigInt(profile.config.pageSize);
  const isArm = profile.arch === 'arm';
  const reservedName = profile.arch === 'riscv' ? 'Reserved' : 'reserved';
  const image = { base: machine.kernelImage.base, end: machine.kernelImage.base + machine.kernelImage.size };

  return memblock.memory.flatMap(({ base, end, flags }): readonly IomemRange[] => {
    const isMapped = (flags & memblockNoMap) === 0;
    if (isArm && !isMapped) return [];
    const shrinks = isMapped || profile.behaviours.partialPages === 'left-out';
    const own = shrinks ? inwards({ base, end }, page) : outwards({ base, end }, page);
    if (own.base >= own.end) return [];

    const children = [
      ...within([image], own).map((range) => ({ ...range, depth: 1, name: 'Kernel image' })),
      ...(isArm ? [] : memblock.reserved)
        .flatMap((taken) => within([outwards(taken, page)], own))
        .flatMap((taken) => without(taken, image))
        .map((range) => ({ ...range, depth: 1, name: reservedName })),
    ];
    children.sort((a, b) => (a.base < b.base ? -1 : 1));
    return [{ ...own, depth: 0, name: isMapped ? 'System RAM' : reservedName }, ...children];
  });
}

function inwards({ base, end }: Range, page: bigint): Range {
  return { base: ((base + page - 1n) / page) * page, end: (end / page) * page };
}

function outwards({ base, end }: Range, page: bigint): Range {
  return { base: (base / page) * page, end: ((end + page - 1n) / page) * page };
}

function within(ranges: readonly Range[], { base, end }: Range): readonly Range[] {
  return ranges
    .map((one) => ({ base: larger(one.base, base), end: smaller(one.end, end) }))
    .filter((one) => one.base < one.end);
}

function without({ base, end }: Range, hole: Range): readonly Range[] {
  const before = { base, end: smaller(end, hole.base) };
  const after = { base: larger(base, hole.end), end };
  return [before, after].filter((one) => one.base < one.end);
}
