import type { Outcome } from './run-conformance.ts';
import type { FieldCount } from './tally.ts';
import { Tally } from './tally.ts';

const begin = '<!-- figures: npm run conformance -- DIR --write docs/fidelity.md -->';
const end = '<!-- end of figures -->';

/** A page with the figures of a run between its marks; undefined: it has none. */
export function withFigures(page: string, outcomes: readonly Outcome[]): string | undefined {
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) return undefined;
  return `${page.slice(0, from)}${begin}\n${figures(outcomes)}\n${page.slice(to)}`;
}

function figures(outcomes: readonly Outcome[]): string {
  return [
    ...kernelTable(outcomes),
    '',
    totalLine(outcomes),
    '',
    ...reasonLines(outcomes),
    ...fieldTable(outcomes),
  ].join('\n');
}

function of(outcomes: readonly Outcome[], result: Outcome['result']): number {
  return outcomes.filter((outcome) => outcome.result === result).length;
}

function kernelTable(outcomes: readonly Outcome[]): readonly string[] {
  const folders = [...new Set(outcomes.map(({ folder }) => folder))];
  const rows = folders.map((folder) => {
    const own = outcomes.filter((outcome) => outcome.folder === folder);
    const { release, arch, pageSize } = own[0] ?? {};
    const numbers = [
      own.length,
      of(own, 'passed'),
      of(own, 'failed'),
      of(own, 'left-out'),
      of(own, 'missing'),
    ];
    return `| \`${folder}\` | ${release} | ${arch} | ${(pageSize ?? 0) / 1024} KiB | ${numbers.join(' | ')} |`;
  });
  return [
    '| recordings | kernel | architecture | pages | in all | passed | failed | left out | missing |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ];
}

function totalLine(outcomes: readonly Outcome[]): string {
  const all = `${of(outcomes, 'passed')} passed, ${of(outcomes, 'failed')} failed`;
  return `${all}, ${of(outcomes, 'left-out')} left out, ${of(outcomes, 'missing')} missing, of ${outcomes.length}.`;
}

/** Why whole recordings were not compared. */
function reasonLines(outcomes: readonly Outcome[]): readonly string[] {
  const times = new Map<string, number>();
  for (const { result, reason } of outcomes) {
    if (reason === undefined) continue;
    const key = `${result === 'missing' ? 'missing' : 'left out'}: ${reason}`;
    times.set(key, (times.get(key) ?? 0) + 1);
  }
  const lines = [...times].map(([reason, count]) => `- ${reason} (${count} recordings)`);
  return lines.length === 0 ? [] : [...lines, ''];
}

function fieldTable(outcomes: readonly Outcome[]): readonly string[] {
  const all = new Tally(0);
  for (const { tally } of outcomes) all.add(tally);
  const rows = [...all.fields]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => fieldRow(name, count));
  return ['| field | compared | different | left out, and why |', '| --- | --- | --- | --- |', ...rows];
}

function fieldRow(name: string, { compared, different, leftOut }: FieldCount): string {
  const reasons = [...leftOut].map(([reason, times]) => `${times}: ${reason}`).join('; ');
  return `| \`${name}\` | ${compared} | ${different} | ${reasons} |`;
}
