import type { Region } from '../memory/model.ts';
import { formatBytes, hex } from '../memory/quantity.ts';
import type {
  AspectChange,
  BoardDiff,
  BootFactChange,
  DeviceChange,
  DeviceEntry,
  PoolDiff,
  RegionChange,
  WorkloadDiff,
} from '../project/diff/board-diff.ts';
import type { MemoryTotals } from '../project/diff/memory-totals.ts';
import { plural } from './labelled-lines.ts';
import { describeExpectation } from './run-expectation.ts';

/** What became of a region, in a word or two. */
export type RegionWord =
  | 'added'
  | 'removed'
  | 'renamed'
  | 'moved'
  | 'resized'
  | 'enabled'
  | 'disabled'
  | 'changed';

/** What became of a region: one word, or several where it is both moved and resized. */
export function regionWords({ old, new: now, aspects }: RegionChange): readonly RegionWord[] {
  if (old === undefined) return ['added'];
  if (now === undefined) return ['removed'];
  return [...new Set(aspects.map(aspectWord))];
}

function aspectWord({ aspect, to }: AspectChange): RegionWord {
  switch (aspect) {
    case 'name':
      return 'renamed';
    case 'place':
      return 'moved';
    case 'size':
      return 'resized';
    case 'status':
      return to === 'enabled' ? 'enabled' : 'disabled';
    default:
      return 'changed';
  }
}

/** A region's name; the path of one that is in no tree of today's is its old one. */
export function regionPath({ old, new: now }: RegionChange): string {
  return (now ?? old)?.path ?? '';
}

/** A path without what all regions have in common. */
export function shortPath(path: string): string {
  return path.replace(/^\/reserved-memory\//, '');
}

/** What there is to say of a change, one statement each: `base 0x50000000 → 0x54000000`. */
export function regionFacts(change: RegionChange, arrow: string): readonly string[] {
  const { old, new: now, aspects } = change;
  if (old === undefined || now === undefined) return [regionSentence(now ?? old)];
  return aspects.map((aspect) => aspectSentence(aspect, change, arrow));
}

function regionSentence(region: Region | undefined): string {
  if (region === undefined) return '';
  const { kind, reg, size, noMap, reusable, compatible, available } = region;
  const [first] = reg;
  return [
    first === undefined ? kind : hex(first.base),
    formatBytes(first?.size ?? size ?? 0n),
    ...(noMap ? ['no-map'] : []),
    ...(reusable ? ['reusable'] : []),
    ...compatible,
    ...(available ? [] : ['disabled']),
  ].join(', ');
}

function aspectSentence({ aspect, from, to }: AspectChange, { old, new: now }: RegionChange, arrow: string) {
  const label = aspect === 'place' ? 'base' : aspect;
  // Of a name without an address the path says more.
  const [before, after] =
    aspect === 'name' ? [shortPath(old?.path ?? ''), shortPath(now?.path ?? '')] : [from, to];
  const exact = aspect === 'size' && before === after ? exactSizes(old, now) : undefined;
  const difference = aspect === 'size' ? sizeDifference(old, now) : '';
  const [was, is] = exact ?? [before, after];
  return `${label} ${was || 'none'} ${arrow} ${is || 'none'}${difference}`;
}

function exactSizes(old: Region | undefined, now: Region | undefined): readonly [string, string] {
  const of = (region: Region | undefined): string => hex(sizeOf(region));
  return [of(old), of(now)];
}

function sizeDifference(old: Region | undefined, now: Region | undefined): string {
  const bytes = sizeOf(now) - sizeOf(old);
  return bytes === 0n ? '' : ` (${signedBytes(bytes)})`;
}

function sizeOf(region: Region | undefined): bigint {
  return region === undefined ? 0n : (region.reg[0]?.size ?? region.size ?? 0n);
}

/** `+8 MiB`, `-64 KiB`; `0` for none. */
export function signedBytes(bytes: bigint): string {
  if (bytes === 0n) return '0';
  return bytes < 0n ? `-${formatBytes(-bytes)}` : `+${formatBytes(bytes)}`;
}

/** What a device gains, loses, or has in another order, a statement each. */
export function deviceFacts(
  { gained, lost, rearranged, old, new: now }: DeviceChange,
  arrow: string,
): readonly string[] {
  if (rearranged) return [`order ${listOf(old)} ${arrow} ${listOf(now)}`];
  return [
    ...lost.map((entry) => `loses ${entryName(entry)}`),
    ...gained.map((entry) => `gains ${entryName(entry)}`),
    ...(now === undefined ? ['it is gone, disabled, or has no list of regions'] : []),
  ];
}

function listOf(entries: readonly DeviceEntry[] | undefined): string {
  return (entries ?? []).map(entryName).join(', ');
}

function entryName({ property, name, region, identity }: DeviceEntry): string {
  const what = shortPath(region ?? identity);
  const called = name === undefined ? '' : ` "${name}"`;
  return `${what}${called}${property === 'memory-region' ? '' : ` (${property})`}`;
}

/** A thing that the boot comes to, as a statement. */
export function bootFactText({ kind, aspect, from, to }: BootFactChange, arrow: string): string {
  const what = kind === 'device' && /^\d+$/.test(aspect) ? `entry ${aspect}` : aspect;
  if (from === undefined) return `${what}: ${to ?? ''} (new)`;
  if (to === undefined) return `${what}: ${from} (gone)`;
  return `${what}: ${from} ${arrow} ${to}`;
}

/** A pool's figures before and after: `peak 3 MiB → 5 MiB, headroom 13 MiB → 11 MiB`. */
export function poolFacts({ old, new: now }: PoolDiff, arrow: string): string {
  const one = (label: string, from: number | undefined, to: number | undefined): string => {
    if (from === to) return `${label} ${formatBytes(to ?? 0)}`;
    const told = (bytes: number | undefined): string => (bytes === undefined ? 'unused' : formatBytes(bytes));
    return `${label} ${told(from)} ${arrow} ${told(to)}`;
  };
  return [
    one('size', old?.size, now?.size),
    one('peak', old?.peak, now?.peak),
    one('headroom', old?.headroom, now?.headroom),
  ].join(', ');
}

/** A workload's verdict before and after. */
export function workloadWords({ verdicts }: WorkloadDiff, arrow: string): string {
  const { old, new: now } = verdicts;
  return old === now ? `${now} as before` : `${old} ${arrow} ${now}`;
}

/** Why it does not pass on one of the two boards, in the words of the run. */
export function workloadReason({ old, new: now, verdicts }: WorkloadDiff): string {
  const rehearsal = verdicts.new === 'passes' ? old : now;
  const bad = rehearsal.cells.find(({ passes }) => !passes);
  const result = bad?.result;
  const failure = result?.firstFailure;
  const broken = result?.expectations.find(({ holds }) => !holds);
  if (failure !== undefined && !failure.expected)
    return `operation ${failure.operation}, ${failure.device}: ${failure.failure.message}`;
  if (result !== undefined && broken !== undefined) return describeExpectation(broken, result.pools);
  const problem = [...rehearsal.problems, ...(bad?.problems ?? [])].find(
    ({ severity }) => severity === 'error',
  );
  return problem?.message ?? '';
}

export interface TotalRow {
  readonly label: string;
  readonly old: bigint;
  readonly new: bigint;
}

const totalLabels: readonly (readonly [keyof MemoryTotals, string])[] = [
  ['ram', 'RAM'],
  ['noMap', 'no-map'],
  ['mapped', 'reserved, mapped'],
  ['cma', 'CMA'],
  ['free', 'free'],
];

/** RAM before and after by what becomes of it; empty where one of the trees does not tell it. */
export function totalRows({ totals }: BoardDiff): readonly TotalRow[] {
  const { old, new: now } = totals;
  if (old === undefined || now === undefined) return [];
  return totalLabels.map(([key, label]) => ({ label, old: old[key], new: now[key] }));
}

/** The verdict: how much changes, what it costs devices, what it does to the boot and to workloads. */
export function diffSentences(diff: BoardDiff): readonly string[] {
  if (diff.same) return ['the memory map and the assignments are the same'];
  const { regions, ranges, devices, boot, workloads, lint } = diff;
  const count = (of: 'bank' | 'memreserve'): number => ranges.filter((range) => range.of === of).length;
  const losers = devices.filter(({ lost }) => lost.length > 0).length;
  const failures = (boot?.changes ?? []).filter(({ isFailure }) => isFailure).length;
  const free = totalRows(diff).find(({ label }) => label === 'free');
  const bytes = free === undefined ? 0n : free.new - free.old;
  return [
    regions.length === 0
      ? 'no region changes'
      : `${plural(regions.length, 'region')} ${regions.length === 1 ? 'changes' : 'change'}`,
    ...(count('bank') === 0 ? [] : ['RAM changes']),
    ...(count('memreserve') === 0 ? [] : ['/memreserve/ changes']),
    losers === 0
      ? 'no device loses a region'
      : `${plural(losers, 'device')} ${losers === 1 ? 'loses' : 'lose'} a region`,
    ...(bytes === 0n
      ? []
      : [`${formatBytes(bytes < 0n ? -bytes : bytes)} ${bytes < 0n ? 'less' : 'more'} free`]),
    ...(failures === 0
      ? []
      : [`${plural(failures, 'thing')} ${failures === 1 ? 'fails' : 'fail'} at boot now`]),
    ...workloads.map(workloadSentence),
    ...(lint === undefined
      ? []
      : [
          `lint has ${plural(lint.new.length, 'new finding')}, and ${lint.gone.length} ${lint.gone.length === 1 ? 'is' : 'are'} gone`,
        ]),
  ];
}

function workloadSentence({ workload, verdicts: { old, new: now }, changed }: WorkloadDiff): string {
  const what = { passes: 'passes', fails: 'fails', unusable: 'cannot be performed' }[now];
  if (old !== now) return `${workload} ${what} now`;
  return `${workload} ${what} as before${changed ? ', with other figures' : ''}`;
}
