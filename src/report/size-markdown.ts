import { formatBytes, hex } from '../memory/quantity.ts';
import type { SizedPool, SizeReport } from '../project/size/size-report.ts';
import { markdownCode, markdownPlain } from './markdown-text.ts';
import {
  chanceText,
  costText,
  decidedText,
  poolNotes,
  proofText,
  shortName,
  sizeSentence,
  sizeVerdict,
} from './size-words.ts';

/** The sizes for a pull request's comment: the verdict, a table, a table by cell, and what to paste. Ends with a line feed. */
export function sizeMarkdown(report: SizeReport, kernel?: string): string {
  const { pools } = report;
  const parts = [
    `### carveout: ${sizeVerdict(report) === 'SIZED' ? 'sized' : 'no size'} ${markdownCode(report.workload)}`,
    `${plain(sizeSentence(report))}.${kernel === undefined ? '' : ` ${plain(kernel)}.`}`,
    poolTable(pools),
    cellTable(report),
    ...pools.map(poolText),
    ...sources(pools),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function poolTable(pools: readonly SizedPool[]): string {
  if (pools.length === 0) return '';
  const rows = pools.map((pool) => {
    const { region, kind, today, size, base, exact } = pool;
    const cells = [
      region === undefined ? 'default CMA area' : markdownCode(shortName(region)),
      kind,
      today === 0n ? 'none' : formatBytes(today),
      `**${formatBytes(size)}**`,
      costText(pool),
      base === undefined ? '' : markdownCode(hex(base)),
      exact ? 'yes' : 'no',
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head =
    '| pool | kind | today | size | change | base | exact |\n| --- | --- | --: | --: | --: | --- | --- |';
  return [head, ...rows].join('\n');
}

function cellTable({ cells, pools }: SizeReport): string {
  if (cells.length < 2 || pools.length === 0) return '';
  const names = pools.map(({ region }) =>
    region === undefined ? 'default CMA' : markdownCode(shortName(region)),
  );
  const rows = cells.map(({ cell, passesToday }) => {
    const sizes = pools.map(({ perCell }) => {
      const own = perCell.find((one) => one.cell === cell);
      return own === undefined ? 'unused' : formatBytes(own.size);
    });
    return `| ${[plain(cell), ...sizes, passesToday ? 'passes' : '**fails**'].join(' | ')} |`;
  });
  const head = `| ${['cell', ...names, 'today'].join(' | ')} |\n| ${['---', ...names.map(() => '--:'), '---'].join(' | ')} |`;
  return [head, ...rows].join('\n');
}

function poolText(pool: SizedPool): string {
  const name = pool.region === undefined ? 'The default CMA area' : markdownCode(shortName(pool.region));
  const decided = decidedText(pool);
  const lines = [
    ...(decided === undefined ? [] : [`needed by ${plain(decided)}`]),
    plain(proofText(pool)),
    ...pool.chances.map((chance) => plain(chanceText(chance))),
    ...poolNotes(pool).map(plain),
  ];
  return [`${name}:`, ...lines.map((line) => `- ${line}`)].join('\n');
}

function sources(pools: readonly SizedPool[]): readonly string[] {
  const dts = pools.filter(({ change }) => change.kind === 'dts').map(({ change }) => change.text);
  const parameters = pools
    .filter(({ change }) => change.kind === 'parameter')
    .map(({ change }) => change.text);
  return [
    ...(dts.length === 0 ? [] : [`\`\`\`dts\n${dts.join('\n\n')}\n\`\`\``]),
    ...(parameters.length === 0 ? [] : [`Kernel command line: ${parameters.map(markdownCode).join(' ')}`]),
  ];
}

/** Nothing in it is markup, but for names between backticks. */
function plain(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part.replaceAll('|', '\\|') : markdownPlain(part)))
    .join('');
}
