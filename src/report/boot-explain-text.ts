import { hex } from '../memory/quantity.ts';
import type { DecidingBehaviour, ExplainedStep, Explanation } from '../project/explain/explanation.ts';
import { behaviourWords } from './behaviour-sentences.ts';
import { hangingText } from './hanging-text.ts';
import { profileLine } from './kernel-line.ts';
import { printable } from './printable.ts';
import { formatTable } from './table.ts';
import { paint, type Style, type Terminal } from './terminal.ts';

/** `boot --explain` for people: what it comes to, the steps that led there, the log, and the behaviours that decide. */
export function bootExplainText(explanation: Explanation, terminal: Terminal): string {
  const { summary, steps, log, behaviours, boot } = explanation;
  const lines = [
    ...hangingText(terminal, summary, { rest: '  ', style: 'bold' }),
    ...hangingText(terminal, profileLine(boot.kernel.profile), { style: 'dim' }),
    ...steps.flatMap((step, index) => ['', ...stepLines(step, index + 1, terminal)]),
    ...section(terminal, 'Kernel log', logLines(log, terminal)),
    ...section(
      terminal,
      'Behaviours of this kernel that decide it',
      behaviours.flatMap((one) => behaviourLines(one, terminal)),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function section(terminal: Terminal, title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', paint(terminal, 'bold', title), ...lines];
}

function stepLines(
  { text, ranges, more }: ExplainedStep,
  number: number,
  terminal: Terminal,
): readonly string[] {
  const first = `${number}. `;
  const skipped =
    more === 0 ? [] : [paint(terminal, 'dim', `   (${more} ranges before these are not shown)`)];
  const rows = ranges.map(({ base, end, what, kind }) => [
    `${hex(base)}..${hex(end)}`,
    { text: what, style: styles[kind] },
  ]);
  const columns = [{ title: '' }, { title: '', min: 20 }];
  return [
    ...hangingText(terminal, text, { first, rest: '   ' }),
    ...skipped,
    ...(rows.length === 0 ? [] : formatTable(terminal, columns, rows, { indent: 5, header: false })),
  ];
}

const styles: Readonly<Record<ExplainedStep['ranges'][number]['kind'], Style>> = {
  found: 'green',
  free: 'yellow',
  taken: 'dim',
};

function logLines(log: readonly string[], terminal: Terminal): readonly string[] {
  return log.flatMap((text) =>
    text.split('\n').flatMap((line) => hangingText(terminal, printable(line), { first: '  ', rest: '    ' })),
  );
}

function behaviourLines(
  { causes, versions, otherwise }: DecidingBehaviour,
  terminal: Terminal,
): readonly string[] {
  const others = `in ${versions.join(', ')}`;
  return [
    ...causes.flatMap((cause, index) => {
      const { subject, from, to } = behaviourWords(cause);
      const sentence = `${subject} ${from}; ${others}: ${to} [${cause.behaviour}]`;
      return hangingText(terminal, index > 0 ? `and: ${sentence}` : sentence, { first: '  ', rest: '    ' });
    }),
    ...hangingText(terminal, `else ${otherwise.join(', and ')}`, { first: '    ', rest: '      ' }),
  ];
}
