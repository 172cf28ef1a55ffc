import { formatBytes, hex, hexBytes } from '../memory/quantity.ts';
import type { SizedChance, SizedPool, SizeReport } from '../project/size/size-report.ts';
import { mostSeeds } from '../workload/pinned/pinned-spec.ts';
import { seedsNeeded } from '../workload/pinned/seeds-needed.ts';
import { plural } from './labelled-lines.ts';

/** The one word that says whether there are sizes. */
export function sizeVerdict({ outcome }: SizeReport): 'SIZED' | 'NONE' {
  return outcome === 'sized' ? 'SIZED' : 'NONE';
}

/** The verdict's reason: what all pools together come to, or why none does. */
export function sizeSentence({ none, pools, cells }: SizeReport): string {
  if (none !== undefined) {
    const pool = none.pool === undefined ? '' : `${shortName(none.pool)}: `;
    return `no size passes: ${pool}${none.message}${none.cell === '' ? '' : ` (${none.cell})`}`;
  }
  if (pools.length === 0) return 'the workload passes, and takes nothing of a pool that can be sized';
  const total = pools.reduce((sum, { size }) => sum + size, 0n);
  const where = cells.length > 1 ? ` in all ${cells.length} cells` : '';
  return `${plural(pools.length, 'pool')} of ${formatBytes(total)} in all ${pools.length === 1 ? 'is' : 'are'} enough${where}; ${totalCost(pools)}`;
}

/** What all sizes come to against today's. */
function totalCost(pools: readonly SizedPool[]): string {
  const today = pools.reduce((sum, pool) => sum + pool.today, 0n);
  const size = pools.reduce((sum, pool) => sum + pool.size, 0n);
  if (size === today) return 'as much as today';
  return size < today
    ? `${formatBytes(today - size)} less than today`
    : `${formatBytes(size - today)} more than today`;
}

/** `-12 MiB`, `+4 MiB`, `0`. */
export function costText({ size, today }: SizedPool): string {
  if (size === today) return '0';
  return size < today ? `-${formatBytes(today - size)}` : `+${formatBytes(size - today)}`;
}

/** The buffer that the size is for. */
export function decidedText({ decidedBy, decidingCell, kind }: SizedPool): string | undefined {
  if (decidedBy === undefined) return undefined;
  const { operation, buffer, device, size, pages, firstPage } = decidedBy;
  const rounded =
    kind === 'coherent' ? `, ${plural(pages, 'page')} with rounding` : `, ${plural(pages, 'page')}`;
  const when = operation === undefined ? '' : `operation ${operation}, `;
  const where = decidingCell === '' ? '' : ` (${decidingCell})`;
  return `${when}\`${buffer}\` of ${device}: ${formatBytes(size)}${rounded} from page ${firstPage} on${where}`;
}

/** How a smaller one was tried, and what that says. */
export function proofText({ smaller, unit, size, isProven }: SizedPool): string {
  if (smaller === undefined) {
    return size === unit
      ? `${formatBytes(unit)} is the smallest size that there is`
      : 'sizes below it were searched in part; a smaller one may pass';
  }
  const where = smaller.cell === '' ? '' : ` (${smaller.cell})`;
  const rest = isProven ? '' : '; of still smaller ones not all were tried';
  const less =
    unit === size - smaller.size && unit < 0x100000n
      ? `${formatBytes(unit)} less (${hex(smaller.size)})`
      : hexBytes(smaller.size);
  return `with ${less} it does not pass${where}: ${smaller.why}${rest}`;
}

/** `5% pinned: 0 of 100 seeds fail: at most 3.7% with 95% confidence`, and whether that is what was asked for. */
export function chanceText(chance: SizedChance): string {
  const { share, cell, seeds, failures, probability, interval } = chance;
  const [low, high] = interval;
  const where = cell === '' ? '' : ` (${cell})`;
  if (share === 0) return `with the given pages pinned it ${failures === 0 ? 'passes' : 'fails'}${where}`;
  const seen = `${percent(share)} pinned${where}: ${failures} of ${plural(seeds, 'seed')} ${failures === 1 ? 'fails' : 'fail'}`;
  const range =
    failures === 0
      ? `: at most ${percent(high)} with 95% confidence`
      : `, ${percent(probability)}: ${percent(low)} to ${percent(high)} with 95% confidence`;
  return `${seen}${range}; ${shownText(chance)}`;
}

/** Whether so many seeds show that no more fail than may. */
export function isShown({ interval: [, high], allowed, share }: SizedChance): boolean {
  return share === 0 || high <= allowed;
}

function shownText(chance: SizedChance): string {
  const { allowed } = chance;
  const most = percent(allowed);
  if (isShown(chance)) return `that is within the ${most} that may fail`;
  if (allowed === 0) return 'that none ever fails no number of seeds shows';
  const notShown = `that no more than ${most} fail is seen, but not shown`;
  if (chance.seedsNeeded === undefined)
    return `${notShown}; a size with which none of --seeds ${seedsNeeded(0, allowed)} fails would show it`;
  return chance.seedsNeeded <= mostSeeds
    ? `${notShown}: if as many fail, --seeds ${chance.seedsNeeded} would`
    : `${notShown}: if as many fail, that takes ${chance.seedsNeeded} seeds`;
}

/** What is to be known of a pool beside its size. */
export function poolNotes(pool: SizedPool): readonly string[] {
  const notes: string[] = [];
  if (pool.base !== undefined && pool.baseToday !== undefined && pool.base !== pool.baseToday)
    notes.push(
      `moves from ${hex(pool.baseToday)} to ${hex(pool.base)}: there it is free, and nowhere nearer`,
    );
  if (pool.isOutsideRam && pool.size > pool.today)
    notes.push('lies beside the RAM: whether there is so much memory the board does not tell');
  if (!pool.exact && pool.chances.length === 0 && pool.isProven)
    notes.push('not exact: it hangs on what the kernel itself takes');
  if (pool.otherUsers.length > 0)
    notes.push(`not sized for ${pool.otherUsers.join(', ')}, which has it too and is not in the workload`);
  return notes;
}

/** A region's path without its folder. */
export function shortName(region: string): string {
  return region.replace(/^\/reserved-memory\//, '');
}

export function percent(share: number): string {
  const tenths = Math.round(share * 1000) / 10;
  return `${tenths}%`;
}
