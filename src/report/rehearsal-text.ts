import type { BootedKernel } from '../kernel/booted-kernel.ts';
import type { Finding } from '../lint/finding.ts';
import { formatBytes } from '../memory/quantity.ts';
import type { Rehearsal, RehearsedCell } from '../project/rehearse/rehearsal.ts';
import type { RunResult } from '../workload/run-result.ts';
import { leftPages, tightestPool } from '../workload/tightest-pool.ts';
import { findingPretty } from './finding-pretty.ts';
import { plural } from './labelled-lines.ts';
import { printable } from './printable.ts';
import { pinnedFailure, pinnedLabel, pinnedLines } from './run-pinned-text.ts';
import { runText } from './run-text.ts';
import { verdictWord } from './run-verdict.ts';
import { type Column, formatTable, type Row } from './table.ts';
import { paint, type Terminal } from './terminal.ts';

export interface RehearsalTextOptions {
  readonly terminal: Terminal;
  /** One line that says which kernel this was, under which assumptions. */
  readonly kernelText: (kernel: BootedKernel) => string;
  /** What the capacity rules say. */
  readonly findings?: readonly Finding[] | undefined;
}

/**
 * What came of a workload in its settings, for people: where there is one, its figures; else the verdict, a line for each cell, and
 * the figures of the cell that says most: the first that fails, or of all that pass the one that has least left. Ends with a line feed.
 */
export function rehearsalText(rehearsal: Rehearsal, options: RehearsalTextOptions): string {
  const { cells } = rehearsal;
  const shown = cellToShow(cells);
  const figures = `${shown === undefined ? '' : cellText(shown, options)}${findingsText(options)}`;
  if (cells.length < 2) return figures;
  const { terminal } = options;
  const lines = [verdict(terminal, rehearsal), '', ...cellTable(terminal, cells)];
  if (shown !== undefined)
    lines.push('', paint(terminal, 'bold', `Cell ${printable(shown.setting.label)}`), '');
  return `${lines.join('\n')}\n${figures}`;
}

/** Behind the figures, as lint shows its own. */
function findingsText({ findings = [], terminal }: RehearsalTextOptions): string {
  if (findings.length === 0) return '';
  const blocks = findings.map((finding) => findingPretty(finding, terminal).join('\n'));
  return `\n${paint(terminal, 'bold', 'Findings')}\n\n${blocks.join('\n\n')}\n`;
}

/** The first cell that fails, else of all that ran the one whose tightest pool has least left. */
export function cellToShow(cells: readonly RehearsedCell[]): RehearsedCell | undefined {
  const ran = cells.filter(({ result }) => result !== undefined);
  const failed = ran.find(({ passes }) => !passes);
  if (failed !== undefined) return failed;
  return ran.reduce<RehearsedCell | undefined>(
    (least, cell) => (least === undefined || leftIn(cell) < leftIn(least) ? cell : least),
    undefined,
  );
}

function leftIn({ result }: RehearsedCell): number {
  const pool = result === undefined ? undefined : tightestPool(result);
  return pool === undefined ? 1 : leftPages(pool) / pool.pageCount;
}

function cellText(
  { result, kernel, pinned, passes, problems }: RehearsedCell,
  { terminal, kernelText }: RehearsalTextOptions,
): string {
  if (result === undefined) return '';
  const also = [];
  // Of a workload that fails as it is there is nothing to say about pages.
  const failing = result.passes ? pinned.filter(({ failures }) => failures > 0) : [];
  const errors = problems.filter((problem) => problem.severity === 'error' && problem !== result.stopped);
  if (errors.length > 0) also.push(plural(errors.length, 'error'));
  if (failing.length > 0)
    also.push(
      `fails with pages pinned (${failing.map((one) => `${pinnedLabel(one)}: ${one.failures} of ${one.seeds}`).join(', ')})`,
    );
  const worst = pinnedFailure(terminal, failing);
  return runText(result, {
    terminal,
    kernel: kernel === undefined ? undefined : kernelText(kernel),
    passes,
    also: also.join('; '),
    sections: [
      { title: 'Pinned pages', lines: pinnedLines(terminal, pinned) },
      ...(worst === undefined ? [] : [worst]),
    ],
  });
}

function verdict(terminal: Terminal, { workload, name, passes, cells }: Rehearsal): string {
  const word = paint(terminal, ['bold', passes ? 'green' : 'red'], passes ? 'PASSES' : 'FAILS');
  const called = name === undefined ? '' : ` (${printable(name)})`;
  const bad = cells.filter((cell) => !cell.passes).length;
  const what =
    bad === 0 ? `in all ${cells.length} settings` : `in ${bad} of ${plural(cells.length, 'setting')}`;
  return `${word} ${printable(workload)}${called}: ${what}`;
}

const columns: readonly Column[] = [
  // Never cut: settings often differ in their last axis alone.
  { title: 'setting' },
  { title: 'verdict' },
  { title: 'tightest pool', min: 12, keep: 'end', drop: 2 },
  { title: 'peak', align: 'right', drop: 3 },
  { title: 'left', align: 'right', drop: 0 },
  { title: 'pinned', min: 12 },
  { title: 'first failure', min: 24, drop: 1 },
];

function cellTable(terminal: Terminal, cells: readonly RehearsedCell[]): readonly string[] {
  return formatTable(terminal, columns, cells.map(cellRow), { indent: 2 });
}

function cellRow(cell: RehearsedCell): Row {
  const { setting, result, passes, pinned } = cell;
  const pool = result === undefined ? undefined : tightestPool(result);
  const bytes = (pages: number): string => (pool === undefined ? '' : formatBytes(pages * pool.pageSize));
  return [
    setting.label,
    { text: cellWord(cell), style: passes ? 'green' : 'red' },
    pool === undefined ? '' : (pool.region ?? pool.name).replace(/^\/reserved-memory\//, ''),
    pool === undefined ? '' : bytes(pool.peakPages),
    pool === undefined ? '' : bytes(leftPages(pool)),
    pinned.map((one) => `${pinnedLabel(one)}: ${one.failures}/${one.seeds}`).join(', '),
    cellFailure(cell),
  ];
}

/** `passes`, `fails`, `panics`, `stopped`, or `no run`. */
export function cellWord({ result, kernel, passes }: RehearsedCell): string {
  if (result === undefined) return kernel?.outcome === 'panics' ? 'panics' : 'no run';
  if (passes) return 'passes';
  return result.passes ? 'fails' : verdictWord(result).toLowerCase();
}

/** Why a cell does not pass, in a line; empty where it does. */
export function cellFailure({ result, passes, problems, pinned }: RehearsedCell): string {
  if (passes) return '';
  const error = problems.find(({ severity }) => severity === 'error');
  if (error !== undefined) return error.message;
  const failing = pinned.find(({ failures }) => failures > 0)?.worst.result;
  return failureText(result) ?? failureText(failing) ?? 'an expectation does not hold';
}

function failureText(result: RunResult | undefined): string | undefined {
  const failure = result?.firstFailure;
  if (failure === undefined || failure.expected) return result?.failedCall?.why;
  return `${failure.buffer}: ${failure.failure.message}`;
}
