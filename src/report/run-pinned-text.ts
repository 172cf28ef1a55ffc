import { formatBytes } from '../memory/quantity.ts';
import type { PinnedFigures, SeededRun } from '../workload/pinned/pinned-figures.ts';
import type { RunResult } from '../workload/run-result.ts';
import { leftPages, tightestPool } from '../workload/tightest-pool.ts';
import { plural } from './labelled-lines.ts';
import { failureLines } from './run-failure-text.ts';
import { type Column, formatTable, type Row } from './table.ts';
import type { Terminal } from './terminal.ts';

const columns: readonly Column[] = [
  { title: 'pinned', min: 6 },
  { title: 'fails', align: 'right' },
  { title: '95% interval', align: 'right' },
  { title: 'runs', align: 'right', drop: 2 },
  { title: 'best', min: 10, want: 15, drop: 1 },
  { title: 'typical', min: 10, want: 15 },
  { title: 'worst', min: 10, want: 15 },
];

/** How often the workload fails where pages of CMA areas cannot move: a line for each share. */
export function pinnedLines(terminal: Terminal, pinned: readonly PinnedFigures[]): readonly string[] {
  if (pinned.length === 0) return [];
  const rows = pinned.map((figures): Row => {
    const { failures, probability, seeds } = figures;
    const fails = percent(probability);
    return [
      pinnedLabel(figures),
      failures === 0 ? fails : { text: fails, style: 'red' },
      intervalText(figures),
      String(seeds),
      caseText(figures.best),
      caseText(figures.typical),
      caseText(figures.worst),
    ];
  });
  return formatTable(terminal, columns, rows, { indent: 2 });
}

/** The first failure of the worst run with the smallest share that fails at all; nothing where none does. */
export function pinnedFailure(
  terminal: Terminal,
  pinned: readonly PinnedFigures[],
): { readonly title: string; readonly lines: readonly string[] } | undefined {
  const failing = pinned.filter(({ failures }) => failures > 0);
  const [figures] = failing.sort((one, other) => one.share - other.share);
  if (figures === undefined) return undefined;
  const { seed, result } = figures.worst;
  const [, ...lines] = failureLines(terminal, result);
  return { title: `Worst case with ${pinnedLabel(figures)} pinned (seed ${seed})`, lines };
}

/** `5%`, `ranges`, or both. */
export function pinnedLabel({ share, ranges }: Pick<PinnedFigures, 'share' | 'ranges'>): string {
  if (ranges.length === 0) return percent(share);
  return share === 0 ? 'ranges' : `${percent(share)} and ranges`;
}

/** `1.2% to 8.4%`; empty where nothing is left to chance. */
export function intervalText({ interval: [low, high] }: Pick<PinnedFigures, 'interval'>): string {
  return low === high ? 'certain' : `${percent(low)} to ${percent(high)}`;
}

/** What a run comes to, in a few words. */
export function caseText({ result }: SeededRun): string {
  if (result.failed > 0) return plural(result.failed, 'failure');
  return result.passes ? leftText(result) : 'fails';
}

/** What the fullest pool has left. */
function leftText(result: RunResult): string {
  const pool = tightestPool(result);
  return pool === undefined ? 'passes' : `${formatBytes(leftPages(pool) * pool.pageSize)} left`;
}

function percent(share: number): string {
  const written = (share * 100).toFixed(1).replace(/\.0$/, '');
  return `${written}%`;
}
