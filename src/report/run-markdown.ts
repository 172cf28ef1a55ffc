import type { BootedKernel } from '../kernel/booted-kernel.ts';
import type { Finding } from '../lint/finding.ts';
import { formatBytes, hexBytes } from '../memory/quantity.ts';
import type { Rehearsal, RehearsedCell } from '../project/rehearse/rehearsal.ts';
import { sharedBudgets } from '../workload/run-budget.ts';
import type { FailureReport, PoolFigures, RunResult } from '../workload/run-result.ts';
import { leftPages } from '../workload/tightest-pool.ts';
import { plural, position } from './labelled-lines.ts';
import { markdownCode as code, markdownRows, markdownPlain as plain } from './markdown-text.ts';
import { cellFailure, cellToShow, cellWord } from './rehearsal-text.ts';
import { budgetMarkdown } from './run-budget.ts';
import { describeExpectation } from './run-expectation.ts';
import { intervalText, pinnedLabel } from './run-pinned-text.ts';
import { rehearsalWord, verdictSentence } from './run-verdict.ts';

export interface RunMarkdownOptions {
  /** One line that says which kernel this was, under which assumptions. */
  readonly kernelText: (kernel: BootedKernel) => string;
  /** What the capacity rules say. */
  readonly findings?: readonly Finding[] | undefined;
}

/** A comment on a pull request takes no more than 65,536 characters. */
const mostRows = 100;

/** What came of a workload for a pull request's comment: the verdict, the settings, pools, the first failure, expectations. */
export function runMarkdown(rehearsal: Rehearsal, { kernelText, findings = [] }: RunMarkdownOptions): string {
  const { cells, workload, name } = rehearsal;
  const shown = cellToShow(cells);
  const called = name === undefined ? '' : ` (${plain(name)})`;
  const lines = [`### carveout run: ${rehearsalWord(rehearsal)} ${code(workload)}${called}`, ''];
  if (cells.length > 1) lines.push(settingsSentence(cells), '', ...settingsTable(cells));
  for (const { severity, message } of rehearsal.problems)
    lines.push(`**${severity}**: ${plain(message)}`, '');
  if (shown?.result !== undefined) lines.push(...cellLines(shown, cells.length > 1, kernelText));
  lines.push('', ...findingRows(findings));
  return `${lines.join('\n').trimEnd()}\n`;
}

function findingRows(findings: readonly Finding[]): readonly string[] {
  const rows = findings.slice(0, mostRows).map(({ severity, place, message, help, rule }) => {
    const said = help === undefined ? plain(message) : `${plain(message)}<br>*${plain(help)}*`;
    return [severity === 'error' ? '**error**' : severity, code(position(place)), said, code(rule)];
  });
  return markdownRows(['finding', 'where', 'what', 'rule'], rows);
}

function settingsSentence(cells: readonly RehearsedCell[]): string {
  const bad = cells.filter(({ passes }) => !passes).length;
  return bad === 0
    ? `It passes in all ${cells.length} settings.`
    : `It does not pass in ${bad} of ${plural(cells.length, 'setting')}.`;
}

function settingsTable(cells: readonly RehearsedCell[]): readonly string[] {
  // Those that fail are what is asked about.
  const ordered = [...cells.filter(({ passes }) => !passes), ...cells.filter(({ passes }) => passes)];
  const rows = ordered.slice(0, mostRows).map((cell) => {
    const word = cellWord(cell);
    const failing = cell.pinned.map((one) => `${pinnedLabel(one)}: ${one.failures}/${one.seeds}`);
    const verdict = cell.passes ? word : `**${word}**`;
    return [plain(cell.setting.label), verdict, failing.join(', '), plain(cellFailure(cell))];
  });
  const rest = cells.length - rows.length;
  return [
    ...markdownRows(['setting', 'verdict', 'fails with pages pinned', 'first failure'], rows),
    ...(rest > 0 ? [`${rest} more settings are left out.`, ''] : []),
  ];
}

function cellLines(
  { result, setting, kernel, pinned }: RehearsedCell,
  isOneOfMany: boolean,
  kernelText: (kernel: BootedKernel) => string,
): readonly string[] {
  if (result === undefined) return [];
  const which = isOneOfMany ? `Setting ${plain(setting.label)}: ` : '';
  return [
    `${which}${plain(verdictSentence(result))}.`,
    '',
    ...poolTable(result.pools),
    ...sharedBudgets(result.pools).flatMap((budget) => [budgetMarkdown(budget), '']),
    ...pinnedTable(pinned),
    ...failureLines(result.firstFailure),
    ...stoppedLines(result),
    ...expectationLines(result),
    ...(kernel === undefined ? [] : [`<sub>${plain(kernelText(kernel))}</sub>`]),
  ];
}

function poolTable(pools: readonly PoolFigures[]): readonly string[] {
  const rows = pools
    .filter(({ devices }) => devices.length > 0)
    .map((pool) => {
      const bytes = (pages: number): string => formatBytes(pages * pool.pageSize);
      const share = pool.pageCount === 0 ? 0 : Math.round((100 * pool.peakPages) / pool.pageCount);
      return [
        code((pool.region ?? pool.name).replace(/^\/reserved-memory\//, '')),
        pool.kind,
        bytes(pool.pageCount),
        `${bytes(pool.peakPages)} (${share}%)`,
        bytes(leftPages(pool)),
        formatBytes(pool.wasteBytesAtPeak),
        `${Math.round((pool.fragmentation?.share ?? 0) * 100)}%`,
        pool.failed === 0 ? '0' : `**${pool.failed}**`,
      ];
    });
  const titles = ['pool', 'kind', 'size:', 'peak:', 'free at peak:', 'rounding:', 'fragmented:', 'failed:'];
  return markdownRows(titles, rows);
}

function pinnedTable(pinned: RehearsedCell['pinned']): readonly string[] {
  const rows = pinned.map((figures) => [
    pinnedLabel(figures),
    `${figures.failures} of ${figures.seeds}`,
    intervalText(figures),
    plain(verdictSentence(figures.worst.result)),
  ]);
  return markdownRows(['pinned', 'fails:', '95 % interval:', 'worst case'], rows);
}

function failureLines(report: FailureReport | undefined): readonly string[] {
  if (report === undefined) return [];
  const { device, size, buffer, failure, operation, place, expected, remedy } = report;
  return [
    `**First failure${expected ? ' (expected)' : ''}**: ${code(device)} asks for ${hexBytes(size)} as ${code(buffer)}, in operation ${operation} at ${code(position(place))}.`,
    '',
    `* cause: ${plain(failure.message)}`,
    `* help: ${plain(remedy)}`,
    '',
  ];
}

function stoppedLines({ stopped, panicked, failedCall }: RunResult): readonly string[] {
  const lines: string[] = [];
  if (panicked !== undefined)
    lines.push(`**Kernel panic** in operation ${panicked.operation}: ${code(panicked.text)}`, '');
  if (stopped !== undefined) lines.push(`**Stopped**: ${plain(stopped.message)}`, '');
  if (failedCall !== undefined && !failedCall.expected) {
    const { name, device, operation, why } = failedCall;
    lines.push(`**${plain(name)} fails**: ${code(device)}, in operation ${operation}: ${plain(why)}`, '');
  }
  return lines;
}

function expectationLines({ expectations, pools }: RunResult): readonly string[] {
  const lines = expectations
    .slice(0, mostRows)
    .map((one) => `* ${one.holds ? '✓' : '✗ **not met**:'} ${plain(describeExpectation(one, pools))}`);
  const rest = expectations.length - lines.length;
  return [...lines, ...(rest > 0 ? [`* and ${rest} more`] : []), ...(lines.length > 0 ? [''] : [])];
}
