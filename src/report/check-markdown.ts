import { type CheckReport, itemLabel, sharedFindings } from './check-report.ts';
import { namesText } from './check-text.ts';
import {
  bootWord,
  cellTitle,
  lintWord,
  pinnedWord,
  placeText,
  verdictText,
  verdictWords,
  workloadColumns,
} from './check-words.ts';
import { markdownCode as code, markdownRows, markdownPlain as plain } from './markdown-text.ts';

/** A comment on a pull request takes no more than 65,536 characters. */
const mostRows = 60;

/** A summary of a check for a pull request: the verdict, a row for each board (those that fail first), what fails, the findings. */
export function checkMarkdown(report: CheckReport): string {
  const lines = [
    `### carveout check: ${verdictWords[report.outcome]}`,
    '',
    `${plain(verdictText(report))}.`,
    '',
  ];
  lines.push(...boardRows(report), ...failureRows(report), ...findingRows(report));
  return `${lines.join('\n').trimEnd()}\n`;
}

function boardRows({ items }: CheckReport): readonly string[] {
  const workloads = workloadColumns(items);
  const ordered = [
    ...items.filter(({ outcome }) => outcome !== 'passes'),
    ...items.filter(({ outcome }) => outcome === 'passes'),
  ];
  const rows = ordered
    .slice(0, mostRows)
    .map((item) => [
      `${item.outcome === 'passes' ? '✓' : '✗'} ${plain(item.name)}`,
      plain(item.version ?? ''),
      strong(lintWord(item), item.lint?.errors !== 0),
      strong(bootWord(item), bootWord(item) !== 'ok'),
      ...workloads.map(({ wordOf }) => strong(wordOf(item), /fails|unusable/.test(wordOf(item)))),
    ]);
  const titles = ['board', 'kernel', 'lint', 'boot', ...workloads.map(({ title }) => plain(title))];
  return [...markdownRows(titles, rows), ...leftOut(items.length - rows.length, 'boards')];
}

function failureRows({ items }: CheckReport): readonly string[] {
  const all = items.flatMap((item) => [
    ...item.problems
      .filter(({ severity }) => severity === 'error')
      .map((problem) => [plain(itemLabel(item)), '', said(problem)]),
    ...(item.boot?.outcome === 'panics'
      ? [[plain(itemLabel(item)), 'boot', plain(item.boot.reason ?? 'panics')]]
      : []),
    ...(item.boot?.failedRegions ?? []).map(({ node, reason }) => [
      plain(itemLabel(item)),
      'boot',
      `${code(node)}: ${plain(reason ?? 'fails')}`,
    ]),
    ...item.workloads.flatMap((workload) => [
      ...workload.problems
        .filter(({ severity }) => severity === 'error')
        .map((problem) => [plain(itemLabel(item)), code(workload.file), said(problem)]),
      ...workload.cells
        .filter(({ outcome }) => outcome !== 'passes')
        .map((cell) => {
          const pinned = cell.pinned.map((one) => plain(pinnedWord(one)));
          const why = cell.failure === null ? cell.outcome : said(cell.failure);
          return [plain(itemLabel(item)), code(cellTitle(workload, cell)), [why, ...pinned].join('<br>')];
        }),
    ]),
  ]);
  return [
    ...markdownRows(['board', 'fails', 'why'], all.slice(0, mostRows)),
    ...leftOut(all.length - mostRows, 'failures'),
  ];
}

function said(failure: {
  readonly message: string;
  readonly help?: string | undefined;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}): string {
  const at = placeText(failure);
  const where = at === undefined ? '' : ` (${code(at)})`;
  const help = failure.help === undefined ? '' : `<br>*${plain(failure.help)}*`;
  return `${plain(failure.message)}${where}${help}`;
}

function findingRows({ items }: CheckReport): readonly string[] {
  const all = sharedFindings(items);
  const rows = all.slice(0, mostRows).map(({ finding, items: own }) => {
    const { severity, rule, message, fix } = finding;
    const names = items.length > 1 ? `<br>in ${plain(namesText(own.map(itemLabel)))}` : '';
    const help = fix === undefined ? '' : `<br>*${plain(fix)}*`;
    return [
      strong(severity, severity === 'error'),
      code(placeText(finding) ?? ''),
      `${plain(message)}${help}${names}`,
      code(rule),
    ];
  });
  return [
    ...markdownRows(['finding', 'where', 'what', 'rule'], rows),
    ...leftOut(all.length - mostRows, 'findings'),
  ];
}

function strong(text: string, isStrong: boolean): string {
  return isStrong && text !== '' ? `**${plain(text)}**` : plain(text);
}

function leftOut(count: number, what: string): readonly string[] {
  return count > 0 ? [`${count} more ${what} are left out.`, ''] : [];
}
