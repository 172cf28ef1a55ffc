import { formatBytes } from '../../memory/quantity.ts';
import type { Rehearsal, RehearsedCell } from '../../project/rehearse/rehearsal.ts';
import type { PinnedFigures } from '../../workload/pinned/pinned-figures.ts';
import { type PoolBudget, sharedBudgets } from '../../workload/run-budget.ts';
import type { RunResult } from '../../workload/run-result.ts';
import { cellFailure, cellWord } from '../rehearsal-text.ts';
import { budgetLabel } from '../run-budget.ts';
import { caseText, intervalText, pinnedLabel } from '../run-pinned-text.ts';
import { escapeXml } from '../xml.ts';
import { asHtml, type Content, htmlTable, section } from './html.ts';

const mostCells = 400;

/** What is wrong whatever the setting, and a row for each where there are several. */
export function settingsSection({ cells, problems }: Rehearsal, pictured: string | undefined): string {
  const [only] = cells;
  const own = cells.length === 1 ? (only?.problems ?? []) : [];
  const said = [...problems, ...own].map(
    ({ severity, message, help }) =>
      `<p class="${severity === 'error' ? 'bad' : 'dim'}">${escapeXml([`${severity}: ${message}`, help].filter(Boolean).join(' '))}</p>`,
  );
  if (cells.length < 2) return said.join('\n');

  const ordered = [...cells.filter(({ passes }) => !passes), ...cells.filter(({ passes }) => passes)];
  const rows = ordered.slice(0, mostCells).map(cellRow);
  const more = cells.length - rows.length;
  const rest = more > 0 ? `<p class="dim">and ${more} more.</p>` : '';
  const which =
    pictured === undefined ? '' : `<p>All that follows is of the setting <b>${escapeXml(pictured)}</b>.</p>`;
  const columns = [
    { title: 'setting' },
    { title: 'verdict' },
    { title: 'fails with pages pinned' },
    { title: 'first failure' },
  ];
  const table = htmlTable('Those that do not pass come first', columns, rows);
  return said.join('\n') + section('Settings', table + rest + which);
}

function cellRow(cell: RehearsedCell): readonly Content[] {
  const { setting, passes, pinned } = cell;
  return [
    setting.label,
    asHtml(`<b class="${passes ? 'good' : 'bad'}">${cellWord(cell)}</b>`),
    pinned.map((one) => `${pinnedLabel(one)}: ${one.failures} of ${one.seeds}`).join(', '),
    cellFailure(cell),
  ];
}

/** How often it fails where pages of CMA areas cannot move. */
export function pinnedTable(pinned: readonly PinnedFigures[]): string {
  const columns = [
    { title: 'pinned' },
    { title: 'fails', align: 'right' as const },
    { title: '95 % interval' },
    { title: 'best' },
    { title: 'typical' },
    { title: 'worst' },
  ];
  const rows = pinned.map((figures): readonly Content[] => [
    pinnedLabel(figures),
    `${figures.failures} of ${figures.seeds}`,
    intervalText(figures),
    caseText(figures.best),
    caseText(figures.typical),
    caseText(figures.worst),
  ]);
  return htmlTable('Movable pages of CMA areas that cannot be moved away, at random', columns, rows);
}

/** Where the pools that several devices share go at their peak. */
export function budgets({ pools }: RunResult): string {
  return sharedBudgets(pools).map(budgetTable).join('\n');
}

function budgetTable({ pool, lines, bytes }: PoolBudget): string {
  const name = (pool.region ?? pool.name).replace(/^\/reserved-memory\//, '');
  const share = (part: number): string => `${((100 * part) / Math.max(1, bytes)).toFixed(1)}%`;
  const rows = lines.map((line): readonly Content[] => [
    budgetLabel(line),
    formatBytes(line.bytes),
    asHtml(
      `<span><span class="bar" aria-hidden="true"><i style="width:${share(line.bytes)}"></i></span>${share(line.bytes)}</span>`,
    ),
  ]);
  const columns = [
    { title: `budget of ${name}` },
    { title: 'size', align: 'right' as const },
    { title: 'of the pool' },
  ];
  return htmlTable(`Where ${name} goes at its peak`, columns, rows);
}
