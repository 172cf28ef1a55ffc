import { formatBytes } from '../memory/quantity.ts';
import { type BudgetLine, type PoolBudget, sharedBudgets } from '../workload/run-budget.ts';
import type { RunResult } from '../workload/run-result.ts';
import { type Column, formatTable } from './table.ts';
import { paint, type Terminal } from './terminal.ts';

const words: Readonly<Record<Exclude<BudgetLine['use'], 'device'>, string>> = {
  others: 'others, not of this workload',
  rounding: 'rounding',
  pinned: 'pages that cannot move',
  holes: 'lost to holes',
  'left-over': 'left over',
};

/** A part of a pool by its name: the device's path, or what becomes of it. */
export function budgetLabel({ use, device }: BudgetLine): string {
  return use === 'device' ? (device ?? '') : words[use];
}

const columns: readonly Column[] = [
  { title: 'at the peak', min: 20, keep: 'end' },
  { title: 'size', align: 'right' },
  { title: 'bytes', align: 'right' },
  { title: 'of the pool', align: 'right', drop: 1 },
];

/** Where the pools that several devices share go when most of them is in use, for people. */
export function budgetLines(terminal: Terminal, { pools }: RunResult): readonly string[] {
  return sharedBudgets(pools).flatMap((budget, index) => [
    ...(index === 0 ? [] : ['']),
    paint(terminal, 'bold', `Budget of ${nameOf(budget)}`),
    ...formatTable(terminal, columns, [...budget.lines.map((line) => row(line, budget)), total(budget)], {
      indent: 2,
    }),
  ]);
}

/** The same as a Markdown table, without a title. */
export function budgetMarkdown(budget: PoolBudget): string {
  const rows = [...budget.lines.map((line) => row(line, budget)), total(budget)];
  const lines = rows.map((cells) => `| ${cells.join(' | ')} |`);
  return ['| at the peak | size | bytes | of the pool |', '| --- | ---: | ---: | ---: |', ...lines].join(
    '\n',
  );
}

function nameOf({ pool }: PoolBudget): string {
  return (pool.region ?? pool.name).replace(/^\/reserved-memory\//, '');
}

function row(line: BudgetLine, { bytes: whole }: PoolBudget): readonly string[] {
  const share = whole === 0 ? 0 : line.bytes / whole;
  return [budgetLabel(line), formatBytes(line.bytes), String(line.bytes), `${(share * 100).toFixed(1)}%`];
}

function total({ bytes }: PoolBudget): readonly string[] {
  return ['the pool', formatBytes(bytes), String(bytes), '100.0%'];
}
