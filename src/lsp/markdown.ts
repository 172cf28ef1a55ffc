import { printable } from '../report/printable.ts';

/** Names and words of a tree as they stand, in code: no name of a hostile tree is read as markup. */
export function code(text: string): string {
  const plain = printable(text);
  const longest = Math.max(0, ...(plain.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = plain.startsWith('`') || plain.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${plain}${pad}${fence}`;
}

/** A sentence with names in it. */
export function prose(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]<>#|~]/g, (character) => `\\${character}`);
}

const mostLines = 20;

/** Lines of the kernel's log. */
export function logBlock(lines: readonly string[]): string {
  const all = lines
    .flatMap((text) => text.split('\n'))
    .map((line) => printable(line).replaceAll('```', "'''"));
  const more = all.length > mostLines ? [`… and ${all.length - mostLines} more`] : [];
  return ['```', ...all.slice(0, mostLines), ...more, '```'].join('\n');
}
