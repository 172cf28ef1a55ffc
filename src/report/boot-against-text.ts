import type { LogComparison, LogDifference } from '../project/against/compare-log.ts';
import { hangingText } from './hanging-text.ts';
import { placementLine, profileLine } from './kernel-line.ts';
import { paint, type Terminal } from './terminal.ts';

/** `boot --against` for people: the verdict, what both were booted with, and the differences by region. */
export function bootAgainstText(comparison: LogComparison, name: string, terminal: Terminal): string {
  const { differences, hints, boot, takenFromLog, unjudged, unasked } = comparison;
  const { profile, machine } = boot.kernel;
  const taken = takenFromLog.map((one) => words[one] ?? one).join(' and ');
  const lines = [
    ...hangingText(terminal, `${name}: ${verdict(comparison)}`, {
      rest: '  ',
      style: ['bold', differences.length === 0 ? 'green' : 'red'],
    }),
    ...hangingText(terminal, profileLine(profile), { rest: '  ', style: 'dim' }),
    ...hangingText(terminal, placementLine(machine), { rest: '  ', style: 'dim' }),
    ...(taken === '' ? [] : hangingText(terminal, `${taken}: as the log says`, { style: 'dim' })),
    ...hints.flatMap(({ text }) => hangingText(terminal, `note: ${text}`, { rest: '  ', style: 'yellow' })),
    ...groups(differences).flatMap((group) => ['', ...groupLines(group, terminal)]),
  ];
  const notes = [
    ...(unjudged === 0
      ? []
      : [`${count(unjudged, 'message')} would stand where the log's beginning is missing.`]),
    ...(unasked.length === 0
      ? []
      : [`Not in the log, since no driver asked, or later: ${count(unasked.length, 'assignment')}.`]),
  ];
  return `${[...lines, ...(notes.length === 0 ? [] : ['', ...notes.flatMap((note) => hangingText(terminal, note, { rest: '  ', style: 'dim' }))])].join('\n')}\n`;
}

const words: Readonly<Record<string, string>> = { kernel: 'kernel version', cmdline: 'command line' };

function verdict({ differences, agreeing }: LogComparison): string {
  const agree = agreeing === 1 ? '1 message agrees' : `${agreeing} messages agree`;
  if (differences.length === 0) return `the boot that was and the emulated one agree (${agree}).`;
  return `${count(differences.length, 'difference')}; ${agree}.`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** Differences about the same thing, with its name. */
interface Group {
  readonly title: string;
  readonly differences: readonly LogDifference[];
}

function groups(differences: readonly LogDifference[]): readonly Group[] {
  const bySubject = new Map<string, LogDifference[]>();
  for (const one of differences) {
    const title = one.subject ?? titles[one.about] ?? 'other messages';
    const known = bySubject.get(title);
    if (known === undefined) bySubject.set(title, [one]);
    else known.push(one);
  }
  return [...bySubject].map(([title, some]) => ({ title, differences: some }));
}

const titles: Readonly<Partial<Record<LogDifference['about'], string>>> = {
  memory: 'memory',
  outcome: 'outcome',
  'default-cma': 'default CMA area',
};

function groupLines({ title, differences }: Group, terminal: Terminal): readonly string[] {
  const reasons = [...new Set(differences.flatMap(({ reason }) => (reason === undefined ? [] : [reason])))];
  return [
    ...hangingText(terminal, title, { style: 'bold' }),
    ...differences.flatMap((one) => differenceLines(one, terminal)),
    ...reasons.flatMap((reason) => hangingText(terminal, reason, { first: '  = ', rest: '    ' })),
  ];
}

function differenceLines({ emulated, logged, line }: LogDifference, terminal: Terminal): readonly string[] {
  const at = line === undefined ? '' : `, line ${line}`;
  return [
    ...sideLines(`log${at}`, logged, 'red', terminal),
    ...sideLines('emulated', emulated, 'green', terminal),
  ];
}

function sideLines(
  side: string,
  text: string | undefined,
  style: 'red' | 'green',
  terminal: Terminal,
): readonly string[] {
  if (text === undefined) return [paint(terminal, 'dim', `  ${side}: nothing`)];
  const [first = '', ...more] = text.split('\n');
  return [
    ...hangingText(terminal, `${side}: ${first}`, { first: '  ', rest: '      ', style }),
    ...more.flatMap((rest) => hangingText(terminal, rest, { first: '      ', rest: '      ', style })),
  ];
}
