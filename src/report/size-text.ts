import { formatBytes, hex, hexBytes } from '../memory/quantity.ts';
import type { SizedPool, SizeReport } from '../project/size/size-report.ts';
import { plural, wrapped } from './labelled-lines.ts';
import { printable } from './printable.ts';
import {
  chanceText,
  costText,
  decidedText,
  percent,
  poolNotes,
  proofText,
  shortName,
  sizeSentence,
  sizeVerdict,
} from './size-words.ts';
import { type Column, formatTable, type Row } from './table.ts';
import { paint, type Terminal } from './terminal.ts';
import { wrapText } from './wrap-text.ts';

export interface SizeTextOptions {
  readonly terminal: Terminal;
  /** One line that says which kernel this was, under which assumptions. */
  readonly kernel?: string | undefined;
}

/** The sizes, for people: the verdict, one table, why, and what to paste. Ends with a line feed. */
export function sizeText(report: SizeReport, { terminal, kernel }: SizeTextOptions): string {
  const sections = [
    verdictLines(terminal, report, kernel),
    poolTable(terminal, report.pools),
    section(terminal, 'By cell', cellTable(terminal, report)),
    section(
      terminal,
      'Why',
      report.pools.flatMap((pool) => whyLines(terminal, pool, report.pools.length > 1)),
    ),
    section(terminal, 'To paste', sourceLines(report.pools)),
    section(terminal, 'Kernel command line', parameterLines(terminal, report.pools)),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function verdictLines(terminal: Terminal, report: SizeReport, kernel: string | undefined): readonly string[] {
  const word = sizeVerdict(report);
  const painted = paint(terminal, ['bold', word === 'SIZED' ? 'green' : 'red'], word);
  const name = report.name === undefined ? '' : ` (${printable(report.name)})`;
  const [first = '', ...rest] = wrapText(
    `${word} ${printable(report.workload)}${name}: ${printable(sizeSentence(report))}`,
    terminal.width,
  );
  const lines = [first.replace(word, painted), ...rest];
  if (report.spilled > 0) {
    const text = `${plural(report.spilled, 'buffer')} then ${report.spilled === 1 ? 'comes' : 'come'} from the page allocator, which may have no such block on a board that has run for a while`;
    lines.push(...wrapText(text, terminal.width).map((line) => paint(terminal, 'yellow', line)));
  }
  if (kernel !== undefined)
    lines.push(...wrapText(kernel, terminal.width).map((line) => paint(terminal, 'dim', line)));
  return lines;
}

const poolColumns: readonly Column[] = [
  { title: 'pool', min: 16, keep: 'end' },
  { title: 'kind', drop: 4 },
  { title: 'today', align: 'right' },
  { title: 'size', align: 'right' },
  { title: 'change', align: 'right', drop: 2 },
  { title: 'base', align: 'right', drop: 3 },
  { title: 'aligned to', align: 'right', drop: 5 },
  { title: 'exact', drop: 1 },
];

function poolTable(terminal: Terminal, pools: readonly SizedPool[]): readonly string[] {
  const rows = pools.map(
    (pool): Row => [
      pool.region === undefined ? 'default CMA area' : shortName(pool.region),
      pool.kind,
      pool.today === 0n ? 'none' : formatBytes(pool.today),
      { text: formatBytes(pool.size), style: 'bold' },
      costText(pool),
      pool.base === undefined ? '' : hex(pool.base),
      formatBytes(pool.alignment),
      pool.exact ? 'yes' : 'no',
    ],
  );
  return rows.length === 0 ? [] : formatTable(terminal, poolColumns, rows, { indent: 2 });
}

function cellTable(terminal: Terminal, { cells, pools }: SizeReport): readonly string[] {
  if (cells.length < 2 || pools.length === 0) return [];
  const columns: readonly Column[] = [
    { title: 'cell', min: 16, want: 32 },
    { title: 'RAM', align: 'right', drop: 2 },
    ...pools.map((pool): Column => ({ title: titleOf(pool, pools), align: 'right', min: 9 })),
    { title: 'of RAM', align: 'right', drop: 3 },
    { title: 'today', drop: 1 },
  ];
  const given = pools.reduce((sum, { size }) => sum + size, 0n);
  const rows = cells.map(({ cell, passesToday, ram }): Row => {
    const sizes = pools.map(({ perCell }) => {
      const own = perCell.find((one) => one.cell === cell);
      return own === undefined ? 'unused' : formatBytes(own.size);
    });
    const share = ram === 0n ? '' : percent(Number(given) / Number(ram));
    const today = passesToday ? 'passes' : ({ text: 'fails', style: 'red' } as const);
    return [cell, formatBytes(ram), ...sizes, share, today];
  });
  return formatTable(terminal, columns, rows, { indent: 2 });
}

/** Without the unit address, where the names tell them apart. */
function titleOf({ region }: SizedPool, pools: readonly SizedPool[]): string {
  if (region === undefined) return 'default CMA';
  const base = (path: string): string => shortName(path).replace(/@.*/, '');
  const isAlone =
    pools.filter((other) => other.region !== undefined && base(other.region) === base(region)).length === 1;
  return isAlone ? base(region) : shortName(region);
}

function whyLines(terminal: Terminal, pool: SizedPool, isOneOfMany: boolean): readonly string[] {
  const name = pool.region === undefined ? 'default CMA area' : shortName(pool.region);
  const decided = decidedText(pool);
  return [
    ...(isOneOfMany ? [`  ${paint(terminal, 'bold', printable(name))}`] : []),
    ...(decided === undefined ? [] : wrapped(terminal, 'needed by: ', decided)),
    ...wrapped(terminal, 'smaller: ', proofText(pool)),
    ...pool.chances.flatMap((chance) => wrapped(terminal, 'busy: ', chanceText(chance))),
    ...poolNotes(pool).flatMap((note) => wrapped(terminal, 'note: ', note, 'yellow')),
  ];
}

/** As it is, however wide: it is source. */
function sourceLines(pools: readonly SizedPool[]): readonly string[] {
  const sources = pools.filter(({ change }) => change.kind === 'dts');
  return sources.flatMap(({ size, change }, index) => [
    ...(index === 0 ? [] : ['']),
    `/* ${hexBytes(size)} */`,
    ...change.text.split('\n'),
  ]);
}

function parameterLines(terminal: Terminal, pools: readonly SizedPool[]): readonly string[] {
  return pools
    .filter(({ change }) => change.kind === 'parameter')
    .flatMap(({ change, size }) => {
      const mebibytes = (size + (1n << 20n) - 1n) >> 20n;
      return [
        `  ${change.text}`,
        ...wrapped(terminal, 'or: ', `CONFIG_CMA_SIZE_MBYTES=${mebibytes} with CONFIG_CMA_SIZE_SEL_MBYTES=y`),
      ];
    });
}

function section(terminal: Terminal, title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [paint(terminal, 'bold', title), ...lines];
}
