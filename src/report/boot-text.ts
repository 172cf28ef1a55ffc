import type { BootedAssignment, BootedDevice, BootResult } from '../kernel/boot.ts';
import type { BootedKernel, BootedRegion } from '../kernel/booted-kernel.ts';
import { errnoName } from '../kernel/hooks/errno-names.ts';
import { iomemRanges } from '../kernel/iomem.ts';
import type { LogLevel } from '../kernel/log.ts';
import { memblockNoMap } from '../kernel/memblock.ts';
import type { RegionState } from '../kernel/reserved/region-table.ts';
import { formatBytes, hex } from '../memory/quantity.ts';
import { type BootSection, bootSections } from './boot-sections.ts';
import { placementLine, profileLine } from './kernel-line.ts';
import { printable } from './printable.ts';
import { type Cell, type Column, formatTable, type Row } from './table.ts';
import { paint, type Style, type Terminal } from './terminal.ts';
import { wrapText } from './wrap-text.ts';

/** A boot for people: profile and assumptions, the kernel's log, then memblock, regions, CMA areas and devices as tables. */
export function bootText(
  result: BootResult,
  terminal: Terminal,
  only: readonly BootSection[] = bootSections,
): string {
  const { kernel } = result;
  const sections = [
    profileLines(terminal, kernel),
    ...bootSections
      .filter((name) => only.includes(name))
      .map((name) => section(terminal, titles[name], writers[name](terminal, result))),
    outcomeLines(terminal, kernel),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const writers: Readonly<Record<BootSection, (terminal: Terminal, result: BootResult) => readonly string[]>> =
  {
    log: logLines,
    memory: (terminal, { kernel }) => memoryTable(terminal, kernel),
    reserved: (terminal, { kernel }) => reservedTable(terminal, kernel),
    iomem: (_, { kernel }) => iomemLines(kernel),
    regions: (terminal, { kernel }) => regionTable(terminal, kernel),
    cma: (terminal, { kernel }) => cmaTable(terminal, kernel),
    devices: deviceTable,
  };

const titles: Readonly<Record<BootSection, string>> = {
  log: 'Kernel log',
  memory: 'Memory',
  reserved: 'Reserved',
  iomem: '/proc/iomem',
  regions: 'Regions',
  cma: 'CMA areas',
  devices: 'Devices',
};

function section(terminal: Terminal, title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [paint(terminal, 'bold', title), ...lines];
}

function profileLines(terminal: Terminal, { profile, machine }: BootedKernel): readonly string[] {
  const cmdline = machine.cmdline === '' ? [] : [`command line: ${printable(machine.cmdline)}`];
  return [
    paint(terminal, 'bold', profileLine(profile)),
    ...[placementLine(machine), ...cmdline].flatMap((line) => wrapText(line, terminal.width)),
  ];
}

/** dmesg's colours. */
const levelStyles: Readonly<Record<LogLevel, Style | undefined>> = {
  emerg: ['bold', 'red'],
  error: 'red',
  warning: 'yellow',
  info: undefined,
};

function logLines(terminal: Terminal, { log }: BootResult): readonly string[] {
  return log.flatMap(({ level, text }) => {
    const style = levelStyles[level];
    const lines = text.split('\n').map((line) => `  ${printable(line)}`);
    return style === undefined ? lines : lines.map((line) => paint(terminal, style, line));
  });
}

const rangeColumns: readonly Column[] = [
  { title: 'base', align: 'right' },
  { title: 'end', align: 'right' },
  { title: 'size', align: 'right' },
];

function range(base: bigint, size: bigint): readonly Cell[] {
  return [hex(base), hex(base + size), formatBytes(size)];
}

function memoryTable(terminal: Terminal, { memblock }: BootedKernel): readonly string[] {
  const rows = memblock.memory.map(({ base, end, flags }) => [
    ...range(base, end - base),
    (flags & memblockNoMap) === 0 ? '' : 'no-map',
  ]);
  return table(terminal, [...rangeColumns, { title: 'flags' }], rows);
}

function reservedTable(terminal: Terminal, { memblock }: BootedKernel): readonly string[] {
  return table(
    terminal,
    rangeColumns,
    memblock.reserved.map(({ base, end }) => range(base, end - base)),
  );
}

/** As the kernel prints it, with inclusive ends. */
function iomemLines(kernel: BootedKernel): readonly string[] {
  const digits = (address: bigint): string => address.toString(16).padStart(8, '0');
  return iomemRanges(kernel).map(
    ({ depth, base, end, name }) => `  ${'  '.repeat(depth)}${digits(base)}-${digits(end - 1n)} : ${name}`,
  );
}

const stateStyles: Readonly<Record<BootedRegion['state'], Style>> = {
  initialized: 'green',
  reserved: 'dim',
  failed: 'red',
  ignored: 'dim',
};

function regionTable(terminal: Terminal, { regions }: BootedKernel): readonly string[] {
  const columns: readonly Column[] = [
    { title: 'region', min: 16 },
    ...rangeColumns,
    { title: 'flags', drop: 1 },
    { title: 'hook', drop: 2 },
    { title: 'state' },
  ];
  return table(
    terminal,
    columns,
    regions.map((region) => [
      region.node.name,
      ...(region.base === undefined
        ? ['', '', region.size === undefined ? '' : formatBytes(region.size)]
        : range(region.base, region.size ?? 0n)),
      [region.noMap ? 'no-map' : '', region.reusable ? 'reusable' : ''].filter(Boolean).join(' '),
      region.hook ?? '',
      { text: region.state, style: stateStyles[region.state] },
    ]),
  );
}

function cmaTable(terminal: Terminal, { cma }: BootedKernel): readonly string[] {
  const columns: readonly Column[] = [
    { title: 'area', min: 12 },
    ...rangeColumns,
    { title: 'pages', align: 'right', drop: 1 },
    { title: 'notes' },
  ];
  return table(
    terminal,
    columns,
    cma.map(({ name, base, size, pageCount, isDefault, exact, isActive, ranges = [] }) => {
      const notes = [
        isDefault ? 'default' : '',
        exact ? '' : 'base not exact',
        isActive ? '' : 'not activated',
        ranges.length > 1 ? `${ranges.length} ranges` : '',
      ];
      return [
        name,
        ...range(base, ranges[0]?.size ?? size),
        `${pageCount}`,
        notes.filter(Boolean).join(', '),
      ];
    }),
  );
}

function deviceTable(terminal: Terminal, { devices, kernel }: BootResult): readonly string[] {
  const states = new Map(kernel.regions.map(({ node, state }) => [node.path, state]));
  const columns: readonly Column[] = [
    { title: 'device', min: 20, keep: 'end' },
    { title: 'index', align: 'right' },
    { title: 'region', min: 16, keep: 'end' },
    { title: 'driver', drop: 1 },
    { title: 'result' },
  ];
  const rows = devices.flatMap(({ node, driver, assignments }) =>
    assignments.map(
      ({ index, region, how, result }): Row => [
        node.path,
        `${index}`,
        region === undefined ? '' : region.replace('/reserved-memory/', ''),
        driver ?? { text: 'assumed', style: 'dim' },
        resultCell(how, result, region, states),
      ],
    ),
  );
  return [...table(terminal, columns, rows), ...failedDrivers(terminal, devices)];
}

const deeds: Readonly<Record<BootedAssignment['how'], string>> = {
  assign: 'assigned',
  map: 'mapped by its driver',
  resource: 'address read by its driver',
  lookup: 'looked up by its driver',
  unread: 'not read',
};

/** Red where a hook should have answered; a plain region has none, and drivers that use it do not ask. */
function resultCell(
  how: BootedAssignment['how'],
  result: number | undefined,
  region: string | undefined,
  states: ReadonlyMap<string, RegionState>,
): Cell {
  if (result === undefined) return { text: deeds[how], style: 'dim' };
  if (result === 0) return deeds[how];
  const text = errnoName(result);
  const isPlain = region !== undefined && states.get(region) === 'reserved';
  return { text: isPlain ? `${text} (plain region)` : text, style: isPlain ? 'dim' : 'red' };
}

function failedDrivers(terminal: Terminal, devices: readonly BootedDevice[]): readonly string[] {
  return devices
    .filter(({ works }) => !works)
    .map(({ node, driver }) =>
      paint(terminal, 'red', `  ${printable(node.path)}: ${driver ?? 'the driver'} gives up.`),
    );
}

function table(terminal: Terminal, columns: readonly Column[], rows: readonly Row[]): readonly string[] {
  return rows.length === 0 ? [] : formatTable(terminal, columns, rows, { indent: 2 });
}

function outcomeLines(
  terminal: Terminal,
  { outcome, outcomeReason, regions }: BootedKernel,
): readonly string[] {
  if (outcome === 'panics') {
    return [paint(terminal, ['bold', 'red'], `The kernel panics: ${printable(outcomeReason ?? '')}`)];
  }
  const failed = regions.filter(({ state }) => state === 'failed');
  if (failed.length === 0) return ['The kernel boots; no region fails.'];

  const count = failed.length === 1 ? '1 region fails' : `${failed.length} regions fail`;
  const reasons = failed.map(({ node, reason }) => `  ${printable(node.name)}: ${printable(reason ?? '')}`);
  return [paint(terminal, 'red', `The kernel boots; ${count}:`), ...reasons];
}
