import type { Finding } from '../../lint/finding.ts';
import { formatBytes } from '../../memory/quantity.ts';
import type { RecordedRun } from '../../workload/history/recorded-run.ts';
import type { PoolFigures, RunResult } from '../../workload/run-result.ts';
import { position } from '../labelled-lines.ts';
import { describeExpectation } from '../run-expectation.ts';
import { phaseName } from '../run-moment.ts';
import { escapeXml } from '../xml.ts';
import { asHtml, type Content, code, type HtmlColumn, htmlTable } from './html.ts';

const right = 'right' as const;

/** Every pool that the workload could use, with a bar for its peak. */
export function poolTable({ pools }: RunResult): string {
  const columns: readonly HtmlColumn[] = [
    { title: 'pool' },
    { title: 'kind' },
    { title: 'size', align: right },
    { title: 'peak' },
    { title: 'free at peak', align: right },
    { title: 'lost to rounding', align: right },
    { title: 'fragmented', align: right },
    { title: 'largest hole at end', align: right },
    { title: 'failed', align: right },
  ];
  const rows = pools.filter(({ devices }) => devices.length > 0).map(poolRow);
  return htmlTable('Peak with what was in use before; free at peak is the headroom', columns, rows);
}

function poolRow(pool: PoolFigures): readonly Content[] {
  const bytes = (pages: number): string => formatBytes(pages * pool.pageSize);
  const name = (pool.region ?? pool.name).replace(/^\/reserved-memory\//, '');
  return [
    asHtml(`<a href="#pool-${pool.pool}">${code(name).html}</a>`),
    pool.kind,
    bytes(pool.pageCount),
    peak(pool),
    bytes(pool.pageCount - pool.peakPages),
    formatBytes(pool.wasteBytesAtPeak),
    `${Math.round((pool.fragmentation?.share ?? 0) * 100)}%`,
    bytes(pool.largestHolePagesAtEnd),
    count(pool.failed),
  ];
}

function peak({ peakPages, pageCount, pageSize, failed }: PoolFigures): Content {
  const share = pageCount === 0 ? 0 : Math.round((100 * peakPages) / pageCount);
  const style = failed > 0 ? 'bar full' : 'bar';
  return asHtml(
    `<span><span class="${style}" aria-hidden="true"><i style="width:${share}%"></i></span>${formatBytes(peakPages * pageSize)} (${share}%)</span>`,
  );
}

function count(failures: number): Content {
  return failures === 0 ? '0' : asHtml(`<b class="bad">${failures}</b>`);
}

export function deviceTable({ devices }: RunResult): string {
  const columns: readonly HtmlColumn[] = [
    { title: 'device' },
    { title: 'allocations', align: right },
    { title: 'failed', align: right },
    { title: 'from' },
    { title: 'peak asked for', align: right },
    { title: 'rounding', align: right },
    { title: 'live at end', align: right },
  ];
  const rows = devices.map((device): readonly Content[] => [
    code(device.path),
    String(device.succeeded + device.failed),
    count(device.failed),
    [...device.sources.keys()].join(', '),
    formatBytes(device.peakBytes),
    formatBytes(device.wasteBytesAtPeak),
    device.liveBuffers === 0 ? 'none' : `${device.liveBuffers} (${formatBytes(device.liveBytes)})`,
  ]);
  return htmlTable('What each device asked for and got', columns, rows);
}

const mostFailures = 200;

/** Each failure with its moment and its cause. */
export function failureTable(run: RecordedRun): string {
  const columns: readonly HtmlColumn[] = [
    { title: 'operation' },
    { title: 'device' },
    { title: 'id' },
    { title: 'size', align: right },
    { title: 'cause' },
  ];
  const rows = run.failures
    .slice(0, mostFailures)
    .map(({ operation, device, id, size, cause }): readonly Content[] => [
      asHtml(
        `${operation} <button type="button" class="only-js" data-operation="${operation}" aria-label="show operation ${operation}">show</button>`,
      ),
      code(device),
      code(id),
      size === 0 ? '' : formatBytes(size),
      cause,
    ]);
  const more = run.failures.length - rows.length + run.failuresLeftOut;
  const rest = more > 0 ? `<p class="dim">and ${more} more.</p>` : '';
  return htmlTable('In the order in which they happened', columns, rows) + rest;
}

export function phaseTable({ phases }: RunResult): string {
  const columns: readonly HtmlColumn[] = [
    { title: 'phase' },
    { title: 'operations', align: right },
    { title: 'failed', align: right },
  ];
  const rows = phases.map((phase) => [phaseName(phase), String(phase.operations), count(phase.failed)]);
  return htmlTable('Phases of the workload', columns, rows);
}

export function callTable({ calls }: RunResult): string {
  const columns: readonly HtmlColumn[] = [
    { title: 'operation' },
    { title: 'performed', align: right },
    { title: 'failed', align: right },
    { title: 'not tried', align: right },
  ];
  const rows = calls.map(({ name, performed, failed, skipped }) => [
    code(name),
    String(performed),
    count(failed),
    String(skipped),
  ]);
  return htmlTable('Other than alloc and free', columns, rows);
}

/** What was expected, and whether it holds. */
export function expectationList({ expectations, pools }: RunResult): string {
  if (expectations.length === 0) return '';
  const items = expectations.map((expectation) => {
    const mark = expectation.holds ? '<b class="good">✓</b>' : '<b class="bad">✗</b>';
    const word = expectation.holds ? 'holds' : 'does not hold';
    return `<li><span role="img" aria-label="${word}">${mark}</span>${escapeXml(describeExpectation(expectation, pools))}</li>`;
  });
  return `<ul class="checks">${items.join('\n')}</ul>`;
}

export function kernelLog({ log, logLeftOut }: RunResult): string {
  if (log.length === 0) return '';
  const more = logLeftOut > 0 ? `\n… and ${logLeftOut} more lines` : '';
  const lines = log.map(({ operation, text }) => escapeXml(`${operation}: ${text}`));
  return `<pre>${lines.join('\n')}${more}</pre>`;
}

/** What the capacity rules say, with the remedies. */
export function findingList(findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const items = findings.map(({ severity, rule, message, help, place }) => {
    const style = severity === 'error' ? ' class="bad"' : '';
    const remedy = help === undefined ? '' : `<br>${escapeXml(help)}`;
    return `<li><b${style}>${severity}</b> ${escapeXml(message)} ${code(position(place)).html} <span class="dim">${escapeXml(rule)}</span>${remedy}</li>`;
  });
  return `<ul>${items.join('\n')}</ul>`;
}

/** Failures by kind, with the place of the first. */
export function failureGroups({ failures, failuresLeftOut }: RunResult): string {
  const columns: readonly HtmlColumn[] = [
    { title: 'device' },
    { title: 'size', align: right },
    { title: 'code' },
    { title: 'times', align: right },
    { title: 'first at' },
  ];
  const rows = failures.map(
    ({ device, size, code: why, count: times, operation, place }): readonly Content[] => [
      code(device),
      formatBytes(size),
      code(why),
      String(times),
      asHtml(`${code(position(place)).html}, operation ${operation}`),
    ],
  );
  const rest = failuresLeftOut > 0 ? `<p class="dim">and ${failuresLeftOut} of other kinds.</p>` : '';
  return htmlTable('By device, size and reason', columns, rows) + rest;
}
