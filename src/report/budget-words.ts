import { formatBytes } from '../memory/quantity.ts';
import type { BudgetKind, BudgetLine, MemoryBudget } from '../project/budget/memory-budget.ts';
import { plural } from './labelled-lines.ts';
import { percent } from './report-words.ts';
import { paint, type Terminal } from './terminal.ts';

/** What a budget's lines are called, and who has the bytes. */
export const budgetLabels: Readonly<Record<BudgetKind, readonly [label: string, says: string]>> = {
  'no-map': ['no-map', 'kept from Linux'],
  unused: ['not used', 'RAM that this kernel leaves out'],
  reserved: ['reserved', 'mapped, kept for others'],
  images: ['loaded', 'put there by the boot loader, and kept'],
  own: ["the kernel's own", 'page tables, struct page, hash tables, bounce buffer'],
  cma: ['CMA', 'lent to pages that can be moved'],
  rest: ['the rest', 'for the kernel and programs'],
};

/** A row of a budget, as a tree: how deep, what, how much. */
export interface BudgetRow {
  readonly depth: number;
  readonly label: string;
  readonly bytes: bigint;
  readonly estimated: boolean;
  readonly says: string;
}

/** A board with hundreds of regions has its smallest ones in one row. */
const mostParts = 12;

/** A budget as the rows of a tree: RAM, what is taken from it, MemTotal, what is in that. */
export function budgetRows({ ram, memTotal, lines }: MemoryBudget): readonly BudgetRow[] {
  const inTotal = ({ kind }: BudgetLine): boolean => kind === 'cma' || kind === 'rest';
  return [
    { depth: 0, label: 'RAM', bytes: ram, estimated: false, says: '' },
    ...lines.filter((line) => !inTotal(line)).flatMap((line) => lineRows(line, 1)),
    { depth: 1, label: 'MemTotal', bytes: memTotal, estimated: true, says: 'what /proc/meminfo says' },
    ...lines.filter(inTotal).flatMap((line) => lineRows(line, 2)),
  ];
}

function lineRows({ kind, bytes, estimated, parts }: BudgetLine, depth: number): readonly BudgetRow[] {
  const [label, says] = budgetLabels[kind];
  const sorted = [...parts].sort((a, b) => (a.bytes === b.bytes ? 0 : a.bytes > b.bytes ? -1 : 1));
  const shown = sorted.length > mostParts ? sorted.slice(0, mostParts - 1) : sorted;
  const others = sorted.slice(shown.length);
  const more = others.reduce((sum, part) => sum + part.bytes, 0n);
  return [
    { depth, label, bytes, estimated, says },
    ...shown.map((part) => ({
      depth: depth + 1,
      label: part.label,
      bytes: part.bytes,
      estimated: false,
      says: '',
    })),
    ...(others.length === 0
      ? []
      : [
          {
            depth: depth + 1,
            label: `${plural(others.length, 'smaller one')}`,
            bytes: more,
            estimated: false,
            says: '',
          },
        ]),
  ];
}

/** Bytes with `~` before what is estimated. */
export function budgetBytes({ bytes, estimated }: BudgetRow): string {
  return `${estimated ? '~' : ''}${formatBytes(bytes)}`;
}

/** A budget's share of RAM. */
export function budgetShare({ bytes }: BudgetRow, { ram }: MemoryBudget): string {
  return ram === 0n ? '' : percent(bytes, ram);
}

/** A budget for a terminal, a line a row. */
export function budgetLines(budget: MemoryBudget, terminal: Terminal): readonly string[] {
  const rows = budgetRows(budget);
  const width = Math.max(...rows.map(({ depth, label }) => 2 * depth + label.length));
  const sizes = Math.max(...rows.map((row) => budgetBytes(row).length));
  return rows.map((row) => {
    const name = `${'  '.repeat(row.depth)}${row.label}`.padEnd(width);
    const line = `  ${name}  ${budgetBytes(row).padStart(sizes)}  ${budgetShare(row, budget).padStart(6)}`;
    const says = row.says === '' || line.length + 2 + row.says.length > terminal.width ? '' : `  ${row.says}`;
    return `${line}${paint(terminal, 'dim', says)}`.trimEnd();
  });
}
