import type {
  CheckedCell,
  CheckedItem,
  CheckedPinned,
  CheckedWorkload,
  CheckOutcome,
  CheckReport,
} from './check-report.ts';
import { plural } from './labelled-lines.ts';

/** More workloads than this have one column for all. */
const mostColumns = 5;

export const verdictWords: Readonly<Record<CheckOutcome, 'PASSES' | 'FAILS' | 'UNUSABLE'>> = {
  passes: 'PASSES',
  fails: 'FAILS',
  unusable: 'UNUSABLE',
};

/** `2 of 5 checks fail, 1 of 5 cannot be made; 3 errors, 1 warning`: a check is of a board with a kernel. */
export function verdictText({ counts, items, shard, planned, maxWarnings, outcome }: CheckReport): string {
  const { fails, unusable, errors, warnings, infos } = counts;
  const of = `of ${plural(items.length, 'check')}`;
  const parts = [
    ...(fails > 0 ? [`${fails} ${of} ${fails === 1 ? 'fails' : 'fail'}`] : []),
    ...(unusable > 0 ? [`${unusable} ${of} cannot be made`] : []),
  ];
  if (parts.length === 0)
    parts.push(items.length === 0 ? 'there is nothing in this part' : plural(items.length, 'check'));
  if (outcome === 'fails' && fails === 0) parts.push(`more than ${maxWarnings} warnings`);
  const found = [
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
    ...(infos > 0 ? [`${infos} info`] : []),
  ];
  const part =
    shard === null ? '' : ` (part ${shard.index} of ${shard.count}: ${items.length} of ${planned})`;
  return `${[parts.join(', '), found.join(', ')].filter((text) => text !== '').join('; ')}${part}`;
}

export function lintWord({ lint }: CheckedItem): string {
  if (lint === null) return 'unreadable';
  const { errors, warnings, infos } = lint;
  if (errors > 0) return plural(errors, 'error');
  if (warnings > 0) return plural(warnings, 'warning');
  return infos > 0 ? `${infos} info` : 'ok';
}

export function bootWord({ boot, lint }: CheckedItem): string {
  if (boot === null) return lint === null ? '' : 'impossible';
  if (boot.outcome === 'panics') return 'panics';
  const { length } = boot.failedRegions;
  return length === 0 ? 'ok' : `${plural(length, 'region')} fail${length === 1 ? 's' : ''}`;
}

/** `passes`, or how many of its settings do not. */
export function workloadWord({ outcome, cells }: CheckedWorkload): string {
  const bad = cells.filter((cell) => cell.outcome !== 'passes').length;
  return cells.length < 2 || bad === 0 ? outcome : `${outcome} (${bad} of ${cells.length})`;
}

/** A column of the table of all boards, about workloads. */
export interface WorkloadColumn {
  readonly title: string;
  readonly wordOf: (item: CheckedItem) => string;
}

/** One for each workload; where they are many, one for all. */
export function workloadColumns(items: readonly CheckedItem[]): readonly WorkloadColumn[] {
  const files = [...new Set(items.flatMap(({ workloads }) => workloads.map(({ file }) => file)))];
  if (files.length > mostColumns)
    return [{ title: 'workloads', wordOf: ({ workloads }) => countWord(workloads) }];
  const titles = files.map((file) => file.replace(/^.*\//, '').replace(/\.[^.]*$/, ''));
  return files.map((file, index) => ({
    title:
      titles.indexOf(titles[index] ?? '') === titles.lastIndexOf(titles[index] ?? '')
        ? (titles[index] ?? file)
        : file,
    wordOf: ({ workloads }) => {
      const own = workloads.find((one) => one.file === file);
      return own === undefined ? '' : workloadWord(own);
    },
  }));
}

function countWord(workloads: readonly CheckedWorkload[]): string {
  const good = workloads.filter(({ outcome }) => outcome === 'passes').length;
  return workloads.length === 0 ? '' : `${good} of ${workloads.length} pass`;
}

/** What a cell says besides its verdict: the tightest pools' figures are in JSON. */
export function pinnedWord({ label, failures, seeds, interval }: CheckedPinned): string {
  const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
  return `${label} of the pages pinned: fails in ${failures} of ${seeds} (95 % interval ${percent(interval.low)} to ${percent(interval.high)})`;
}

export function cellTitle({ file }: CheckedWorkload, { label }: CheckedCell): string {
  return label === '' ? file : `${file} [${label}]`;
}

/** `boards/demo.dts:4:3`; undefined where there is no place. */
export function placeText({
  file,
  line,
  column,
}: {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}): string | undefined {
  if (file === undefined) return undefined;
  return line === undefined ? file : `${file}:${line}:${column ?? 1}`;
}
