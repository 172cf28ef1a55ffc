import type { TracedDevice, TracePlace, TraceSummary, TraceTally } from '../workload/trace/trace-summary.ts';
import { plural, wrapped } from './labelled-lines.ts';
import { printable } from './printable.ts';
import { type Column, formatTable, type Row } from './table.ts';
import { paint, type Terminal } from './terminal.ts';

/** What an import made of a trace, for people. Ends with a line feed. */
export function traceSummaryText(summary: TraceSummary, file: string, terminal: Terminal): string {
  const { operations, lines } = summary;
  const head = `${paint(terminal, 'bold', printable(file))}: ${plural(lines, 'line')}, ${plural(operations, 'operation')} written`;
  const parts = [
    [head],
    events(terminal, summary),
    devices(terminal, summary.devices),
    notes(terminal, file, summary),
  ];
  return `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')}\n`;
}

function events(terminal: Terminal, { events: counts, otherEvents }: TraceSummary): readonly string[] {
  const columns: readonly Column[] = [
    { title: 'event', min: 16 },
    { title: 'count', align: 'right' },
  ];
  const known = [...counts].map(([name, count]): Row => [name, String(count)]);
  const rows = otherEvents === 0 ? known : [...known, ['others, passed over', String(otherEvents)]];
  return rows.length === 0 ? [] : formatTable(terminal, columns, rows, { indent: 2 });
}

/** More are counted only. */
const mostDevices = 40;

function devices(terminal: Terminal, all: readonly TracedDevice[]): readonly string[] {
  if (all.length === 0) return [];
  const columns: readonly Column[] = [
    { title: 'device', min: 16, keep: 'end' },
    { title: 'in operations', drop: 1, keep: 'end' },
    { title: 'allocations', align: 'right' },
    { title: 'failed', align: 'right' },
    { title: 'frees', align: 'right' },
    { title: 'mappings', align: 'right', drop: 2 },
  ];
  const rows = all
    .slice(0, mostDevices)
    .map(
      ({ name, device, allocations, failed, frees, mappings }): Row => [
        name,
        device === undefined ? 'left out' : device === name ? 'the same' : device,
        String(allocations),
        String(failed),
        String(frees),
        String(mappings),
      ],
    );
  const more = all.length - mostDevices;
  const lines = formatTable(terminal, columns, rows, { indent: 2 });
  return more > 0 ? [...lines, `  and ${more} more`] : lines;
}

function notes(terminal: Terminal, file: string, summary: TraceSummary): readonly string[] {
  const { lost, earlier, unmatched, inferredFrees, freesOfNull, live, unknownLines, malformed, tooLong } =
    summary;
  const lines: string[] = [];
  const note = (text: string, tally?: TraceTally): void => {
    lines.push(...wrapped(terminal, '', text));
    for (const place of tally?.first ?? []) lines.push(...wrapped(terminal, '  ', placeText(file, place)));
  };
  if (lost.count > 0)
    note(
      `Lost: ${lost.events === 0 ? 'events' : plural(lost.events, 'event')}, at ${plural(lost.count, 'place')}.`,
      lost,
    );
  if (earlier.count > 0)
    note(
      `Time goes back at ${plural(earlier.count, 'place')}: lines of several CPUs, or recordings one behind the other. Operations are in the order of the lines, which is not that of time.`,
      earlier,
    );
  if (unmatched.count > 0)
    note(
      `${plural(unmatched.count, 'free, unmap or sync')} of what was there before the trace began, or whose beginning was lost.`,
      unmatched,
    );
  if (inferredFrees > 0)
    note(
      `${plural(inferredFrees, 'free')} not recorded, put before what took the place: a device's own pool tells of none.`,
    );
  if (freesOfNull > 0) note(`${plural(freesOfNull, 'free')} of NULL, which do nothing.`);
  if (summary.unclaimed > 0)
    note(
      `${plural(summary.unclaimed, 'call')} of cma_alloc() without a dma_alloc: the operations are of \`cma:NAME\`, who takes from the area of that name.`,
    );
  if (live > 0)
    note(
      `${plural(live, 'buffer')} live at the end. In a device's own pool that says nothing: its frees are not told.`,
    );
  for (const [why, count] of summary.leftOut) note(`Left out ${plural(count, 'time')}: ${why}.`);
  if (unknownLines.count > 0) note(`${plural(unknownLines.count, 'line')} not of a trace.`, unknownLines);
  if (malformed.count > 0)
    note(`${plural(malformed.count, 'event')} whose text no kernel prints.`, malformed);
  if (tooLong.count > 0) note(`${plural(tooLong.count, 'line')} longer than any event.`, tooLong);
  if (summary.isCut)
    note(`${file}:${summary.lines}: the file ends within a line: what came behind is missing.`);
  return lines;
}

function placeText(file: string, { line, text }: TracePlace): string {
  return `${file}:${line}: ${text}`;
}
