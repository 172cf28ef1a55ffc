import { formatBytes, hex, hexBytes } from '../memory/quantity.ts';
import type { FailureGroup, FailureReport, PoolFigures, RunResult } from '../workload/run-result.ts';
import { plural, position, wrapped } from './labelled-lines.ts';
import { momentText } from './run-moment.ts';
import { paint, type Terminal } from './terminal.ts';

const mostFailureLines = 10;
const mostHolders = 5;

/** The first failure at length: where, why, which ways were tried, who stands in the way, what would help. */
export function failureLines(terminal: Terminal, { firstFailure, pools }: RunResult): readonly string[] {
  if (firstFailure === undefined) return [];
  const { device, size, buffer, failure, operation, place, expected, remedy } = firstFailure;
  const kind = expected ? 'First failure (expected)' : 'First failure';
  const during = momentText(firstFailure);

  return [
    paint(terminal, 'bold', kind),
    ...wrapped(terminal, 'at: ', `${position(place)}, operation ${operation}${during}`),
    ...wrapped(terminal, '', `${device} asks for ${hexBytes(size)} as \`${buffer}\` and gets nothing.`),
    ...wrapped(terminal, 'cause: ', failure.message),
    ...triedLines(terminal, firstFailure),
    ...nearestLines(terminal, firstFailure, pools),
    ...heldBy(terminal, firstFailure, pools),
    ...wrapped(terminal, 'help: ', remedy),
    ...furtherRemedies(firstFailure).flatMap((text) => wrapped(terminal, 'or: ', text)),
  ];
}

/** The ways that were tried, in their order. */
function triedLines(terminal: Terminal, { failure }: FailureReport): readonly string[] {
  const { details } = failure;
  if (details === undefined || details.tried.length === 0) return [];
  const ways = details.tried.map(({ way, pool, refusal, source }) => {
    const which = pool === undefined || way.includes(pool) ? way : `${way} ${pool}`;
    return `${which} (${refusal}, ${source})`;
  });
  return wrapped(terminal, 'tried: ', `${details.call} with ${details.gfp}: ${ways.join(', then ')}`);
}

/** What else would have helped; the size of the pool is told already. */
function furtherRemedies({ failure, pool }: FailureReport): readonly string[] {
  const remedies = failure.details?.remedies ?? [];
  return pool === undefined ? remedies : remedies.filter((text) => !text.startsWith('Make '));
}

const mostBlocking = 5;

/** Where the buffer would nearly have fitted, and who is there. */
function nearestLines(
  terminal: Terminal,
  { nearest, pool, failure }: FailureReport,
  pools: readonly PoolFigures[],
): readonly string[] {
  const figures = pools.find((candidate) => candidate.pool === pool);
  if (nearest === undefined || nearest.takenPages === 0 || figures === undefined) return [];
  const { base, pageSize } = figures;
  const at = base + BigInt(nearest.firstPage * pageSize);
  const end = at + BigInt(nearest.pages * pageSize);
  const names = nearest.buffers
    .slice(0, mostBlocking)
    .map(({ buffer, device }) => `\`${buffer}\` (${device})`);
  const more = nearest.buffers.length - names.length;
  const nobody = (failure.pinnedPages ?? 0) > 0 ? 'pages that cannot move' : 'none of this workload';
  const who = names.length === 0 ? nobody : names.join(', ');
  const taken = formatBytes(nearest.takenPages * pageSize);
  return wrapped(
    terminal,
    'nearest: ',
    `${hex(at)}-${hex(end)}, of which ${taken} are taken by ${who}${more > 0 ? ` and ${more} more` : ''}`,
  );
}

function heldBy(
  terminal: Terminal,
  { holders, pool }: FailureReport,
  pools: readonly PoolFigures[],
): readonly string[] {
  const pageSize = pools.find((candidate) => candidate.pool === pool)?.pageSize;
  if (holders.length === 0 || pageSize === undefined) return [];
  const held = holders
    .slice(0, mostHolders)
    .map(
      ({ device, buffers, pages, requestedBytes }) =>
        `${device}: ${plural(buffers, 'buffer')}, ${formatBytes(pages * pageSize)} (${formatBytes(requestedBytes)} asked for)`,
    );
  return wrapped(
    terminal,
    'held by: ',
    `${held.join('; ')}${holders.length > mostHolders ? `; ${holders.length - mostHolders} more` : ''}`,
  );
}

/** Failures of a kind, a line each; none where the first was the only one. */
export function failureGroupLines(terminal: Terminal, result: RunResult): readonly string[] {
  const { failures, failuresLeftOut, failed } = result;
  // One failure has been told at length already.
  if (failed < 2) return [];
  const lines = failures
    .slice(0, mostFailureLines)
    .flatMap((group) =>
      wrapped(
        terminal,
        `${group.count} ${terminal.unicode ? '×' : 'x'} `,
        describeGroup(group, result.pools),
      ),
    );
  const more = failures.slice(mostFailureLines).reduce((sum, { count }) => sum + count, failuresLeftOut);
  return more === 0
    ? lines
    : [...lines, `  ${terminal.unicode ? '…' : '...'} and ${more} more of other kinds`];
}

function describeGroup(
  { device, size, code, failure, place }: FailureGroup,
  pools: readonly PoolFigures[],
): string {
  const start = `${device}, ${formatBytes(size)} (${code})`;
  const pool = pools.find(
    (candidate) => candidate.region === failure.pool || candidate.name === failure.pool,
  );
  if (pool === undefined || failure.pool === undefined) return `${start}; first at ${position(place)}`;

  const bytes = (pages: number): string => formatBytes(pages * pool.pageSize);
  const needs = `needs ${bytes(failure.neededPages)} aligned to ${bytes(failure.alignPages)}`;
  const hole = `largest such hole ${bytes(failure.largestHolePages)} of ${bytes(failure.freePages)} free`;
  return `${start}: ${needs}, ${hole}; first at ${position(place)}`;
}
