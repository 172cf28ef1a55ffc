import type { LintReport, ReportedFinding } from '../lint/lint-report.ts';
import { boardsText } from './boards-text.ts';
import { findingPretty } from './finding-pretty.ts';
import { remark } from './message-parts.ts';
import { paint, type Terminal } from './terminal.ts';
import { wrapText } from './wrap-text.ts';

/**
 * Findings for people: `path:line:column: severity: message [rule]`, which editors read, then the source with its related
 * places, what the kernel will say, and a remedy. The last line counts.
 *
 * @param kernel what the boards were judged for, in words, if all were judged for one kernel
 */
export function lintPretty(
  report: LintReport,
  terminal: Terminal,
  options: { readonly kernel?: string | undefined } = {},
): string {
  const blocks = report.findings.map((finding) => findingLines(finding, report, terminal).join('\n'));
  blocks.push([...remarks(report, terminal), ...summary(report, terminal, options.kernel)].join('\n'));
  return `${blocks.join('\n\n')}\n`;
}

function findingLines(finding: ReportedFinding, report: LintReport, terminal: Terminal): readonly string[] {
  return [
    ...findingPretty(finding, terminal),
    ...(report.boards.length > 1 && !isOfItsFile(finding)
      ? remark(terminal, 'in', boardsText(finding.boards))
      : []),
  ];
}

/** Whether the first line names the only board that has it. */
function isOfItsFile({ boards, place }: ReportedFinding): boolean {
  return boards.length === 1 && boards[0] === place.file.path;
}

function remarks({ boards }: LintReport, terminal: Terminal): readonly string[] {
  const unknown = boards.filter(({ memoryKnown }) => !memoryKnown);
  const withoutProfile = boards.filter(({ profile }) => profile === undefined);

  const texts: string[] = [];
  if (unknown.length > 0) {
    texts.push(
      `memory size unknown${ofBoards(unknown.length, boards.length)}: the boot loader fills it in, and rules that need it are silent. --memory SIZE@BASE tells it.`,
    );
  }
  if (withoutProfile.length > 0) {
    texts.push(
      `no kernel profile for the architecture${ofBoards(withoutProfile.length, boards.length)}: rules that need one are silent.`,
    );
  }
  return texts.flatMap((text) => wrapText(text, terminal.width));
}

function ofBoards(count: number, all: number): string {
  return all === 1 ? '' : ` (${count} of ${all} boards)`;
}

function summary(
  { boards, counts, suppressed, known }: LintReport,
  terminal: Terminal,
  kernel: string | undefined,
): readonly string[] {
  const quiet = [
    suppressed.length > 0 ? `${suppressed.length} kept quiet by comments` : '',
    known.length > 0 ? `${known.length} known to the baseline` : '',
  ].filter((part) => part !== '');
  const where = `in ${plural(boards.length, 'board')}${kernel === undefined ? '' : `, for ${kernel}`}`;
  const parts = [
    counts.error > 0 ? plural(counts.error, 'error') : '',
    counts.warning > 0 ? plural(counts.warning, 'warning') : '',
    counts.info > 0 ? `${counts.info} info` : '',
  ].filter((part) => part !== '');

  const style = counts.error > 0 ? 'red' : counts.warning > 0 ? 'yellow' : 'green';
  const besides = quiet.length === 0 ? '' : ` (${quiet.join(', ')})`;
  const text = `${parts.length === 0 ? 'No findings' : parts.join(', ')}${besides} ${where}.`;
  return wrapText(text, terminal.width).map((line) => paint(terminal, ['bold', style], line));
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
