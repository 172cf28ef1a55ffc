import type { Reservation } from '../memory/layout.ts';
import type { AddressRange, Region } from '../memory/model.ts';
import { formatBytes, hex } from '../memory/quantity.ts';
import type { BoardReport, ReportedDevice } from '../project/board-report.ts';
import { budgetBytes, budgetRows, budgetShare } from './budget-words.ts';
import { profileLine } from './kernel-line.ts';
import { memorySymbols, reservationKind } from './memory-symbols.ts';
import { flagsOf, regionNames, usersOf } from './region-table.ts';
import { memoryRemark, rangeText, targetText, whyUnreserved } from './report-words.ts';

/** How a column is shown where there is more than one way. */
export interface PlainColumn {
  readonly title: string;
  /** `size`: to the right; `code`: an address or a name of the tree. */
  readonly look?: 'size' | 'code';
}

/** A table for pages: cells are plain text. */
export interface PlainTable {
  readonly title: string;
  readonly caption: string;
  readonly columns: readonly PlainColumn[];
  readonly rows: readonly (readonly string[])[];
}

/** The tables of a board's report, for documents; those without a row are left out. */
export function reportTables(report: BoardReport): readonly PlainTable[] {
  const { regions } = report.board.model;
  const names = regionNames(regions);
  const tables = [
    bankTable(report),
    reservedTable(report, names),
    dynamicTable(regions),
    unreservedTable(regions),
    budgetTable(report),
    deviceTable(report.devices, names),
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

const code = (title: string): PlainColumn => ({ title, look: 'code' });
const size = (title: string): PlainColumn => ({ title, look: 'size' });

function bankTable({ board, layout }: BoardReport): PlainTable {
  const rows = layout.memoryGiven
    ? layout.banks.map((bank) => ['--memory', ...rangeCells(bank), ''])
    : board.model.memoryNodes.flatMap((memory) => {
        const remark = memoryRemark(memory);
        if (memory.banks.length === 0) return [[memory.node.path, '', '', '', remark || 'no bank']];
        return memory.banks.map((bank) => [memory.node.path, ...rangeCells(bank), remark]);
      });
  const columns = [code('node'), code('base'), code('last byte'), size('size'), { title: 'remark' }];
  return { title: 'Memory', caption: 'RAM, as the tree or the command line tells it', columns, rows };
}

function reservedTable({ layout }: BoardReport, names: ReadonlyMap<Region, string>): PlainTable {
  const rows = layout.reservations.map(({ reservation, meets }) => {
    const kind = memorySymbols[reservationKind(reservation)].legend;
    const overlap = meets === undefined ? '' : overlapText(meets, names);
    const cells = rangeCells(reservation);
    if (reservation.kind === 'memreserve') return ['/memreserve/', ...cells, overlap, '', ''];
    const { region } = reservation;
    const name = names.get(region) ?? region.name;
    const flags = [flagsOf(region) || kind, overlap].filter(Boolean).join('; ');
    return [name, ...cells, flags, region.compatible.join(', '), usersText(region)];
  });
  const columns = [
    code('region'),
    code('base'),
    code('last byte'),
    size('size'),
    { title: 'flags' },
    code('compatible'),
    { title: 'used by' },
  ];
  return {
    title: 'Regions',
    caption: 'In address order; a device in parentheses is disabled',
    columns,
    rows,
  };
}

function overlapText(
  {
    other,
    bytes,
    contained,
  }: { readonly other: Reservation; readonly bytes: bigint; readonly contained: boolean },
  names: ReadonlyMap<Region, string>,
): string {
  const name = other.kind === 'memreserve' ? '/memreserve/' : (names.get(other.region) ?? other.region.name);
  return contained ? `inside ${name}` : `shares ${formatBytes(bytes)} with ${name}`;
}

function dynamicTable(regions: readonly Region[]): PlainTable {
  const rows = regions
    .filter(({ kind, available }) => kind === 'dynamic' && available)
    .map((region) => [
      region.name,
      region.size === undefined ? '?' : formatBytes(region.size),
      region.alignment === undefined ? '' : formatBytes(region.alignment),
      region.allocRanges.map(rangeText).join(', '),
      flagsOf(region),
      region.compatible.join(', '),
      usersText(region),
    ]);
  const columns = [
    code('region'),
    size('size'),
    size('alignment'),
    code('within'),
    { title: 'flags' },
    code('compatible'),
    { title: 'used by' },
  ];
  return { title: 'Dynamic regions', caption: 'Placed at boot', columns, rows };
}

function unreservedTable(regions: readonly Region[]): PlainTable {
  const rows = regions.flatMap((region): readonly (readonly string[])[] => {
    const why = whyUnreserved(region);
    if (why === undefined) return [];
    const [range] = region.reg;
    const bytes = range?.size ?? region.size;
    const base = range === undefined ? '' : hex(range.base);
    return [[region.name, why, base, bytes === undefined ? '' : formatBytes(bytes), usersText(region)]];
  });
  const columns = [code('region'), { title: 'why' }, code('base'), size('size'), { title: 'used by' }];
  return { title: 'Not reserved', caption: 'Children of /reserved-memory that keep nothing', columns, rows };
}

/** Indented by dashes, which every format keeps. */
function budgetTable({ budget }: BoardReport): PlainTable {
  const columns = [{ title: 'part' }, size('size'), size('of RAM'), { title: 'what it is' }];
  const kernel = budget === undefined ? '' : `${profileLine(budget.kernel.profile)}; estimates have a ~`;
  const rows =
    budget === undefined
      ? []
      : budgetRows(budget).map((row) => [
          `${'– '.repeat(row.depth)}${row.label}`,
          budgetBytes(row),
          budgetShare(row, budget),
          row.says,
        ]);
  return { title: 'Where RAM goes', caption: kernel, columns, rows };
}

function deviceTable(devices: readonly ReportedDevice[], names: ReadonlyMap<Region, string>): PlainTable {
  const rows = devices.flatMap(({ path, available, uses, expected }) =>
    uses.map((use) => {
      const isList = use.property.name === 'memory-region';
      const how = isList ? expected.hows[use.index] : undefined;
      const { region } = use;
      const [range] = region?.reg ?? [];
      const bytes = range?.size ?? region?.size;
      return [
        available ? path : `${path} (disabled)`,
        `${isList ? '' : `${use.property.name} `}[${use.index}]${use.name === undefined ? '' : ` ${use.name}`}`,
        region === undefined ? targetText(use) : (names.get(region) ?? region.name),
        region === undefined
          ? ''
          : region.available
            ? range === undefined
              ? region.kind
              : hex(range.base)
            : 'disabled',
        bytes === undefined ? '' : formatBytes(bytes),
        how === undefined ? '' : `${how} (${expected.driver ?? 'assumed'})`,
      ];
    }),
  );
  const columns = [
    code('device'),
    { title: 'entry' },
    code('region'),
    code('base'),
    size('size'),
    { title: 'what its driver does' },
  ];
  return { title: 'Devices', caption: 'Which device names which region', columns, rows };
}

function rangeCells({ base, size: bytes }: AddressRange): readonly string[] {
  if (bytes === 0n) return [hex(base), '', 'unknown'];
  return [hex(base), hex(base + bytes - 1n), formatBytes(bytes)];
}

function usersText(region: Region): string {
  const users = usersOf(region);
  return typeof users === 'string' ? users : users.text;
}
