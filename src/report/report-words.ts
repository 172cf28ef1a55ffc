import type { MemoryLayout } from '../memory/layout.ts';
import type { MemoryNode, Region, RegionUse, WrittenRange } from '../memory/model.ts';
import { formatBytes, hex } from '../memory/quantity.ts';
import type { BoardReport } from '../project/board-report.ts';

/** A board's memory in a few numbers. */
export function reportFacts({ board, layout }: BoardReport): readonly string[] {
  const { regions } = board.model;
  return [
    layout.memoryKnown ? `${formatBytes(layout.ramBytes)} RAM` : 'memory size unknown',
    ...reservedFacts(layout),
    ...countOf(regions, 'static', 'region'),
    ...countOf(regions, 'dynamic', 'dynamic region'),
  ];
}

function reservedFacts({
  memoryKnown,
  ramBytes,
  reservedBytes,
  reservedRamBytes,
}: MemoryLayout): readonly string[] {
  if (reservedBytes === 0n) return ['nothing reserved'];
  if (!memoryKnown) return [`${formatBytes(reservedBytes)} reserved`];

  const outside = reservedBytes - reservedRamBytes;
  return [
    ...(reservedRamBytes === 0n
      ? []
      : [`${formatBytes(reservedRamBytes)} of it reserved (${percent(reservedRamBytes, ramBytes)})`]),
    ...(outside === 0n ? [] : [`${formatBytes(outside)} reserved outside RAM`]),
  ];
}

function countOf(regions: readonly Region[], kind: Region['kind'], noun: string): readonly string[] {
  const count = regions.filter((region) => region.kind === kind && region.available).length;
  return count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`];
}

/** A share of bytes, to two digits. */
export function percent(part: bigint, whole: bigint): string {
  const tenths = Number((part * 10000n) / whole) / 100;
  return `${tenths < 10 ? tenths.toFixed(1) : tenths.toFixed(0)} %`;
}

/** What there is to say of a memory node. */
export function memoryRemark({ available, deviceTypeIsMemory, node }: MemoryNode): string {
  if (!available) return 'disabled';
  if (!deviceTypeIsMemory) return 'no device_type';
  return node.parent?.parent === undefined ? '' : 'not below the root';
}

/** A range as `alloc-ranges` gives it. */
export function rangeText({ base, size }: WrittenRange): string {
  return size === 0n ? `${hex(base)}, size 0` : `${hex(base)}..${hex(base + size - 1n)}`;
}

/** Why a region keeps nothing; undefined for one that does. */
export function whyUnreserved(region: Region): string | undefined {
  if (!region.available) return 'disabled';
  if (region.kind === 'placeholder') return 'no reg, no size';
  if (region.kind === 'dynamic') return undefined;
  return region.reg.some(({ size }) => size !== 0n) ? undefined : 'size 0';
}

/** What an entry names that is no region. */
export function targetText({ phandle, target }: RegionUse): string {
  return target === undefined ? `no node has phandle ${hex(phandle)}` : `${target.path} (no region)`;
}
