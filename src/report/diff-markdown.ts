import { formatBytes, hex } from '../memory/quantity.ts';
import type { BoardDiff, WorkloadDiff } from '../project/diff/board-diff.ts';
import {
  bootFactText,
  deviceFacts,
  diffSentences,
  poolFacts,
  regionFacts,
  regionPath,
  regionWords,
  shortPath,
  signedBytes,
  totalRows,
  workloadReason,
  workloadWords,
} from './diff-words.ts';
import { plural, position } from './labelled-lines.ts';
import { markdownCode as code, markdownRows, markdownPlain as plain } from './markdown-text.ts';

const arrow = '→';

/** A comment on a pull request takes no more than 65,536 characters. */
const mostRows = 100;

/**
 * Two boards' difference for a pull request's comment: the verdict, sums, regions, devices and workloads as tables; boot and findings
 * folded. Ends with a line feed.
 */
export function diffMarkdown(diff: BoardDiff, kernel?: string): string {
  const { names, same, regions, ranges, devices } = diff;
  const lines = [
    `### carveout diff: ${same ? 'same' : 'differs'}`,
    '',
    `${diffSentences(diff).map(plain).join('; ')}.`,
    '',
    `${code(names.old)} ${arrow} ${code(names.new)}${kernel === undefined ? '' : `; ${plain(kernel)}`}`,
    '',
    ...totalTable(diff),
    ...rows(
      ['region', 'change', 'what'],
      regions.map((change) => [
        code(shortPath(regionPath(change))),
        regionWords(change).join(', '),
        regionFacts(change, arrow).map(plain).join('<br>'),
      ]),
    ),
    ...rows(
      ['range', 'change', 'base', 'size:'],
      ranges.map(({ of, change, base, size }) => [
        of === 'bank' ? 'RAM' : '/memreserve/',
        change,
        code(hex(base)),
        formatBytes(size),
      ]),
    ),
    ...rows(
      ['device', 'what'],
      devices.map((change) => [code(change.device), deviceFacts(change, arrow).map(plain).join('<br>')]),
    ),
    ...rows(['workload', 'verdict', 'why'], diff.workloads.map(workloadRow)),
    ...poolDetails(diff),
    ...bootDetails(diff),
    ...lintDetails(diff),
    ...diff.notes.map((note) => `- ${plain(note)}`),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function totalTable(diff: BoardDiff): readonly string[] {
  const changed = totalRows(diff);
  if (changed.every((row) => row.old === row.new)) return [];
  return markdownRows(
    ['', 'old:', 'new:', 'change:'],
    changed.map(({ label, old, new: now }) => [
      label,
      formatBytes(old),
      formatBytes(now),
      now === old ? '' : `**${signedBytes(now - old)}**`,
    ]),
  );
}

function rows(titles: readonly string[], cells: readonly (readonly string[])[]): readonly string[] {
  const left = cells.length - mostRows;
  return [
    ...markdownRows(titles, cells.slice(0, mostRows)),
    ...(left > 0 ? [`${left} more are left out.`, ''] : []),
  ];
}

function workloadRow(workload: WorkloadDiff): readonly string[] {
  const words = workloadWords(workload, arrow);
  return [
    code(workload.workload),
    workload.verdicts.new === 'passes' ? words : `**${words}**`,
    plain(workloadReason(workload)),
  ];
}

function poolDetails({ workloads }: BoardDiff): readonly string[] {
  const told = workloads.flatMap(({ workload, pools }) =>
    pools.map((pool) => [code(workload), code(shortPath(pool.pool)), plain(poolFacts(pool, arrow))]),
  );
  return folded(plural(told.length, 'pool'), rows(['workload', 'pool', 'figures'], told));
}

function bootDetails({ boot }: BoardDiff): readonly string[] {
  const changes = boot?.changes ?? [];
  const told = changes.map((change) => {
    const text = plain(bootFactText(change, arrow));
    return [code(shortPath(change.subject)), change.isFailure ? `**${text}**` : text];
  });
  return folded(`${plural(changes.length, 'difference')} at boot`, rows(['what', 'before and after'], told));
}

function lintDetails({ lint }: BoardDiff): readonly string[] {
  if (lint === undefined) return [];
  const told = (word: string, list: typeof lint.new): readonly (readonly string[])[] =>
    list.map(({ rule, severity, message, place }) => [
      word,
      severity,
      code(rule),
      plain(message),
      code(position(place)),
    ]);
  return folded(
    `${lint.new.length} new and ${lint.gone.length} gone lint findings`,
    rows(
      ['', 'severity', 'rule', 'message', 'place'],
      [...told('new', lint.new), ...told('gone', lint.gone)],
    ),
  );
}

function folded(summary: string, table: readonly string[]): readonly string[] {
  if (table.length === 0) return [];
  return ['<details>', `<summary>${summary}</summary>`, '', ...table, '</details>', ''];
}
