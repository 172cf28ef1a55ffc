import type { BootedKernel } from '../kernel/booted-kernel.ts';
import { formatBytes } from '../memory/quantity.ts';
import type { Rehearsal } from '../project/rehearse/rehearsal.ts';
import type { RecordedPool, RecordedRun } from '../workload/history/recorded-run.ts';
import type { WorkloadSetting } from '../workload/plan/workload-setting.ts';
import type { PoolFigures, RunResult } from '../workload/run-result.ts';
import { cellToShow } from './rehearsal-text.ts';
import { bootedBlocks, defaultAreaLabel, type MapBlock } from './svg/map-blocks.ts';
import { deviceLookCount } from './svg/picture-theme.ts';

/** One run with all that its pictures show. */
export interface RunPicture {
  /** What sets its setting apart from others; empty for the only one. */
  readonly label: string;
  readonly kernel: BootedKernel;
  readonly result: RunResult;
  readonly run: RecordedRun;
}

/** What was recorded of the run in a setting; undefined where it was not kept. */
export type RecordOf = (setting: WorkloadSetting) => RecordedRun | undefined;

/** The cell of a rehearsal whose run is pictured: the one that its text shows, else one of which there is a record. */
export function picturedCell({ cells }: Rehearsal, recordOf: RecordOf): RunPicture | undefined {
  const first = cellToShow(cells);
  const ordered = first === undefined ? cells : [first, ...cells];
  for (const { setting, kernel, result } of ordered) {
    const run = recordOf(setting);
    if (kernel !== undefined && result !== undefined && run !== undefined)
      return { label: setting.label, kernel, result, run };
  }
  return undefined;
}

/** A moment of which there is a page map. */
export interface PoolMoment {
  readonly title: string;
  readonly operation: number;
}

/** Pools that the workload used or could have, the others have nothing to show; those that refused come first. */
export function shownPools({ run, result }: RunPicture): readonly RecordedPool[] {
  const used = new Set(result.pools.filter(isUsed).map(({ pool }) => pool));
  const shown = run.pools.filter(({ pool, failures }) => used.has(pool) || failures > 0);
  const failed = shown.filter(({ failures }) => failures > 0);
  return [...failed, ...shown.filter(({ failures }) => failures === 0)];
}

function isUsed({ devices, succeeded, failed }: PoolFigures): boolean {
  return devices.length > 0 || succeeded + failed > 0;
}

/** The peak, the first failure, the end: without what is the same moment. */
export function momentsOf(
  { peakOperation, firstFailure }: RecordedPool,
  operations: number,
): readonly PoolMoment[] {
  const moments: PoolMoment[] = [{ title: 'at the peak', operation: peakOperation }];
  if (firstFailure !== undefined) {
    if (firstFailure === peakOperation) moments.pop();
    const isPeak = firstFailure === peakOperation ? ', the peak' : '';
    moments.push({ title: `at the first failure${isPeak}`, operation: firstFailure });
  }
  if (moments.every(({ operation }) => operation !== operations))
    moments.push({ title: 'at the end', operation: operations });
  return moments;
}

/** Where the buffer of the run's first failure would nearly have fitted, for the map of that moment. */
export function wantedPlace(
  { result: { firstFailure } }: RunPicture,
  { pool }: RecordedPool,
  operation: number,
): { readonly firstPage: number; readonly pages: number } | undefined {
  if (firstFailure?.pool !== pool || firstFailure.operation !== operation) return undefined;
  const { nearest } = firstFailure;
  return nearest === undefined || nearest.takenPages === 0 ? undefined : nearest;
}

/** Each device has its look in all pictures of a run. */
export function deviceLooks({ result, run }: RunPicture): ReadonlyMap<string, number> {
  const paths = [...result.devices.map(({ path }) => path), ...run.holders.map(({ device }) => device)];
  return new Map([...new Set(paths)].map((path, index) => [path, index % deviceLookCount]));
}

/** The booted board's map, with how full each pool became. */
export function picturedMap(picture: RunPicture): readonly MapBlock[] {
  const { kernel } = picture;
  const peaks = new Map<string, string>();
  for (const { kind, region, name, pageCount, peakPages } of shownPools(picture)) {
    const share = Math.round((100 * peakPages) / Math.max(1, pageCount));
    peaks.set(region ?? (kind === 'default-cma' ? defaultAreaLabel : name), `peak ${share}%`);
  }
  return bootedBlocks(kernel, (node, label) => peaks.get(node ?? label) ?? '');
}

/** A pool's name as pictures show it, and what it is. */
export function poolTitle({ region, name }: RecordedPool): string {
  return region === undefined ? name : region.replace(/^.*\//, '');
}

export function poolFacts({ kind, pageCount, pageSize, peakPages, failures }: RecordedPool): string {
  const words = { coherent: 'coherent pool', cma: 'CMA pool', 'default-cma': 'default CMA area' } as const;
  const share = Math.round((100 * peakPages) / Math.max(1, pageCount));
  const failed = failures === 0 ? 'no failure' : `${failures} ${failures === 1 ? 'failure' : 'failures'}`;
  return `${words[kind]}, ${formatBytes(pageCount * pageSize)}, peak ${formatBytes(peakPages * pageSize)} (${share}%), ${failed}`;
}

/** What a record had to leave out, so that nobody takes the picture for more than it is; empty where nothing was. */
export function thinningSentences({
  stride,
  buffersLeftOut,
  failuresLeftOut,
  isComplete,
}: RecordedRun): readonly string[] {
  const sentences: string[] = [];
  if (stride > 1)
    sentences.push(
      `The page maps show the state after every ${stride} operations, and after each pool's peak and first failure: ${buffersLeftOut} buffers that came and went in between are left out of them. The curves have every operation's extremes.`,
    );
  if (failuresLeftOut > 0) sentences.push(`${failuresLeftOut} later failures are counted, and not listed.`);
  if (!isComplete) sentences.push('Not all pages that operations other than alloc and free took are drawn.');
  return sentences;
}
