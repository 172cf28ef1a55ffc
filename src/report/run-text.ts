import { formatBytes } from '../memory/quantity.ts';
import type { DeviceFigures, PoolFigures, RunResult } from '../workload/run-result.ts';
import { plural, position, wrapped } from './labelled-lines.ts';
import { printable } from './printable.ts';
import { budgetLines } from './run-budget.ts';
import { describeExpectation } from './run-expectation.ts';
import { failureGroupLines, failureLines } from './run-failure-text.ts';
import { momentText, phaseName } from './run-moment.ts';
import { recordedLines, recordedVerdict } from './run-recorded.ts';
import { verdictSentence, verdictWord } from './run-verdict.ts';
import { type Column, formatTable, type Row } from './table.ts';
import { paint, type Terminal } from './terminal.ts';
import { wrapText } from './wrap-text.ts';

export interface RunTextOptions {
  readonly terminal: Terminal;
  /** One line that says which kernel this was, under which assumptions. */
  readonly kernel?: string | undefined;
  /** The verdict where more than the run itself decides it. */
  readonly passes?: boolean | undefined;
  /** What else the verdict says. */
  readonly also?: string | undefined;
  /** What else there is to tell, before what failed. */
  readonly sections?: readonly { readonly title: string; readonly lines: readonly string[] }[] | undefined;
}

/** What came of a workload, for people: the verdict, then pools, devices, the first failure with its remedy, expectations. Ends with a line feed. */
export function runText(result: RunResult, options: RunTextOptions): string {
  const { terminal } = options;
  const sections = [
    verdict(result, options),
    section(terminal, 'Pools', poolTable(terminal, result.pools)),
    section(terminal, 'Devices', deviceTable(terminal, result.devices)),
    budgetLines(terminal, result),
    ...(options.sections ?? []).map(({ title, lines }) => section(terminal, title, lines)),
    section(terminal, 'Other operations', callTable(terminal, result)),
    section(terminal, 'Phases', phaseTable(terminal, result)),
    panicLines(terminal, result),
    failureLines(terminal, result),
    failedCallLines(terminal, result),
    section(terminal, 'Failures', failureGroupLines(terminal, result)),
    section(terminal, 'Kernel log', logLines(terminal, result)),
    section(terminal, 'Recorded', recordedLines(terminal, result.recorded)),
    section(terminal, 'Expectations', expectationLines(terminal, result)),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function verdict(
  result: RunResult,
  { terminal, kernel, passes = result.passes, also = '' }: RunTextOptions,
): readonly string[] {
  const bad = result.passes ? 'FAILS' : verdictWord(result);
  const word = paint(terminal, ['bold', passes ? 'green' : 'red'], passes ? 'PASSES' : bad);
  const name = result.name === undefined ? '' : ` (${printable(result.name)})`;
  const end = result.panicked?.place ?? result.stopped?.place;
  const until =
    end === undefined ? '' : ` at ${position(end)}, after ${plural(result.operations, 'operation')}`;
  const lines = [
    `${word} ${printable(result.file)}${name}${until}: ${verdictSentence(result)}${recordedVerdict(result.recorded)}${also === '' ? '' : `; ${also}`}`,
  ];
  if (kernel !== undefined) {
    lines.push(...wrapText(kernel, terminal.width).map((line) => paint(terminal, 'dim', line)));
  }
  return lines;
}

/** The operation that the kernel did not return from. */
function panicLines(terminal: Terminal, { panicked }: RunResult): readonly string[] {
  if (panicked === undefined) return [];
  const { operation, name, device, id, place, text } = panicked;
  return [
    paint(terminal, 'bold', 'Kernel panic'),
    ...wrapped(terminal, 'at: ', `${position(place)}, operation ${operation}`),
    ...wrapped(terminal, '', `${device}: ${name}${id === undefined ? '' : ` \`${id}\``}`),
    ...wrapped(terminal, 'it says: ', text),
  ];
}

const poolColumns: readonly Column[] = [
  { title: 'pool', min: 20, keep: 'end' },
  { title: 'kind', drop: 6 },
  { title: 'size', align: 'right' },
  { title: 'peak', align: 'right' },
  { title: '', align: 'right' },
  { title: 'free at peak', align: 'right', drop: 3 },
  { title: 'least hole', align: 'right', drop: 5 },
  { title: 'rounding', align: 'right', drop: 2 },
  { title: 'fragmented', align: 'right', drop: 4 },
  { title: 'failed', align: 'right' },
];

function poolTable(terminal: Terminal, pools: readonly PoolFigures[]): readonly string[] {
  const used = pools.filter((pool) => pool.devices.length > 0);
  if (used.length === 0) return [];
  return formatTable(
    terminal,
    poolColumns,
    used.map((pool) => poolRow(pool)),
    { indent: 2 },
  );
}

function poolRow(pool: PoolFigures): Row {
  const bytes = (pages: number): string => formatBytes(pages * pool.pageSize);
  return [
    shortName(pool.region ?? pool.name),
    pool.kind,
    bytes(pool.pageCount),
    bytes(pool.peakPages),
    percent(pool.pageCount === 0 ? 0 : pool.peakPages / pool.pageCount),
    bytes(pool.pageCount - pool.peakPages - pool.pinnedPages),
    bytes(pool.smallestHolePages),
    formatBytes(pool.wasteBytesAtPeak),
    percent(pool.fragmentation?.share ?? 0),
    pool.failed === 0 ? '0' : { text: String(pool.failed), style: 'red' },
  ];
}

const deviceColumns: readonly Column[] = [
  { title: 'device', min: 20, keep: 'end' },
  { title: 'allocations', align: 'right' },
  { title: 'failed', align: 'right' },
  { title: 'from', min: 8, drop: 3 },
  { title: 'peak asked for', align: 'right' },
  { title: 'rounding', align: 'right', drop: 1 },
  { title: 'live at end', align: 'right', drop: 2 },
];

function deviceTable(terminal: Terminal, devices: readonly DeviceFigures[]): readonly string[] {
  if (devices.length === 0) return [];
  const rows = devices.map(
    (device): Row => [
      device.path,
      String(device.succeeded + device.failed),
      device.failed === 0 ? '0' : { text: String(device.failed), style: 'red' },
      [...device.sources.keys()].join(', '),
      formatBytes(device.peakBytes),
      formatBytes(device.wasteBytesAtPeak),
      device.liveBuffers === 0 ? 'none' : `${device.liveBuffers} (${formatBytes(device.liveBytes)})`,
    ],
  );
  return formatTable(terminal, deviceColumns, rows, { indent: 2 });
}

function phaseTable(terminal: Terminal, { phases }: RunResult): readonly string[] {
  if (phases.length === 0) return [];
  const columns: readonly Column[] = [
    { title: 'phase', min: 12 },
    { title: 'operations', align: 'right' },
    { title: 'failed', align: 'right' },
  ];
  const rows = phases.map((phase): Row => [phaseName(phase), String(phase.operations), String(phase.failed)]);
  return formatTable(terminal, columns, rows, { indent: 2 });
}

function callTable(terminal: Terminal, { calls }: RunResult): readonly string[] {
  if (calls.length === 0) return [];
  const columns: readonly Column[] = [
    { title: 'operation', min: 12 },
    { title: 'performed', align: 'right' },
    { title: 'failed', align: 'right' },
    { title: 'not tried', align: 'right', drop: 1 },
  ];
  const rows = calls.map(
    ({ name, performed, failed, skipped }): Row => [
      name,
      String(performed),
      failed === 0 ? '0' : { text: String(failed), style: 'red' },
      String(skipped),
    ],
  );
  return formatTable(terminal, columns, rows, { indent: 2 });
}

function failedCallLines(terminal: Terminal, { failedCall }: RunResult): readonly string[] {
  if (failedCall === undefined) return [];
  const { operation, name, device, id, place, expected, why } = failedCall;
  const during = momentText(failedCall);
  const what = `${device}: ${name}${id === undefined ? '' : ` \`${id}\``}`;
  return [
    paint(terminal, 'bold', `First other operation that fails${expected ? ' (expected)' : ''}`),
    ...wrapped(terminal, 'at: ', `${position(place)}, operation ${operation}${during}`),
    ...wrapped(terminal, '', what),
    ...wrapped(terminal, 'cause: ', why),
  ];
}

const mostLogLines = 20;

function logLines(terminal: Terminal, { log, logLeftOut }: RunResult): readonly string[] {
  const shown = log.slice(0, mostLogLines);
  const lines = shown.flatMap(({ operation, text }) => wrapped(terminal, `${operation}: `, text));
  const more = log.length - shown.length + logLeftOut;
  return more === 0 ? lines : [...lines, `  ${terminal.unicode ? '…' : '...'} and ${more} more lines`];
}

function expectationLines(terminal: Terminal, { expectations, pools }: RunResult): readonly string[] {
  return expectations.flatMap((expectation) => {
    const text = describeExpectation(expectation, pools);
    if (expectation.holds) return wrapped(terminal, terminal.unicode ? '✓ ' : 'ok ', text, 'green');
    return wrapped(terminal, terminal.unicode ? '✗ ' : 'NO ', text, 'red');
  });
}

function section(terminal: Terminal, title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [paint(terminal, 'bold', title), ...lines];
}

function shortName(region: string): string {
  return region.replace(/^\/reserved-memory\//, '');
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
