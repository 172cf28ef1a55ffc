import type { ExpectedUses } from '../kernel/drivers/expected-uses.ts';
import type { Reservation } from '../memory/layout.ts';
import type { AddressRange, MemoryNode, Region, RegionUse } from '../memory/model.ts';
import { formatBytes, hex } from '../memory/quantity.ts';
import type { BoardReport, ReportedDevice } from '../project/board-report.ts';
import { budgetLines } from './budget-words.ts';
import { profileLine } from './kernel-line.ts';
import { memoryMap } from './memory-map.ts';
import { printable } from './printable.ts';
import { flagsOf, regionNames, regionTable, usersOf } from './region-table.ts';
import { memoryRemark, rangeText, reportFacts, targetText, whyUnreserved } from './report-words.ts';
import { type Cell, type Column, formatTable, type Row } from './table.ts';
import { paint, type Terminal } from './terminal.ts';
import { wrapList, wrapText } from './wrap-text.ts';

/** One board's memory for people: banks, map, regions in address order, who uses which, and notes. Ends with a line feed. */
export function reportText(report: BoardReport, terminal: Terminal): string {
  const { layout } = report;
  const { regions } = report.board.model;
  const names = regionNames(regions);
  const keys = keysOf(layout.reservations.map(({ reservation }) => reservation));

  const sections = [
    titleLines(terminal, report),
    section(terminal, 'Memory', memoryTable(terminal, report)),
    section(terminal, 'Memory map', memoryMap(terminal, layout, keys), 'wider is larger, not in proportion'),
    section(
      terminal,
      'Regions',
      layout.reservations.length === 0 ? [] : regionTable(terminal, layout, keys, names),
      hasDisabledUser(regions) ? 'in address order; (device) is disabled' : 'in address order',
    ),
    section(terminal, 'Dynamic regions', dynamicTable(terminal, regions), 'placed at boot'),
    section(terminal, 'Not reserved', unreservedTable(terminal, regions)),
    section(terminal, 'Where RAM goes', budgetSection(report, terminal), 'estimates have a ~'),
    section(terminal, 'Devices', deviceTable(terminal, report.devices, keys, names)),
    section(terminal, 'Notes', noteLines(terminal, report)),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function budgetSection({ budget }: BoardReport, terminal: Terminal): readonly string[] {
  if (budget === undefined) return [];
  const kernel = wrapText(profileLine(budget.kernel.profile), terminal.width - 2);
  return [...budgetLines(budget, terminal), ...kernel.map((line) => paint(terminal, 'dim', `  ${line}`))];
}

function hasDisabledUser(regions: readonly Region[]): boolean {
  return regions.some(({ users }) => users.some(({ deviceAvailable }) => !deviceAvailable));
}

/** Regions are numbered in address order, so that the map can name them in two columns. */
function keysOf(reservations: readonly Reservation[]): ReadonlyMap<Reservation, string> {
  return new Map(reservations.map((reservation, index) => [reservation, `${index + 1}`]));
}

function section(
  terminal: Terminal,
  title: string,
  lines: readonly string[],
  remark = '',
): readonly string[] {
  if (lines.length === 0) return [];

  const heading = paint(terminal, 'bold', title);
  const room = terminal.width - title.length - 3;
  return [
    remark === '' || remark.length > room ? heading : `${heading}  ${paint(terminal, 'dim', remark)}`,
    ...lines,
  ];
}

function titleLines(terminal: Terminal, report: BoardReport): readonly string[] {
  const { board, name } = report;
  const title = [
    printable(name ?? board.path),
    ...(board.arch === undefined ? [] : [`(${board.arch})`]),
  ].join(' ');
  const facts = reportFacts(report);
  return [
    ...wrapText(title, terminal.width).map((line) => paint(terminal, 'bold', line)),
    ...wrapList(facts, terminal.unicode ? ' · ' : ', ', terminal.width),
  ];
}

const memoryColumns: readonly Column[] = [
  { title: 'node', min: 12 },
  { title: 'base', align: 'right' },
  { title: 'last byte', align: 'right', drop: 2 },
  { title: 'size', align: 'right', drop: 3 },
  { title: '', align: 'right' },
  { title: '', min: 10, drop: 1 },
];

function memoryTable(terminal: Terminal, { board, layout }: BoardReport): readonly string[] {
  const rows = layout.memoryGiven
    ? layout.banks.map((bank) => bankRow('--memory', bank, ''))
    : nodeRows(board.model.memoryNodes);
  return formatTable(terminal, memoryColumns, rows, { indent: 2, header: rows.length > 0 });
}

function nodeRows(nodes: readonly MemoryNode[]): readonly Row[] {
  return nodes.flatMap((memory): readonly Row[] => {
    const remark = memoryRemark(memory);
    if (memory.banks.length === 0) return [[memory.node.path, '', '', '', '', remark || 'no bank']];

    return memory.banks.map((bank) => bankRow(memory.node.path, bank, remark));
  });
}

function bankRow(from: string, { base, size }: AddressRange, remark: string): Row {
  return size === 0n
    ? [from, hex(base), '', '0x0', '', remark || 'size unknown']
    : [from, hex(base), hex(base + size - 1n), hex(size), formatBytes(size), remark];
}

const dynamicColumns: readonly Column[] = [
  { title: 'region', min: 8, want: 20 },
  { title: 'size', align: 'right', drop: 4 },
  { title: '', align: 'right' },
  { title: 'align', align: 'right', drop: 3 },
  { title: 'within', min: 16, want: 22, drop: 2 },
  { title: 'flags', drop: 5 },
  { title: 'compatible', min: 10, drop: 6 },
  { title: 'used by', min: 12, drop: 1 },
];

function dynamicTable(terminal: Terminal, regions: readonly Region[]): readonly string[] {
  const rows = regions
    .filter(({ kind, available }) => kind === 'dynamic' && available)
    .map((region) => [
      region.name,
      region.size === undefined ? '?' : hex(region.size),
      region.size === undefined ? '' : formatBytes(region.size),
      region.alignment === undefined ? '' : formatBytes(region.alignment),
      region.allocRanges.map(rangeText).join(', '),
      flagsOf(region),
      region.compatible.join(', '),
      usersOf(region),
    ]);
  return rows.length === 0 ? [] : formatTable(terminal, dynamicColumns, rows, { indent: 2 });
}

const unreservedColumns: readonly Column[] = [
  { title: 'region', min: 12 },
  { title: 'why', min: 8 },
  { title: 'base', align: 'right', drop: 3 },
  { title: '', align: 'right', drop: 2 },
  { title: 'used by', min: 12, drop: 1 },
];

function unreservedTable(terminal: Terminal, regions: readonly Region[]): readonly string[] {
  const rows = regions.flatMap((region): readonly Row[] => {
    const why = whyUnreserved(region);
    if (why === undefined) return [];

    const [range] = region.reg;
    const size = range?.size ?? region.size;
    return [
      [
        region.name,
        why,
        range === undefined ? '' : hex(range.base),
        size === undefined ? '' : formatBytes(size),
        usersOf(region),
      ],
    ];
  });
  return rows.length === 0 ? [] : formatTable(terminal, unreservedColumns, rows, { indent: 2 });
}

const deviceColumns: readonly Column[] = [
  { title: '', align: 'right' },
  { title: '', min: 8, drop: 3 },
  { title: '', align: 'right', drop: 2 },
  { title: '', min: 12 },
  { title: '', align: 'right' },
  { title: '', align: 'right', drop: 1 },
  { title: '', drop: 4 },
];

function deviceTable(
  terminal: Terminal,
  devices: readonly ReportedDevice[],
  keys: ReadonlyMap<Reservation, string>,
  names: ReadonlyMap<Region, string>,
): readonly string[] {
  const byRegion = new Map<Region, string>();
  for (const [reservation, key] of keys) {
    if (reservation.kind === 'region' && !byRegion.has(reservation.region))
      byRegion.set(reservation.region, key);
  }

  const rows = devices.flatMap(({ path, available, uses, expected }): readonly Row[] => [
    { across: available ? path : { text: `${path} (disabled)`, style: 'dim' }, keep: 'end' },
    ...uses.map((use) => [...useRow(use, byRegion, names), deed(use, expected)]),
  ]);
  return rows.length === 0 ? [] : formatTable(terminal, deviceColumns, rows, { indent: 2, header: false });
}

function useRow(
  use: RegionUse,
  keys: ReadonlyMap<Region, string>,
  names: ReadonlyMap<Region, string>,
): readonly Cell[] {
  const what = use.name ?? (use.property.name === 'memory-region' ? '' : use.property.name);
  const { region } = use;
  if (region === undefined) return [`  [${use.index}]`, what, '', targetText(use), '', ''];

  const [range] = region.reg;
  const size = region.kind === 'dynamic' ? region.size : range?.size;
  return [
    `  [${use.index}]`,
    what,
    keys.has(region) ? `#${keys.get(region)}` : '',
    names.get(region) ?? region.name,
    region.available ? (range === undefined ? region.kind : hex(range.base)) : 'disabled',
    size === undefined ? '' : formatBytes(size),
  ];
}

/** What the driver does with it, and which one, or that this is assumed. */
function deed({ property, index }: RegionUse, { driver, hows }: ExpectedUses): Cell {
  const how = property.name === 'memory-region' ? hows[index] : undefined;
  if (how === undefined) return '';
  return driver === undefined ? { text: `${how} (assumed)`, style: 'dim' } : `${how} (${driver})`;
}

function noteLines(terminal: Terminal, { notes }: BoardReport): readonly string[] {
  const bullet = terminal.unicode ? '•' : '-';
  return notes.flatMap(({ message }) =>
    wrapText(printable(message), terminal.width - 4).map(
      (line, index) => `  ${index === 0 ? bullet : ' '} ${line}`,
    ),
  );
}
