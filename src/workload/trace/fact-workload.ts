import { anyCmaUser, cmaUserName } from '../../kernel/dma/cma-user.ts';
import type { CmaAreaFact } from './cma-debugfs.ts';
import type { DmaBufInfo } from './dma-buf-info.ts';
import type { CmaFailureFact } from './dmesg-failures.ts';
import { complementOf, largestRequest, type PageRun, placesFor, sumOf } from './free-map.ts';

/** A workload made of what a running system told, and what is to be said of it. */
export interface FactWorkload {
  readonly yaml: string;
  readonly notes: readonly string[];
}

/** Of a workload: pinned ranges, and characters. */
const mostRanges = 1000;

/**
 * A refused request as a workload: what was taken then cannot be had, and the same request fails. Where the map had room and the
 * refusal was -EBUSY, a page of each place that fits is taken to be one that would not move.
 *
 * @param area the name on the board; undefined: not known
 */
export function workloadOfFailure(
  fact: CmaFailureFact,
  source: string,
  area: string | undefined,
): FactWorkload {
  const { map, pages, code } = fact;
  const notes: string[] = [];
  const device = area === undefined ? anyCmaUser : cmaUserName(area);
  const taken = map === undefined ? [] : [...complementOf(map.free, map.total)];
  if (map === undefined)
    notes.push(
      'The log has no free map: CONFIG_CMA_DEBUG prints one. Whether the request fails hangs on what was taken.',
    );
  else {
    if (!map.isWhole) notes.push('The free map is cut or mixed with other lines: its runs do not add up.');
    const places = [...placesFor(pages, map.free)];
    if (places.length > 0) {
      notes.push(
        `The map has room for the request (${code === -16 ? 'its pages would not move' : `refused with ${code}`}): a page in each of ${places.length} places is taken as pinned.`,
      );
      taken.push(...places.map((first): PageRun => [first, 1]));
      taken.sort(([left], [right]) => left - right);
    }
  }
  const ranges = bounded(taken, notes);
  const lines = [
    `# From ${source}:${fact.line}: ${commentText(fact.text)}`,
    'version: 1',
    `name: ${quoted(`CMA refuses ${pages} pages${area === undefined ? '' : ` of ${area}`}`)}`,
    ...pinnedLines(ranges, area),
    'steps:',
    `  - alloc: { device: ${quoted(device)}, size: ${pages} pages, id: refused }`,
    `    expect: ${map === undefined ? 'any' : 'fails'}`,
  ];
  return { yaml: `${lines.join('\n')}\n`, notes };
}

/** An area as it stood: what was taken cannot be had, the largest request that still fits does, and one page more does not. */
export function workloadOfArea(fact: CmaAreaFact, source: string, area: string): FactWorkload {
  const notes: string[] = [];
  const { basePfn, count, free, taken } = fact;
  const largest = largestRequest(free, basePfn);
  const device = quoted(cmaUserName(area));
  const lines = [
    `# From ${source}: ${sumOf(taken)} of ${count} pages taken, base pfn 0x${basePfn.toString(16)}`,
    'version: 1',
    `name: ${quoted(`${area} as it stood`)}`,
    ...pinnedLines(bounded(taken, notes), area),
    'steps:',
    ...(largest === 0
      ? []
      : [
          `  - alloc: { device: ${device}, size: ${largest} pages, id: largest }   # the most that one buffer gets`,
          '  - free: largest',
        ]),
    `  - alloc: { device: ${device}, size: ${largest + 1} pages, id: more }`,
    '    expect: fails',
  ];
  return { yaml: `${lines.join('\n')}\n`, notes };
}

/**
 * Shared buffers as allocations of the device that attached each first; of its exporter, where that is renamed to a device.
 *
 * @param deviceOf what operations call a device or an exporter; undefined: the board has no node for it
 */
export function workloadOfDmaBufs(
  { buffers, total }: DmaBufInfo,
  source: string,
  deviceOf: (name: string, kind: 'device' | 'exporter') => string | undefined,
): FactWorkload {
  const notes: string[] = [];
  const bytes = buffers.reduce((sum, { size }) => sum + size, 0);
  if (total === undefined) notes.push('The list has no total: it is cut.');
  else if (total.buffers !== buffers.length || total.bytes !== bytes)
    notes.push(
      `The list says ${total.buffers} buffers of ${total.bytes} bytes; ${buffers.length} of ${bytes} were read.`,
    );

  const groups = new Map<string, { device: string; size: number; count: number; exporters: Set<string> }>();
  const left = new Map<string, { count: number; bytes: number }>();
  for (const { size, exporter, attached } of buffers) {
    const [first] = attached.flatMap((name) => deviceOf(name, 'device') ?? []);
    const device = first ?? deviceOf(exporter, 'exporter');
    if (device === undefined || size === 0) {
      const without = left.get(exporter) ?? { count: 0, bytes: 0 };
      left.set(exporter, { count: without.count + 1, bytes: without.bytes + size });
      continue;
    }
    const key = `${device} ${size}`;
    const group = groups.get(key) ?? { device, size, count: 0, exporters: new Set<string>() };
    group.count++;
    group.exporters.add(exporter);
    groups.set(key, group);
  }
  for (const [exporter, { count, bytes: lost }] of left)
    notes.push(
      `${count} of exporter ${exporter} (${lost} bytes) left out: no device that the board has attached them. --map ${exporter}=NODE says whose they are.`,
    );

  const lines = [
    `# From ${source}: ${buffers.length} buffers, ${bytes} bytes`,
    ...[...left].map(
      ([exporter, { count, bytes: lost }]) =>
        `# left out: ${count} of ${commentText(exporter)}, ${lost} bytes`,
    ),
    'version: 1',
    'name: shared buffers as they stood',
    'steps:',
    ...[...groups.values()].map(
      ({ device, size, count, exporters }, index) =>
        `  - alloc: { device: ${quoted(device)}, size: ${size}, count: ${count}, id: buffer${index} }   # ${[...exporters].map(commentText).join(', ')}`,
    ),
  ];
  return { yaml: groups.size === 0 ? '' : `${lines.join('\n')}\n`, notes };
}

function pinnedLines(ranges: readonly PageRun[], area: string | undefined): readonly string[] {
  if (ranges.length === 0) return [];
  const pools = area === undefined ? [] : [`  pools: [${quoted(area)}]`];
  return ['pinned:', '  ranges:', ...ranges.map(([first, pages]) => `    - [${first}, ${pages}]`), ...pools];
}

/** As many as a workload may have: of more, the shortest gaps between them are taken too. */
function bounded(runs: readonly PageRun[], notes: string[]): readonly PageRun[] {
  const joined = joinedAt(runs, 0);
  if (joined.length <= mostRanges) return joined;
  const gaps = joined
    .slice(1)
    .map(([first], index) => first - (joined[index]?.[0] ?? 0) - (joined[index]?.[1] ?? 0))
    .sort((left, right) => left - right);
  const least = gaps[joined.length - mostRanges] ?? 0;
  notes.push(
    `${joined.length} runs are more than a workload has: gaps of up to ${least} pages are taken as well.`,
  );
  return joinedAt(joined, least);
}

/** Runs that touch, or have no more pages between them, as one. */
function joinedAt(runs: readonly PageRun[], gap: number): readonly PageRun[] {
  const joined: [number, number][] = [];
  for (const [first, pages] of runs) {
    const last = joined.at(-1);
    if (last !== undefined && first - last[0] - last[1] <= gap)
      last[1] = Math.max(last[1], first + pages - last[0]);
    else joined.push([first, pages]);
  }
  return joined;
}

/** A text of YAML in single quotes, without what ends a line. */
function quoted(text: string): string {
  return `'${commentText(text).replaceAll("'", "''")}'`;
}

function commentText(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ').slice(0, 300);
}
