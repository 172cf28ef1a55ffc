import type { MemoryLayout, PlacedReservation, Reservation, Stretch } from '../memory/layout.ts';
import type { AddressRange, Region } from '../memory/model.ts';
import { formatBytes, hex } from '../memory/quantity.ts';
import { glyph, memorySymbols, reservationKind } from './memory-symbols.ts';
import { type Cell, type Column, formatTable, type Row } from './table.ts';
import type { Terminal } from './terminal.ts';

const columns: readonly Column[] = [
  { title: '#', align: 'right' },
  { title: 'base', align: 'right' },
  { title: 'last byte', align: 'right', drop: 3 },
  { title: 'size', align: 'right', drop: 4 },
  { title: '', align: 'right' },
  { title: 'region', min: 8, want: 20 },
  { title: 'flags', drop: 2 },
  { title: 'compatible', min: 10, want: 15, drop: 5 },
  { title: 'used by', min: 12, want: 18, drop: 1 },
];

/** Static regions and /memreserve/ entries in address order, with what lies between them. */
export function regionTable(
  terminal: Terminal,
  layout: MemoryLayout,
  keys: ReadonlyMap<Reservation, string>,
  names: ReadonlyMap<Region, string>,
): readonly string[] {
  const empty = layout.stretches.filter(({ owners }) => owners.length === 0);
  const lines: (PlacedReservation | Stretch)[] = [...layout.reservations, ...empty].sort((a, b) =>
    compare(startOf(a), startOf(b)),
  );
  const rows = lines.map((line) =>
    'reservation' in line
      ? reservationRow(terminal, line, keys, names)
      : emptyRow(terminal, line, layout.memoryKnown),
  );
  return formatTable(terminal, columns, rows, { indent: 2 });
}

function startOf(line: PlacedReservation | Stretch): bigint {
  return 'reservation' in line ? line.reservation.base : line.base;
}

function compare(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function reservationRow(
  terminal: Terminal,
  { reservation, meets }: PlacedReservation,
  keys: ReadonlyMap<Reservation, string>,
  names: ReadonlyMap<Region, string>,
): Row {
  const kind = reservationKind(reservation);
  const nested = meets === undefined ? '' : nestingMark(terminal, meets.contained);
  const head = [
    { text: `${keys.get(reservation) ?? ''} ${glyph(kind, terminal)}`, style: memorySymbols[kind].style },
    ...rangeCells(reservation),
  ];
  if (reservation.kind === 'memreserve') return [...head, `${nested}/memreserve/`];

  const { region } = reservation;
  return [
    ...head,
    nested + (names.get(region) ?? region.name),
    flagsOf(region),
    region.compatible.join(', '),
    usersOf(region),
  ];
}

function nestingMark(terminal: Terminal, contained: boolean): string {
  if (contained) return terminal.unicode ? '└ ' : '+ ';
  return terminal.unicode ? '╳ ' : 'X ';
}

function emptyRow(terminal: Terminal, stretch: Stretch, memoryKnown: boolean): Row {
  const kind = !memoryKnown ? 'gap' : stretch.bank === undefined ? 'hole' : 'free';
  const { legend, style } = memorySymbols[kind];
  return [glyph(kind, terminal), ...rangeCells(stretch), legend].map((cell) => ({
    text: `${cell}`,
    style,
  }));
}

/** Base, last byte and size in hex, and the size for people. */
function rangeCells({ base, size }: AddressRange): readonly string[] {
  return [hex(base), hex(base + size - 1n), hex(size), formatBytes(size)];
}

/**
 * How tables call regions: by node name, without a unit address that only says again where the region begins; where that
 * leaves several with one name (`memory`), by label.
 */
export function regionNames(regions: readonly Region[]): ReadonlyMap<Region, string> {
  const count = new Map<string, number>();
  for (const region of regions) count.set(shortName(region), (count.get(shortName(region)) ?? 0) + 1);

  return new Map(
    regions.map((region) => {
      const name = shortName(region);
      const [label] = region.node.labels;
      return [region, label !== undefined && (count.get(name) ?? 0) > 1 ? `&${label.name}` : name];
    }),
  );
}

function shortName({ node, reg: [first] }: Region): string {
  const isBase = first !== undefined && node.unitAddress === first.base.toString(16);
  return isBase ? node.baseName : node.name;
}

/** A region's flags as its properties are called. */
export function flagsOf(region: Region): string {
  const flags = [
    ...(region.noMap ? ['no-map'] : []),
    ...(region.reusable ? ['reusable'] : []),
    ...(region.cmaDefault ? ['cma-default'] : []),
    ...(region.dmaDefault ? ['dma-default'] : []),
  ];
  return flags.join(' ');
}

/** The devices that name a region, by node name, each once; disabled ones in parentheses. */
export function usersOf(region: Region): Cell {
  const names = new Set(
    region.users.map(({ device, deviceAvailable }) => (deviceAvailable ? device.name : `(${device.name})`)),
  );
  return [...names].join(', ');
}
