import type { BootedKernel } from '../../booted-kernel.ts';
import { type Memblock, memblockNoMap, roundDown, roundUp } from '../../memblock.ts';
import { larger, smaller } from '../../unsigned.ts';
import type { PageRange } from './buddy-zone.ts';
import { memoryBeforeDrivers } from './memory-before-drivers.ts';

/** The kernel's zones that coherent memory can come from, lowest first. */
export const zoneNames = ['DMA', 'DMA32', 'Normal', 'HighMem'] as const;
export type ZoneName = (typeof zoneNames)[number];

/** A zone as it is handed to the page allocator. */
export interface ZonePages {
  readonly name: ZoneName;
  /** Its memory that the kernel maps, taken or not. */
  readonly memory: readonly PageRange[];
  /** What of it is free when drivers begin to probe. */
  readonly free: readonly PageRange[];
}

const everything = (1n << 64n) - 1n;

/** free_area_init() and memblock_free_all(): the zones that have memory, with what memblock left of it. */
export function zonePages(kernel: BootedKernel): readonly ZonePages[] {
  if (kernel.outcome === 'panics') return [];
  const { profile } = kernel;
  const memblock = memoryBeforeDrivers(kernel);
  const page = BigInt(profile.config.pageSize);
  const free = freeRanges(memblock, page);
  const memory = memoryRanges(memblock, page);

  return zoneBorders(kernel).flatMap(({ name, start, end }) => {
    const first = pageNumber(start, page);
    const last = pageNumber(end, page);
    const own = clipped(memory, first, last);
    return own.length === 0 ? [] : [{ name, memory: own, free: clipped(free, first, last) }];
  });
}

interface ZoneBorder {
  readonly name: ZoneName;
  readonly start: bigint;
  readonly end: bigint;
}

/** zone_sizes_init(). What a configuration has no zone for is the next higher one's. */
function zoneBorders({ profile, zones }: BootedKernel): readonly ZoneBorder[] {
  const { zoneDma, zoneDma32, highmem } = profile.config;
  const borders: ZoneBorder[] = [];
  let at = 0n;
  const until = (name: ZoneName, end: bigint): void => {
    if (end > at) borders.push({ name, start: at, end });
    at = larger(at, end);
  };
  if (zoneDma) until('DMA', zones.dmaEnd);
  if (zoneDma32) until('DMA32', zones.dma32End);
  until('Normal', zones.lowEnd);
  if (highmem) until('HighMem', everything);
  return borders;
}

function memoryRanges(memblock: Memblock, page: bigint): readonly PageRange[] {
  return memblock.memory
    .filter(({ flags }) => (flags & memblockNoMap) === 0)
    .map(({ base, end }) => wholePages(base, end, page));
}

/** for_each_free_mem_range() with the partial pages left out, as __free_memory_core() does. */
function freeRanges(memblock: Memblock, page: bigint): readonly PageRange[] {
  const ranges: PageRange[] = [];
  const { reserved } = memblock;
  let next = 0;
  for (const { base, end, flags } of memblock.memory) {
    if ((flags & memblockNoMap) !== 0) continue;
    while (next > 0 && (reserved[next - 1]?.end ?? 0n) > base) next--;
    let at = base;
    for (; at < end; next++) {
      const taken = reserved[next];
      const until = taken === undefined ? end : smaller(taken.base, end);
      if (until > at) ranges.push(wholePages(at, until, page));
      if (taken === undefined || taken.base >= end) break;
      at = larger(at, taken.end);
    }
  }
  return ranges.filter(({ start, end }) => end > start);
}

function wholePages(base: bigint, end: bigint, page: bigint): PageRange {
  return { start: Number(roundUp(base, page) / page), end: Number(roundDown(end, page) / page) };
}

function pageNumber(address: bigint, page: bigint): number {
  return Number(address / page);
}

function clipped(ranges: readonly PageRange[], first: number, end: number): readonly PageRange[] {
  return ranges
    .map((range) => ({ start: Math.max(range.start, first), end: Math.min(range.end, end) }))
    .filter((range) => range.end > range.start);
}
