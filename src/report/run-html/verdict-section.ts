import { formatBytes, hexBytes } from '../../memory/quantity.ts';
import type { Rehearsal } from '../../project/rehearse/rehearsal.ts';
import type { FailureReport, PoolFigures, RunResult } from '../../workload/run-result.ts';
import { plural, position } from '../labelled-lines.ts';
import { groupedHex } from '../memory-map.ts';
import { momentText } from '../run-moment.ts';
import { pinnedLabel } from '../run-pinned-text.ts';
import { rehearsalWord, verdictSentence } from '../run-verdict.ts';
import { escapeXml } from '../xml.ts';
import { asHtml, type Content, code, contentHtml } from './html.ts';

/** The first thing that a page says: the word, and why. */
export function verdictLine(rehearsal: Rehearsal, result: RunResult | undefined): string {
  const { cells, passes } = rehearsal;
  const why =
    cells.length > 1 || result === undefined ? settingsSentence(rehearsal) : aloneSentence(rehearsal, result);
  return `<p class="verdict${passes ? '' : ' no'}"><b>${rehearsalWord(rehearsal)}</b> <span>${escapeXml(why)}</span></p>`;
}

function settingsSentence({ cells }: Rehearsal): string {
  const bad = cells.filter(({ passes }) => !passes).length;
  if (cells.length === 1) return 'it cannot be performed';
  return bad === 0 ? `in all ${cells.length} settings` : `in ${bad} of ${plural(cells.length, 'setting')}`;
}

function aloneSentence({ cells, passes }: Rehearsal, result: RunResult): string {
  const sentence = verdictSentence(result);
  if (passes || !result.passes) return sentence;
  const failing = (cells[0]?.pinned ?? []).filter(({ failures }) => failures > 0);
  const errors = (cells[0]?.problems ?? []).filter(({ severity }) => severity === 'error').length;
  const shares = failing.map((one) => `${pinnedLabel(one)}: ${one.failures} of ${one.seeds}`);
  return [
    sentence,
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(failing.length > 0 ? [`fails with pages pinned (${shares.join(', ')})`] : []),
  ].join('; ');
}

/** What went wrong first, in a box: the panic, the line that ended a log, the failure with its cause and its remedy. */
export function troubleCards(result: RunResult): string {
  return [panicCard(result), stoppedCard(result), failureCard(result), failedCallCard(result)]
    .filter((card) => card !== '')
    .join('\n');
}

type Fact = readonly [term: string, content: Content, style?: string];

function card(title: string, facts: readonly (Fact | undefined)[], more = '', style = ''): string {
  const rows = facts
    .filter((fact) => fact !== undefined)
    .map(
      ([term, content, look]) =>
        `<dt>${escapeXml(term)}</dt><dd${look === undefined ? '' : ` class="${look}"`}>${contentHtml(content)}</dd>`,
    );
  return `<section class="card${style}">\n<h2>${escapeXml(title)}</h2>\n<dl>${rows.join('\n')}</dl>${more}\n</section>`;
}

function panicCard({ panicked }: RunResult): string {
  if (panicked === undefined) return '';
  const { name, device, id, text } = panicked;
  return card('Kernel panic', [
    ['where', where(panicked)],
    [
      'what',
      asHtml(`${code(device).html}: ${escapeXml(name)}${id === undefined ? '' : ` ${code(id).html}`}`),
    ],
    ['it says', code(text)],
  ]);
}

function stoppedCard({ stopped }: RunResult): string {
  if (stopped === undefined) return '';
  const { message, place, help } = stopped;
  return card('Stopped before its end', [
    place === undefined ? undefined : ['where', code(position(place))],
    ['cause', message],
    help === undefined ? undefined : ['help', help, 'help'],
  ]);
}

function failureCard({ firstFailure, pools }: RunResult): string {
  if (firstFailure === undefined) return '';
  const { device, size, buffer, failure, operation, expected, remedy } = firstFailure;
  const asks = `${code(device).html} asks for ${escapeXml(hexBytes(size))} as ${code(buffer).html} and gets nothing.`;
  const button = `<p class="only-js"><button type="button" data-operation="${operation}">Show this moment below</button></p>`;
  return card(
    expected ? 'First failure (expected)' : 'First failure',
    [
      ['what', asHtml(asks)],
      ['where', where(firstFailure)],
      ['cause', failure.message],
      tried(firstFailure),
      nearest(firstFailure, pools),
      held(firstFailure, pools),
      ['help', remedy, 'help'],
    ],
    button,
    expected ? ' expected' : '',
  );
}

function failedCallCard({ failedCall }: RunResult): string {
  if (failedCall === undefined) return '';
  const { name, device, id, expected, why } = failedCall;
  const title = `First other operation that fails${expected ? ' (expected)' : ''}`;
  const what = `${code(device).html}: ${escapeXml(name)}${id === undefined ? '' : ` ${code(id).html}`}`;
  return card(
    title,
    [
      ['what', asHtml(what)],
      ['where', where(failedCall)],
      ['cause', why],
    ],
    '',
    expected ? ' expected' : '',
  );
}

function where(
  failed: Pick<FailureReport, 'place' | 'operation'> & Partial<Pick<FailureReport, 'phase' | 'actor'>>,
): Content {
  const during = momentText(failed, (text) => code(text).html);
  return asHtml(`${code(position(failed.place)).html}, operation ${failed.operation}${during}`);
}

function tried({ failure: { details } }: FailureReport): Fact | undefined {
  if (details === undefined || details.tried.length === 0) return undefined;
  const ways = details.tried.map(({ way, refusal, source }) => `${way} (${refusal}, ${source})`);
  return ['tried', `${details.call} with ${details.gfp}: ${ways.join(', then ')}`];
}

const mostNamed = 5;

function nearest({ nearest: place, pool }: FailureReport, pools: readonly PoolFigures[]): Fact | undefined {
  const figures = pools.find((candidate) => candidate.pool === pool);
  if (place === undefined || place.takenPages === 0 || figures === undefined) return undefined;
  const { base, pageSize } = figures;
  const at = base + BigInt(place.firstPage * pageSize);
  const end = at + BigInt(place.pages * pageSize) - 1n;
  const names = place.buffers
    .slice(0, mostNamed)
    .map(({ buffer, device }) => `${code(buffer).html} (${escapeXml(device)})`);
  const more = place.buffers.length - names.length;
  const who = names.length === 0 ? 'none of this workload' : names.join(', ');
  const taken = formatBytes(place.takenPages * pageSize);
  return [
    'nearest place',
    asHtml(
      `${code(`${groupedHex(at)} to ${groupedHex(end)}`).html}, of which ${taken} are taken by ${who}${more > 0 ? ` and ${more} more` : ''}`,
    ),
  ];
}

function held({ holders, pool }: FailureReport, pools: readonly PoolFigures[]): Fact | undefined {
  const pageSize = pools.find((candidate) => candidate.pool === pool)?.pageSize;
  if (holders.length === 0 || pageSize === undefined) return undefined;
  const shown = holders.slice(0, mostNamed).map(({ device, buffers, pages, requestedBytes }) => {
    const asked = formatBytes(requestedBytes);
    return `${device}: ${plural(buffers, 'buffer')}, ${formatBytes(pages * pageSize)} (${asked} asked for)`;
  });
  const more = holders.length - shown.length;
  return ['held by', `${shown.join('; ')}${more > 0 ? `; ${more} more` : ''}`];
}
