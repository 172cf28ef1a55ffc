import { formatBytes, hex } from '../memory/quantity.ts';
import type { BoardDiff, RegionChange, WorkloadDiff } from '../project/diff/board-diff.ts';
import {
  bootFactText,
  deviceFacts,
  diffSentences,
  poolFacts,
  type RegionWord,
  regionFacts,
  regionPath,
  regionWords,
  shortPath,
  signedBytes,
  totalRows,
  workloadReason,
  workloadWords,
} from './diff-words.ts';
import { position } from './labelled-lines.ts';
import { printable } from './printable.ts';
import { type Column, formatTable, type Row } from './table.ts';
import { paint, type Style, type Terminal } from './terminal.ts';
import { wrapText } from './wrap-text.ts';

const wordStyles: Readonly<Record<RegionWord, Style>> = {
  added: 'green',
  removed: 'red',
  renamed: 'cyan',
  moved: 'yellow',
  resized: 'yellow',
  enabled: 'green',
  disabled: 'red',
  changed: 'yellow',
};

/**
 * Two boards' difference for people: the verdict, the sums, regions, devices, the boot, workloads, findings.
 *
 * @param kernel the line that says which kernel booted, under which assumptions
 */
export function diffText(diff: BoardDiff, terminal: Terminal, kernel?: string): string {
  const arrow = terminal.unicode ? '→' : '->';
  const sections = [
    headLines(diff, terminal, arrow, kernel),
    section(terminal, 'RAM', totalLines(diff, terminal)),
    section(terminal, 'Ranges', rangeLines(diff, terminal)),
    section(
      terminal,
      'Regions',
      diff.regions.flatMap((change) => regionLines(change, terminal, arrow)),
    ),
    section(terminal, 'Devices', deviceLines(diff, terminal, arrow)),
    section(terminal, 'At boot', bootLines(diff, terminal, arrow)),
    section(
      terminal,
      'Workloads',
      diff.workloads.flatMap((workload) => workloadLines(workload, terminal, arrow)),
    ),
    section(terminal, 'Lint', lintLines(diff, terminal)),
    section(
      terminal,
      'Notes',
      diff.notes.flatMap((note) => listed(terminal, note)),
    ),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function headLines(
  diff: BoardDiff,
  terminal: Terminal,
  arrow: string,
  kernel: string | undefined,
): readonly string[] {
  const word = diff.same
    ? paint(terminal, ['bold', 'green'], 'SAME')
    : paint(terminal, ['bold', 'yellow'], 'DIFFERS');
  const { old, new: now } = diff.names;
  const lines = wrapText(printable(`${diffSentences(diff).join('; ')}.`), terminal.width - 9);
  return [
    ...lines.map((line, at) => (at === 0 ? `${word}  ${line}` : `${' '.repeat(diff.same ? 6 : 9)}${line}`)),
    printable(`${old} ${arrow} ${now}`),
    ...(kernel === undefined
      ? []
      : wrapText(kernel, terminal.width).map((line) => paint(terminal, 'dim', line))),
  ];
}

function section(terminal: Terminal, title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [paint(terminal, 'bold', title), ...lines];
}

const totalColumns: readonly Column[] = [
  { title: '' },
  { title: 'old', align: 'right' },
  { title: 'new', align: 'right' },
  { title: 'change', align: 'right' },
];

function totalLines(diff: BoardDiff, terminal: Terminal): readonly string[] {
  const rows = totalRows(diff);
  if (rows.every((row) => row.old === row.new)) return [];
  const cells = rows.map(({ label, old, new: now }): Row => {
    const change = now === old ? '' : signedBytes(now - old);
    return [label, formatBytes(old), formatBytes(now), change];
  });
  return formatTable(terminal, totalColumns, cells, { indent: 2 });
}

function rangeLines({ ranges }: BoardDiff, terminal: Terminal): readonly string[] {
  const rows = ranges.map(({ of, change, base, size }): Row => {
    const style = change === 'added' ? 'green' : 'red';
    const what = of === 'bank' ? 'RAM' : '/memreserve/';
    return [
      { text: `${change === 'added' ? '+' : '-'} ${change}`, style },
      what,
      hex(base),
      formatBytes(size),
    ];
  });
  const columns = [{ title: '' }, { title: '' }, { title: '' }, { title: '', align: 'right' as const }];
  return rows.length === 0 ? [] : formatTable(terminal, columns, rows, { indent: 2, header: false });
}

const marks: Readonly<Partial<Record<RegionWord, string>>> = { added: '+', removed: '-' };

function regionLines(change: RegionChange, terminal: Terminal, arrow: string): readonly string[] {
  const words = regionWords(change);
  const [first = 'changed'] = words;
  const head = `${marks[first] ?? '~'} ${words.join(', ')}`;
  const name = printable(shortPath(regionPath(change)));
  const facts = regionFacts(change, arrow).map(printable);
  return [
    `  ${paint(terminal, wordStyles[first], head)}  ${name}`,
    ...facts.flatMap((fact) => indented(terminal, fact)),
  ];
}

function deviceLines({ devices }: BoardDiff, terminal: Terminal, arrow: string): readonly string[] {
  return devices.flatMap((change) => [
    `  ${printable(change.device)}`,
    ...deviceFacts(change, arrow).flatMap((fact) => indented(terminal, fact)),
  ]);
}

function bootLines({ boot }: BoardDiff, terminal: Terminal, arrow: string): readonly string[] {
  return (boot?.changes ?? []).flatMap((change) => {
    const subject =
      change.kind === 'outcome' || change.kind === 'memory' ? change.kind : shortPath(change.subject);
    const text = `${subject}: ${bootFactText(change, arrow)}`;
    const lines = wrapText(printable(text), terminal.width - 4);
    return lines.map((line, at) => {
      const shown = `${at === 0 ? '  ' : '    '}${line}`;
      return change.isFailure ? paint(terminal, 'red', shown) : shown;
    });
  });
}

function workloadLines(workload: WorkloadDiff, terminal: Terminal, arrow: string): readonly string[] {
  const { verdicts, pools } = workload;
  const style = verdicts.new === 'passes' ? 'green' : 'red';
  const words = paint(terminal, style, workloadWords(workload, arrow));
  const reason = workloadReason(workload);
  return [
    `  ${printable(workload.workload)}: ${words}`,
    ...(reason === '' ? [] : indented(terminal, reason)),
    ...pools.flatMap((pool) => indented(terminal, `${shortPath(pool.pool)}: ${poolFacts(pool, arrow)}`)),
  ];
}

function lintLines({ lint }: BoardDiff, terminal: Terminal): readonly string[] {
  if (lint === undefined) return [];
  const told = (mark: string, style: Style, list: typeof lint.new): readonly string[] =>
    list.flatMap(({ rule, severity, message, place }) => [
      `  ${paint(terminal, style, mark)} ${severity} ${rule}, ${printable(position(place))}`,
      ...indented(terminal, message),
    ]);
  return [...told('+ new', 'red', lint.new), ...told('- gone', 'green', lint.gone)];
}

function indented(terminal: Terminal, text: string): readonly string[] {
  return wrapText(printable(text), terminal.width - 6).map(
    (line, at) => `${at === 0 ? '    ' : '      '}${line}`,
  );
}

function listed(terminal: Terminal, text: string): readonly string[] {
  const bullet = terminal.unicode ? '•' : '-';
  return wrapText(printable(text), terminal.width - 4).map(
    (line, at) => `  ${at === 0 ? bullet : ' '} ${line}`,
  );
}
