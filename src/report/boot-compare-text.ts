import type { BootChange, BootComparison, KernelStep } from '../project/compare-boots.ts';
import type { Cause, JointCauses } from '../project/find-causes.ts';
import { behaviourWords } from './behaviour-sentences.ts';
import { groupByCause } from './boot-change-groups.ts';
import { hangingText } from './hanging-text.ts';
import { profileLine } from './kernel-line.ts';
import { printable, textWidth } from './printable.ts';
import { paint, type Style, type Terminal } from './terminal.ts';

/** Messages that one cause changes, shown; the others are counted. */
const mostMessages = 4;

/** What changes from kernel to kernel, for people: a summary, then by behaviour what it does to this board. */
export function bootCompareText({ steps, same }: BootComparison, terminal: Terminal): string {
  const summaries = steps.flatMap((step) =>
    hanging(
      `${versionsOf(step)}: ${stepSummary(step)}`,
      '',
      '  ',
      terminal,
      isQuiet(step) ? 'green' : 'bold',
    ),
  );
  const details = steps.flatMap((step) => stepLines(step, terminal, steps.length > 1));
  const end = same
    ? 'Exit code 0: at most messages change.'
    : 'Exit code 1: something other than messages changes.';
  return `${[...summaries, ...details, '', ...hanging(end, '', '  ', terminal, 'dim')].join('\n')}\n`;
}

function versionsOf(step: KernelStep): string {
  return `Linux ${kernelsOf(step).join(' → ')}`;
}

function kernelsOf({ from, to }: KernelStep): readonly string[] {
  return [from, to].map(({ kernel: { profile } }) => profile.requested ?? profile.version);
}

function isQuiet({ changes }: KernelStep): boolean {
  return changes.every(({ kind }) => kind === 'message');
}

/** What changes from one kernel to the next, counted: `2 regions move, 1 device gets another answer; 7 messages differ`. */
export function stepSummary({ changes }: KernelStep): string {
  const subjects = (holds: (change: BootChange) => boolean): number =>
    new Set(changes.filter(holds).map(({ subject }) => subject)).size;
  const count = (number: number, one: string, many: string): readonly string[] =>
    number === 0 ? [] : [`${number} ${number === 1 ? one : many}`];
  const parts = [
    ...(changes.some(({ kind }) => kind === 'outcome') ? ['the outcome differs'] : []),
    ...count(subjects(isFailure), 'region fails', 'regions fail'),
    ...count(subjects(isMend), 'region fails no more', 'regions fail no more'),
    ...count(
      subjects((change) => change.kind === 'region' && change.aspect === 'place'),
      'region moves',
      'regions move',
    ),
    ...count(subjects(isOtherState), 'region is treated otherwise', 'regions are treated otherwise'),
    ...count(
      subjects(({ kind }) => kind === 'cma'),
      'CMA area differs',
      'CMA areas differ',
    ),
    ...count(
      subjects(({ kind }) => kind === 'device'),
      'device gets another answer',
      'devices get another answer',
    ),
  ];
  const messages = changes.filter(({ kind }) => kind === 'message').length;
  const outcome =
    parts.length > 0
      ? parts.join(', ')
      : changes.some(({ kind }) => kind === 'memory')
        ? 'only the amount of memory left to the kernel changes'
        : 'nothing changes for this board';
  if (messages === 0) return `${outcome}.`;
  const differing = `${messages} ${messages === 1 ? 'message' : 'messages'}`;
  return parts.length === 0 ? `${outcome} but ${differing}.` : `${outcome}; ${differing} differ.`;
}

const failed = /^failed/;

function isState({ kind, aspect }: BootChange): boolean {
  return kind === 'region' && aspect === 'state';
}

function isFailure(change: BootChange): boolean {
  return isState(change) && failed.test(change.to ?? '') && !failed.test(change.from ?? '');
}

function isMend(change: BootChange): boolean {
  return isState(change) && failed.test(change.from ?? '') && !failed.test(change.to ?? '');
}

function isOtherState(change: BootChange): boolean {
  return isState(change) && !isFailure(change) && !isMend(change);
}

function stepLines(step: KernelStep, terminal: Terminal, several: boolean): readonly string[] {
  if (step.changes.length === 0) return [];
  const { from, to } = step;
  const kernels = [from, to].map(({ kernel }) => profileLine(kernel.profile));
  return [
    '',
    ...(several ? [paint(terminal, 'bold', versionsOf(step))] : []),
    ...kernels.flatMap((line) => hanging(line, '', '  ', terminal, 'dim')),
    ...groupByCause(step.changes).flatMap(({ causes, parts }) => [
      '',
      ...causeLines(causes, step, terminal),
      ...parts.flatMap(({ also, changes }) => [
        ...(isAudible(changes) ? also.flatMap((cause) => alsoLines(cause, step, terminal)) : []),
        ...factsLines(changes, terminal),
      ]),
      ...messagesLines(
        parts.flatMap(({ changes }) => changes),
        terminal,
      ),
    ]),
    ...stopLines(step, terminal),
  ];
}

function counted(boots: number): string {
  return boots === 1 ? '1 boot' : `${boots} boots`;
}

/** That causes may be missing. */
function stopLines({ searchStoppedAfter: boots }: KernelStep, terminal: Terminal): readonly string[] {
  if (boots === undefined) return [];
  const text = `The board is large: the search for causes stopped after ${counted(boots)}, so that one may be missing, or too many be named.`;
  return ['', ...hanging(text, '', '  ', terminal, 'dim')];
}

function isAudible(changes: readonly BootChange[]): boolean {
  return changes.some(({ kind }) => kind !== 'message');
}

function causeLines(
  alternatives: readonly JointCauses[],
  step: KernelStep,
  terminal: Terminal,
): readonly string[] {
  if (alternatives.length === 0) {
    const text =
      step.searchStoppedAfter === undefined
        ? 'No single behaviour: the configurations differ, or too much at once.'
        : `No cause was found in ${counted(step.searchStoppedAfter)}, after which the search stopped.`;
    return hanging(text, '', '  ', terminal, 'bold');
  }
  return alternatives.flatMap((joint, alternative) =>
    joint.flatMap((cause, index) => {
      const conjunction = index > 0 ? 'and: ' : alternative > 0 ? 'or: ' : '';
      return hanging(conjunction + causeSentence(cause, step), '', '  ', terminal, 'bold');
    }),
  );
}

function alsoLines(cause: Cause, step: KernelStep, terminal: Terminal): readonly string[] {
  return hanging(`together with: ${causeSentence(cause, step)}`, '  ', '    ', terminal, 'dim');
}

/** `The table of regions has 64 entries in 7.2, 32 entries in 4.14 [tableSize]`. */
function causeSentence(cause: Cause, step: KernelStep): string {
  const [older, newer] = kernelsOf(step);
  const { subject, from, to } = behaviourWords(cause);
  return `${subject} ${to} in ${newer}, ${from} in ${older} [${cause.behaviour}]`;
}

function factsLines(changes: readonly BootChange[], terminal: Terminal): readonly string[] {
  return changes.filter(({ kind }) => kind !== 'message').flatMap((change) => factLines(change, terminal));
}

function messagesLines(changes: readonly BootChange[], terminal: Terminal): readonly string[] {
  const messages = changes.filter(({ kind }) => kind === 'message');
  const rest = messages.length - mostMessages;
  // One more is as short as the line that would tell of it.
  const shown = rest > 1 ? messages.slice(0, mostMessages) : messages;
  return [
    ...shown.flatMap((change) => messageLines(change, terminal)),
    ...(rest > 1 ? [paint(terminal, 'dim', `  … and ${rest} more messages`)] : []),
  ];
}

const words: Readonly<Record<Exclude<BootChange['kind'], 'message'>, (change: BootChange) => string>> = {
  outcome: () => 'the kernel',
  memory: ({ aspect }) => `memory ${aspect}`,
  region: ({ subject }) => shortPath(subject),
  cma: ({ subject }) => `CMA area ${subject}`,
  device: ({ subject, aspect }) =>
    aspect === 'driver' ? `the driver of ${subject}` : `${subject}, memory-region ${aspect}`,
};

function factLines(change: BootChange, terminal: Terminal): readonly string[] {
  if (change.kind === 'message') return [];
  const subject = words[change.kind](change);
  const value = `${change.from ?? 'none'} → ${change.to ?? 'none'}`;
  const line = `${subject}: ${value}`;
  if (textWidth(printable(line)) + 4 <= terminal.width)
    return hanging(line, `  ${bullet(terminal)} `, '    ', terminal);
  return [
    ...hanging(`${subject}:`, `  ${bullet(terminal)} `, '    ', terminal),
    ...hanging(value, '      ', '      ', terminal),
  ];
}

/** As a diff shows lines; where only the level differs, that. */
function messageLines({ subject, from, to }: BootChange, terminal: Terminal): readonly string[] {
  const [first = '', ...more] = subject.split('\n');
  const lines = (sign: string, style: Style, note = ''): readonly string[] => [
    ...hanging(`${first}${note}`, `  ${sign} `, '      ', terminal, style),
    ...more.flatMap((line) => hanging(line, `  ${sign} `, '      ', terminal, style)),
  ];
  if (from === undefined) return lines('+', 'green');
  if (to === undefined) return lines('-', 'red');
  return lines('~', 'yellow', ` (${from} → ${to})`);
}

function bullet({ unicode }: Terminal): string {
  return unicode ? '•' : '*';
}

function shortPath(path: string): string {
  return path.replace(/^\/reserved-memory\//, '');
}

function hanging(
  text: string,
  first: string,
  rest: string,
  terminal: Terminal,
  style?: Style,
): readonly string[] {
  return hangingText(terminal, text, { first, rest, ...(style === undefined ? {} : { style }) });
}
