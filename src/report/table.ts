import { printable, textWidth, truncate } from './printable.ts';
import { paint, type Style, type Terminal } from './terminal.ts';

/** A column of a table. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** May be cut down to this many columns where the table is too wide. Without it the column is never cut. */
  readonly min?: number;
  /** Before it is cut below this many columns, others are left out (`drop`). Default: `min`. */
  readonly want?: number;
  /** Which end of a text that is cut stays; default: the start. */
  readonly keep?: 'start' | 'end';
  /** Left out where cutting is not enough: the highest number goes first. Without it the column always stays. */
  readonly drop?: number;
}

/** A text, and the style that a terminal with colours shows it in. */
export interface StyledText {
  readonly text: string;
  readonly style: Style;
}

export type Cell = string | StyledText;

/** A row of cells, one a column, or a line across all columns. */
export type Row = readonly Cell[] | AcrossRow;

export interface AcrossRow {
  readonly across: Cell;
  /** Which end of a text that is cut stays; default: the start. */
  readonly keep?: 'start' | 'end';
}

export interface TableOptions {
  /** Spaces before each line. */
  readonly indent?: number;
  /** Spaces between columns. Default: 2. */
  readonly gap?: number;
  /** Whether the titles are printed. Default: true. */
  readonly header?: boolean;
}

/**
 * Lines of a table that fits the terminal: columns as wide as their widest cell; where that is too much, columns are cut
 * (`min`) and then left out (`drop`). Columns without any text are left out. Lines have no spaces at their end.
 */
export function formatTable(
  terminal: Terminal,
  columns: readonly Column[],
  rows: readonly Row[],
  options: TableOptions = {},
): readonly string[] {
  const { indent = 0, gap = 2, header = true } = options;
  const space = terminal.width - indent;
  const layout = fitColumns(columns, naturalWidths(columns, rows, header), space, gap);
  const margin = ' '.repeat(indent);

  const lines: string[] = [];
  if (header) lines.push(margin + headerLine(terminal, columns, layout, gap));
  for (const row of rows) {
    lines.push(
      margin +
        ('across' in row ? acrossText(terminal, row, space) : rowLine(terminal, columns, layout, gap, row)),
    );
  }
  return lines;
}

/** A column that is shown: which one it is, and how wide. */
interface FittedColumn {
  readonly index: number;
  width: number;
}

function naturalWidths(columns: readonly Column[], rows: readonly Row[], header: boolean): readonly number[] {
  const widths = columns.map(() => 0);
  for (const row of rows) {
    if ('across' in row) continue;
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, textWidth(printable(textOf(cell))));
    });
  }
  return widths.map((width, index) =>
    width === 0 || !header ? width : Math.max(width, textWidth(columns[index]?.title ?? '')),
  );
}

function fitColumns(
  columns: readonly Column[],
  natural: readonly number[],
  space: number,
  gap: number,
): readonly FittedColumn[] {
  let shown = columns.map((_, index) => index).filter((index) => (natural[index] ?? 0) > 0);
  const atMost = (index: number, width = Number.POSITIVE_INFINITY): number =>
    Math.min(natural[index] ?? 0, width);
  const leastWidth = (index: number): number => atMost(index, columns[index]?.min);
  const wantedWidth = (index: number): number => atMost(index, columns[index]?.want ?? columns[index]?.min);
  const total = (width: (index: number) => number): number =>
    shown.reduce((sum, index) => sum + width(index) + gap, -gap);

  while (total(wantedWidth) > space) {
    const droppable = shown.filter((index) => columns[index]?.drop !== undefined);
    if (droppable.length === 0) break;
    const first = droppable.reduce((a, b) => ((columns[b]?.drop ?? 0) > (columns[a]?.drop ?? 0) ? b : a));
    shown = shown.filter((index) => index !== first);
  }

  const fitted = shown.map((index) => ({ index, width: natural[index] ?? 0 }));
  shrink(fitted, total((index) => natural[index] ?? 0) - space, leastWidth);
  return fitted;
}

/** Takes `excess` columns away, always from the widest that can still give. */
function shrink(
  fitted: readonly FittedColumn[],
  excess: number,
  leastWidth: (index: number) => number,
): void {
  for (let left = excess; left > 0; left--) {
    let widest: FittedColumn | undefined;
    for (const column of fitted) {
      if (column.width > leastWidth(column.index) && column.width > (widest?.width ?? 0)) widest = column;
    }
    if (widest === undefined) return;
    widest.width--;
  }
}

function headerLine(
  terminal: Terminal,
  columns: readonly Column[],
  layout: readonly FittedColumn[],
  gap: number,
): string {
  const titles = columns.map(({ title }) => ({ text: title, style: 'dim' }) as const);
  return rowLine(terminal, columns, layout, gap, titles);
}

function rowLine(
  terminal: Terminal,
  columns: readonly Column[],
  layout: readonly FittedColumn[],
  gap: number,
  row: readonly Cell[],
): string {
  let line = '';
  let owed = 0;
  for (const { index, width } of layout) {
    const column = columns[index];
    const cell = row[index] ?? '';
    const text = truncate(printable(textOf(cell)), width, { unicode: terminal.unicode, keep: column?.keep });
    const padding = width - textWidth(text);
    if (text !== '') {
      // Padding is printed only before a text, so that no line ends in spaces.
      line += ' '.repeat(owed + (column?.align === 'right' ? padding : 0)) + painted(terminal, cell, text);
      owed = column?.align === 'right' ? 0 : padding;
    } else {
      owed += width;
    }
    owed += gap;
  }
  return line;
}

function acrossText(terminal: Terminal, { across, keep }: AcrossRow, width: number): string {
  return painted(
    terminal,
    across,
    truncate(printable(textOf(across)), width, { unicode: terminal.unicode, keep }),
  );
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

function painted(terminal: Terminal, cell: Cell, text: string): string {
  return typeof cell === 'string' ? text : paint(terminal, cell.style, text);
}
