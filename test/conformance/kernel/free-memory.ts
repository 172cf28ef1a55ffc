import { PageAllocator } from '../../../src/kernel/dma/pages/page-allocator.ts';
import { bootRecorded } from './boot-recorded.ts';
import { type EmulationInput, inputOf } from './emulation-input.ts';
import type { Recording } from './recording.ts';

/** A zone's pages that no CMA area holds: handed to the page allocator, and free after the workload. */
export interface ZoneFigures {
  readonly name: string;
  readonly pageSize: number;
  readonly managed: number;
  readonly emulatedManaged: number;
}

/** What of a recording tells about its page allocator. */
export interface FreeMemory {
  readonly zones: readonly ZoneFigures[];
  /** Bytes that are free when the workload begins: MemFree after it, without CMA, with the workload's own pages. */
  readonly freeBytes: number;
  readonly emulatedFreeBytes: number;
}

/** A recording's /proc/zoneinfo and /proc/buddyinfo against the emulated page allocator; undefined where it has none. */
export function freeMemoryOf(recording: Recording, known: boolean): FreeMemory | undefined {
  const { zoneinfo, buddyinfo, meminfo_kb: meminfo } = recording;
  if (!zoneinfo?.length || !buddyinfo?.length || meminfo === undefined) return undefined;
  const input: EmulationInput = inputOf(recording);
  const kernel = bootRecorded(known ? input : { ...input, earlyAllocations: undefined });
  if (kernel === undefined || kernel.outcome === 'panics') return undefined;

  const pageSize = recording.machine.page_size;
  const allocator = new PageAllocator(kernel);
  const cmaPages = cmaPagesByZone(recording, zoneinfo);
  const zones = zonesOf(zoneinfo)
    .filter(({ managed }) => managed > 0)
    .map(({ name, managed }) => ({
      name,
      pageSize,
      managed: managed - (cmaPages.get(name) ?? 0),
      emulatedManaged: allocator.zones.find((zone) => zone.name === name)?.managedPages ?? 0,
    }));
  const free = buddyinfo.reduce((sum, line) => sum + freePagesOf(line), 0);
  const own = livePages(recording, pageSize);
  return {
    zones,
    freeBytes: (free + own) * pageSize - (meminfo.CmaFree ?? 0) * 1024,
    emulatedFreeBytes: allocator.freePages * pageSize,
  };
}

interface RecordedZone {
  readonly name: string;
  readonly start: number;
  readonly spanned: number;
  readonly managed: number;
}

function zonesOf(lines: readonly string[]): readonly RecordedZone[] {
  const zones: { name: string; start: number; spanned: number; managed: number }[] = [];
  for (const line of lines) {
    const [, name] = /^Node \d+, zone +(\S+)/.exec(line) ?? [];
    if (name !== undefined) zones.push({ name, start: 0, spanned: 0, managed: 0 });
    const [, key, value] = /^(spanned|managed|start_pfn):? +(\d+)/.exec(line) ?? [];
    const zone = zones.at(-1);
    if (zone === undefined || key === undefined) continue;
    if (key === 'start_pfn') zone.start = Number(value);
    else if (key === 'spanned' || key === 'managed') zone[key] = Number(value);
  }
  return zones;
}

/** Areas that were activated, by the zone that they lie in. */
function cmaPagesByZone(
  { cma_boot: areas }: Recording,
  lines: readonly string[],
): ReadonlyMap<string, number> {
  const pages = new Map<string, number>();
  const zones = zonesOf(lines);
  for (const { base_pfn: base, count, set } of areas ?? []) {
    const at = Number(base);
    const zone = zones.find(({ start, spanned }) => at >= start && at < start + spanned);
    if (set !== null && zone !== undefined) pages.set(zone.name, (pages.get(zone.name) ?? 0) + count);
  }
  return pages;
}

function freePagesOf(line: string): number {
  const [, counts = ''] = /zone +\S+ +(.*)$/.exec(line) ?? [];
  return counts
    .trim()
    .split(/ +/)
    .reduce((sum, count, order) => sum + Number(count) * 2 ** order, 0);
}

/** Pages of class B that the workload has not given back. */
function livePages({ ops }: Recording, pageSize: number): number {
  const live = new Map<unknown, number>();
  for (const row of ops ?? []) {
    const [, , id, size, status] = row;
    if (status === 'ok' && row[7] === 'B')
      live.set(id, 2 ** Math.ceil(Math.log2(Math.ceil(Number(size) / pageSize) || 1)));
    if (status === 'freed') live.delete(id);
  }
  return [...live.values()].reduce((sum, pages) => sum + pages, 0);
}
