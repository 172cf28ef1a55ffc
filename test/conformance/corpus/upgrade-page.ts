import { behaviourTexts } from '../../../src/kernel/profiles/behaviour-texts.ts';
import type { BootChange } from '../../../src/project/compare-boots.ts';
import type { ChangedBoard, UpgradePart } from './upgrade-part.ts';

/** The page on what a new kernel changes for upstream's boards. */
export function upgradePage({ from, to, booted, changed }: UpgradePart): string {
  const all = [...booted.values()].reduce((sum, count) => sum + count, 0);
  const archs = [...booted].map(([arch, count]) => `${count} ${arch}`).join(', ');
  const assumed = changed.filter((board) => board.assumed).length;
  return [
    `# What Linux ${to} changes for upstream's boards that ran ${from}`,
    '',
    `\`carveout boot BOARD --compare ${from},${to}\` over all boards of the corpus (${archs}), each kernel with its defconfig. A board`,
    'whose RAM its boot loader tells is booted with 2 GiB from its lowest region on; where image and device tree lie is assumed.',
    'So this is a list of places to look at, and not a verdict on a board as it is sold.',
    '',
    `${changed.length} of ${all} boards come out otherwise (${assumed} of them with assumed RAM): a region's place or fate, a CMA area, what a device is given, or how`,
    'much memory is left to the kernel. Messages, of which most boards print others, are not counted.',
    '',
    '## By behaviour',
    '',
    '| behaviour | about | boards |',
    '| --- | --- | --- |',
    ...byBehaviour(changed).map(
      ([name, count]) => `| \`${name}\` | ${escaped(behaviourTexts[name] ?? '')} | ${count} |`,
    ),
    '',
    '## By board',
    '',
    'Boards with the same changes stand together.',
    ...groups(changed).flatMap(({ boards, changes }) => [
      '',
      `### ${boards.length === 1 ? '' : `${boards.length} boards: `}${boards[0]?.replace(/^src\//, '')}${boards.length === 1 ? '' : ' …'}`,
      '',
      ...(boards.length === 1 ? [] : [...boardList(boards), '']),
      `| what | ${from} | ${to} | because of |`,
      '| --- | --- | --- | --- |',
      ...changes.map(changeRow),
    ]),
    '',
    `Written by \`npm run corpus -- DIR --upgrade ${from},${to} --write FILE\`.`,
    '',
  ].join('\n');
}

function byBehaviour(changed: readonly ChangedBoard[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { changes } of changed) {
    const names = new Set(changes.flatMap(({ causes }) => causes.flat().map(({ behaviour }) => behaviour)));
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1));
}

interface Group {
  readonly boards: readonly string[];
  readonly changes: readonly BootChange[];
}

function groups(changed: readonly ChangedBoard[]): readonly Group[] {
  const found = new Map<string, { readonly boards: string[]; readonly changes: readonly BootChange[] }>();
  for (const { board, changes } of changed) {
    const id = changes.map(changeRow).join('\n');
    const known = found.get(id);
    if (known === undefined) found.set(id, { boards: [board], changes });
    else known.boards.push(board);
  }
  return [...found.values()];
}

function boardList(boards: readonly string[]): readonly string[] {
  return boards.map((board) => `- \`${board.replace(/^src\//, '')}\``);
}

function changeRow({ kind, subject, aspect, from, to, causes }: BootChange): string {
  const names = causes
    .map((joint) => joint.map(({ behaviour }) => `\`${behaviour}\``).join(' and '))
    .join(' or ');
  const about = `${kind === 'device' ? '' : `${kind} `}\`${subject.replace(/^\/reserved-memory\//, '')}\`, ${kind === 'device' && aspect !== 'driver' ? `memory-region ${aspect}` : aspect}`;
  return `| ${about} | ${escaped(from ?? 'none')} | ${escaped(to ?? 'none')} | ${names || 'configuration'} |`;
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}
