import {
  type CheckedItem,
  type CheckedWorkload,
  type CheckReport,
  itemLabel,
  type SharedFinding,
  sharedFindings,
} from './check-report.ts';
import {
  bootWord,
  cellTitle,
  lintWord,
  pinnedWord,
  placeText,
  verdictText,
  verdictWords,
  workloadColumns,
} from './check-words.ts';
import { wrapped } from './labelled-lines.ts';
import { messageHead, remark } from './message-parts.ts';
import { printable } from './printable.ts';
import { type Column, formatTable } from './table.ts';
import { paint, type Style, type Terminal } from './terminal.ts';

/** A terminal's history is not endless; JSON has all. */
const mostFindings = 200;
const mostItems = 100;
const mostCells = 10;

/** What came of a check, for people: the verdict, a line for each board, what fails and why, and the findings. Ends with a line feed. */
export function checkText(report: CheckReport, terminal: Terminal): string {
  const { items, outcome, config } = report;
  const word = paint(terminal, ['bold', outcome === 'passes' ? 'green' : 'red'], verdictWords[outcome]);
  const lines = [`${word} ${printable(config)}: ${verdictText(report)}`];
  if (items.length > 0) lines.push('', ...boardTable(terminal, items));

  const bad = items.filter(hasTrouble);
  for (const item of bad.slice(0, mostItems)) {
    const lead = paint(terminal, 'bold', printable(itemLabel(item)));
    lines.push('', lead, ...itemLines(terminal, item));
  }
  if (bad.length > mostItems) lines.push('', `… and ${bad.length - mostItems} more boards.`);

  const findings = sharedFindings(items);
  if (findings.length > 0) lines.push('', paint(terminal, 'bold', 'Findings'));
  for (const finding of findings.slice(0, mostFindings))
    lines.push('', ...findingLines(terminal, finding, items.length > 1));
  if (findings.length > mostFindings) lines.push('', `… and ${findings.length - mostFindings} more.`);
  return `${lines.join('\n')}\n`;
}

function boardTable(terminal: Terminal, items: readonly CheckedItem[]): readonly string[] {
  const workloads = workloadColumns(items);
  const columns: readonly Column[] = [
    { title: 'board', min: 16 },
    { title: 'kernel' },
    { title: 'lint' },
    { title: 'boot', drop: 1 },
    ...workloads.map(({ title }) => ({ title, min: 6 })),
  ];
  const rows = items.map((item) => [
    { text: item.name, style: item.outcome === 'passes' ? ('green' as const) : ('red' as const) },
    item.version ?? '',
    lintWord(item),
    bootWord(item),
    ...workloads.map(({ wordOf }) => {
      const text = wordOf(item);
      const style: Style = /fails|unusable/.test(text) ? 'red' : 'green';
      return { text, style };
    }),
  ]);
  return formatTable(terminal, columns, rows, { indent: 2 });
}

/** What the findings do not tell. */
function hasTrouble({ problems, boot, workloads }: CheckedItem): boolean {
  return (
    problems.length > 0 ||
    (boot !== null && (boot.outcome === 'panics' || boot.failedRegions.length > 0)) ||
    workloads.some((one) => one.problems.length > 0 || one.cells.some(({ outcome }) => outcome !== 'passes'))
  );
}

function itemLines(terminal: Terminal, { problems, boot, workloads }: CheckedItem): readonly string[] {
  const lines = problems.flatMap((problem) => problemLines(terminal, problem));
  if (boot?.outcome === 'panics')
    lines.push(...wrapped(terminal, 'boot: ', `panics: ${boot.reason ?? 'the kernel says nothing'}`, 'red'));
  for (const { node, reason } of boot?.failedRegions ?? [])
    lines.push(...wrapped(terminal, 'boot: ', `${node} fails${reason === null ? '' : `: ${reason}`}`, 'red'));
  return [...lines, ...workloads.flatMap((workload) => workloadLines(terminal, workload))];
}

function workloadLines(terminal: Terminal, workload: CheckedWorkload): readonly string[] {
  const lines = workload.problems.flatMap((problem) => problemLines(terminal, problem));
  const bad = workload.cells.filter(({ outcome }) => outcome !== 'passes');
  for (const cell of bad.slice(0, mostCells)) {
    lines.push(`  ${paint(terminal, 'red', cell.outcome)} ${printable(cellTitle(workload, cell))}`);
    const { failure } = cell;
    if (failure !== null) {
      const at = placeText(failure);
      if (at !== undefined) lines.push(...wrapped(terminal, '  at: ', at));
      lines.push(...wrapped(terminal, '  cause: ', failure.message));
      if (failure.help !== undefined) lines.push(...wrapped(terminal, '  help: ', failure.help, 'green'));
    }
    for (const pinned of cell.pinned) lines.push(...wrapped(terminal, '  ', pinnedWord(pinned)));
  }
  if (bad.length > mostCells) lines.push(`  … and ${bad.length - mostCells} more settings.`);
  return lines;
}

function problemLines(terminal: Terminal, problem: CheckedItem['problems'][number]): readonly string[] {
  const { severity, code, message, help } = problem;
  return [
    ...messageHead(terminal, { location: placeText(problem), severity, message, code }),
    ...(help === undefined ? [] : remark(terminal, 'help', help)),
  ];
}

function findingLines(
  terminal: Terminal,
  { finding, items }: SharedFinding,
  withItems: boolean,
): readonly string[] {
  const { severity, message, rule, note, fix, related } = finding;
  return [
    ...messageHead(terminal, { location: placeText(finding), severity, message, code: rule }),
    ...related.slice(0, 4).flatMap((one) => remark(terminal, 'see', `${placeText(one)}: ${one.message}`)),
    ...(note === undefined ? [] : remark(terminal, 'note', note)),
    ...(fix === undefined ? [] : remark(terminal, 'help', fix)),
    ...(withItems ? remark(terminal, 'in', namesText(items.map(itemLabel))) : []),
  ];
}

/** The first few, and how many more. */
export function namesText(names: readonly string[], most = 6): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
